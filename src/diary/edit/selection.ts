/** Which slices are chosen for an edit. Pure: each change gives a new set. */
import type { SliceId } from '../../../domain/ids';
import type { Run } from '../runs';
import type { DiaryCell } from '../types';

export type Selection = ReadonlySet<SliceId>;

export const NONE: Selection = new Set();

export function toggled(selection: Selection, id: SliceId): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Everything from one slice to another, both included, in the order of the grid. */
export function between(ordered: readonly DiaryCell[], a: SliceId, b: SliceId): SliceId[] {
  const [from, to] = [a, b].map((id) => ordered.findIndex(({ sliceId }) => sliceId === id));
  if (from === undefined || to === undefined || from < 0 || to < 0) return [b];
  return ordered.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ sliceId }) => sliceId);
}

/** The chosen slices that are still there, as one run: what the memo dialog edits. Null where there are none. */
export function chosenRun(ordered: readonly DiaryCell[], selection: Selection): Run | null {
  const cells = ordered.filter(({ sliceId }) => selection.has(sliceId));
  const [first, last] = [cells[0], cells.at(-1)];
  if (!first || !last) return null;
  return {
    id: first.sliceId,
    contractId: first.contractId,
    memo: cells.every(({ memo }) => memo === first.memo) ? first.memo : '',
    cells,
    start: first.slot * 1000,
    end: last.slot * 1000 + 600_000,
    trackedMs: cells.reduce((sum, { trackedMs }) => sum + trackedMs, 0),
    editable: cells.every(({ editable }) => editable),
  };
}
