/**
 * Moments of pictures that the server has drawn: asked for a little before each slot, for every contract that is shared.
 * Promises: a slot for which none came is drawn by plain chance, and tells no draw; recording never waits for one.
 * SPEC: SY19.
 */
import type { ContractId } from '../../../domain/ids';
import { randomOfShares } from '../../../domain/moments';
import type { Random } from '../../../domain/random';
import { type Slot, slotEnd, slotOf, slotStart } from '../../../domain/week';
import { Trouble, type Wire } from './wire';

/** The server gives a slot's moments from fifteen seconds before it on. */
const EARLY_MS = 10_000;

export class ServerMoments {
  private readonly known = new Map<ContractId, { slot: Slot; random: Random | null }[]>();

  /** What draws the slot's moments; null where the server has told none. */
  random(contractId: ContractId, slot: Slot): Random | null {
    return this.known.get(contractId)?.find((one) => one.slot === slot)?.random ?? null;
  }

  /** Asks for the slot that runs, and for the one about to begin, each once. Throws `Trouble` for what is no answer. */
  async ask(contractId: ContractId, wire: Wire, now: number): Promise<void> {
    const slots = new Set([slotOf(now), slotOf(now + EARLY_MS + 1_000)]);
    for (const slot of slots) {
      const known = this.known.get(contractId) ?? [];
      if (known.some((one) => one.slot === slot)) continue;
      const random = await this.drawn(contractId, slot, wire);
      const still = known.filter((one) => slotStart(one.slot) > now - 3_600_000);
      this.known.set(contractId, [...still, { slot, random }]);
    }
  }

  private async drawn(contractId: ContractId, slot: Slot, wire: Wire): Promise<Random | null> {
    try {
      const { shares } = await wire.ask('moment', { params: { contract: contractId, slot } });
      return randomOfShares(shares, contractId, slot);
    } catch (error) {
      // Not this slot: the server commits to the day now, or the clocks differ.
      if (error instanceof Trouble && error.why === 'refused') return null;
      throw error;
    }
  }
}

/** Milliseconds until the next slot is to be asked for. */
export function untilAsked(now: number): number {
  const at = slotEnd(slotOf(now)) - EARLY_MS;
  return at > now ? at - now : at + slotEnd(slotOf(now)) - slotStart(slotOf(now)) - now;
}
