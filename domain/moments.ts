/**
 * The moments at which a slice is pictured: drawn, awaited, put off while a window that is never captured is in
 * front. Pure: each function gives the moments as they are afterwards. SPEC: PI, PV.
 */
import type { WallMs } from './clock';
import type { ContractId, SliceId } from './ids';
import type { Random } from './random';
import { type Slot, slotEnd } from './week';

export interface DueMoment {
  readonly sliceId: SliceId;
  readonly slot: Slot;
  readonly at: WallMs;
  /** Its instant came while such a window was in front: it is drawn anew once that window has left. */
  readonly postponed: boolean;
}

interface Drawing {
  sliceId: SliceId;
  contractId: ContractId;
  slot: Slot;
}

/** SPEC PI1, PV7: each moment is uniform over what is left of the slot from `from` on, independent of the others; ascending. */
export function drawn(random: Random, slice: Drawing, count: number, from: WallMs): DueMoment[] {
  const { sliceId, contractId, slot } = slice;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const nth = index === 0 ? '' : `:${index + 1}`;
    const at = uniformFrom(random, `picture:${contractId}:${slot}${nth}`, slot, from);
    return { sliceId, slot, at, postponed: false };
  }).sort((a, b) => a.at - b.at);
}

/** SPEC PV3: while the window is in front, every moment whose instant has come is put off. */
export function putOff(due: readonly DueMoment[], now: WallMs): readonly DueMoment[] {
  return due.some((one) => !one.postponed && one.at <= now)
    ? due.map((one) => (one.at <= now ? { ...one, postponed: true } : one))
    : due;
}

/** SPEC PV3: the window has left the front: what was put off is drawn anew over what is left of the slot. */
export function drawnAnew(
  due: readonly DueMoment[],
  random: Random,
  contractId: ContractId,
  now: WallMs,
): readonly DueMoment[] {
  if (!due.some((one) => one.postponed)) return due;
  return due
    .map((one) => {
      if (!one.postponed) return one;
      const at = uniformFrom(random, `picture:${contractId}:${one.slot}:anew`, one.slot, now);
      return { ...one, at, postponed: false };
    })
    .sort((a, b) => a.at - b.at);
}

function uniformFrom(random: Random, purpose: string, slot: Slot, from: WallMs): WallMs {
  return from + Math.floor(random.uniform(purpose) * Math.max(0, slotEnd(slot) - from));
}
