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
    const at = momentOf(random, contractId, slot, index, from);
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
      const at = momentOf(random, contractId, one.slot, 'anew', now);
      return { ...one, at, postponed: false };
    })
    .sort((a, b) => a.at - b.at);
}

/**
 * Where a draw falls: uniform over what is left of the slot from `from` on. Each draw of a slot has its own purpose, so
 * that a verifier who has the source can draw again (SPEC SG16).
 */
export function momentOf(
  random: Random,
  contractId: ContractId,
  slot: Slot,
  nth: number | 'anew',
  from: WallMs,
): WallMs {
  const which = nth === 0 ? '' : `:${nth === 'anew' ? nth : nth + 1}`;
  const share = random.uniform(`picture:${contractId}:${slot}${which}`);
  return from + Math.floor(share * Math.max(0, slotEnd(slot) - from));
}
