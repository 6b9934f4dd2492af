/**
 * What the freelancer may change in the diary, and until when. Nothing here lengthens tracked time: it can be
 * described anew, given to another contract, or taken away. Pure. SPEC: ED.
 */
import type { WallMs } from './clock';
import type { HourlyContract } from './hourly-contract';
import type { ContractId, SliceId } from './ids';
import type { Slice } from './slice';
import { emptySlice } from './slice-edit';
import type { Interval } from './timeline';
import { type Slot, slotEnd, slotStart, weekLocksAt, weekStart } from './week';

/** For this long a deletion can be taken back. */
export const UNDO_MS = 30_000;

/** `locked`: its week is closed. `open`: it is being tracked. */
export type EditRefusal = 'locked' | 'open';

type Place = Pick<Slice, 'slot' | 'state'>;

/** Whether tag, contract or existence of the slice may be changed now; null: yes. */
export function refusalOfEdit(slice: Place, now: WallMs): EditRefusal | null {
  if (now >= weekLocksAt(slotStart(slice.slot))) return 'locked';
  return slice.state === 'open' ? 'open' : null;
}

export type MoveRefusal = EditRefusal | 'archived' | 'taken';

/** `taken`: whether the target has time in that slot already, which holds one slice a contract. */
export function refusalOfMove(
  slice: Place & Pick<Slice, 'contractId'>,
  target: Pick<HourlyContract, 'id' | 'archivedAt'>,
  taken: boolean,
  now: WallMs,
): MoveRefusal | null {
  const refusal = refusalOfEdit(slice, now);
  if (refusal !== null) return refusal;
  if (target.archivedAt !== null) return 'archived';
  return taken && slice.contractId !== target.id ? 'taken' : null;
}

export type ManualRefusal = 'not-allowed' | 'archived' | 'other-week' | 'future' | 'taken' | 'twice';

/**
 * Whether these spots may be filled by hand: whole ten minutes of the present UTC week, over already, in which nothing
 * is on record for any contract (`occupied`: spans of all, discarded ones too). All of them or none.
 */
export function refusalOfManual(
  contract: Pick<HourlyContract, 'manualAllowed' | 'archivedAt'>,
  slots: readonly Slot[],
  occupied: readonly Interval[],
  now: WallMs,
): ManualRefusal | null {
  if (contract.archivedAt !== null) return 'archived';
  if (!contract.manualAllowed) return 'not-allowed';
  if (new Set(slots).size !== slots.length) return 'twice';
  for (const slot of slots) {
    if (slotEnd(slot) > now) return 'future';
    if (weekStart(slotStart(slot)) !== weekStart(now)) return 'other-week';
    if (occupied.some(({ start, end }) => start < slotEnd(slot) && end > slotStart(slot))) return 'taken';
  }
  return null;
}

/** Ten minutes entered by hand: without counts, windows and pictures. */
export function manualSlice(
  id: SliceId,
  entry: { contractId: ContractId; slot: Slot; memo: string; tag: string; reason: string },
): Slice {
  const { contractId, slot, memo, tag, reason } = entry;
  return {
    ...emptySlice(id, contractId, slot, memo),
    state: 'closed',
    closeReason: 'slot-end',
    kind: 'manual',
    tag,
    reason,
    spans: [{ start: slotStart(slot), end: slotEnd(slot), kind: 'work', idleId: null }],
  };
}
