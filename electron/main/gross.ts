/** What slices are worth by their contract's billing rule. SPEC: CO. */
import type { HourlyContract } from '../../domain/hourly-contract';
import { isImported } from '../../domain/limit';
import { earned } from '../../domain/money';
import { SLOT_SECONDS, type Slot, slotStart } from '../../domain/week';

/**
 * Gross in minor units of the contract's currency. Time over the weekly limit is left out, and imported time. `exact`: the
 * milliseconds within the limit, summed for each rate, in whole seconds. `whole`: ten minutes for each slot with
 * any time within the limit. A slot has the rate in force at its start (the first rate, where the contract was
 * made inside the slot). Rounded once for each rate.
 */
export function grossMinor(
  contract: Pick<HourlyContract, 'billing' | 'rates'>,
  slices: readonly { slot: Slot; trackedMs: number; overMs: number; importId?: string | null }[],
): number {
  const msByRate = new Map<number, number>();
  for (const slice of slices) {
    const within = slice.trackedMs - slice.overMs;
    if (within <= 0 || isImported(slice)) continue;
    const rate = rateOf(contract, slice.slot);
    const billed = contract.billing === 'whole' ? SLOT_SECONDS * 1000 : within;
    msByRate.set(rate, (msByRate.get(rate) ?? 0) + billed);
  }
  let sum = 0;
  for (const [rate, ms] of msByRate) sum += earned(Math.floor(ms / 1000), rate);
  return sum;
}

function rateOf(contract: Pick<HourlyContract, 'rates'>, slot: Slot): number {
  const inForce = contract.rates.findLast((rate) => rate.from <= slotStart(slot)) ?? contract.rates[0];
  return inForce?.rateMinor ?? 0;
}
