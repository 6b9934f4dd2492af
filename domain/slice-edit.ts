/** Small changes to a slice, each giving a new one. */
import type { WallMs } from './clock';
import type { ContractId, IdleId, SliceId } from './ids';
import { type FrontWindow, NO_INPUT } from './sample';
import type { Backends, Slice, SpanKind } from './slice';
import type { Interval } from './timeline';
import type { Slot } from './week';

export function emptySlice(id: SliceId, contractId: ContractId, slot: Slot, memo: string): Slice {
  return {
    id,
    contractId,
    slot,
    state: 'open',
    closeReason: null,
    interrupted: false,
    memo,
    kind: 'tracked',
    tag: '',
    reason: '',
    editedAt: null,
    movedFrom: null,
    excludedMs: 0,
    importId: null,
    spans: [],
    minutes: Array.from({ length: 10 }, () => NO_INPUT),
    windows: [],
    jumps: [],
    gaps: [],
    backends: { input: [], window: [], idle: [] },
  };
}

export function extended(
  spans: Slice['spans'],
  piece: Interval,
  kind: SpanKind,
  idleId: IdleId | null,
): Slice['spans'] {
  const last = spans.at(-1);
  if (last && last.end === piece.start && last.kind === kind && last.idleId === idleId) {
    return spans.with(-1, { ...last, end: piece.end });
  }
  // After a jump back, a piece may fill a hole before the last span.
  return [...spans, { ...piece, kind, idleId }].sort((a, b) => a.start - b.start);
}

export function withWindowTime(windows: Slice['windows'], window: FrontWindow, ms: number): Slice['windows'] {
  const at = windows.findIndex((known) => known.app === window.app && known.title === window.title);
  const known = windows[at];
  return known ? windows.with(at, { ...known, ms: known.ms + ms }) : [...windows, { ...window, ms }];
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  const fresh = b.filter((name) => name !== 'none' && !a.includes(name));
  return fresh.length === 0 ? a : [...a, ...fresh];
}

/** Adds the backends that answered, each once, in the order in which they first did. */
export function withBackends(known: Backends, now: Backends): Backends {
  return {
    input: union(known.input, now.input),
    window: union(known.window, now.window),
    idle: union(known.idle, now.idle),
  };
}

/** The slice with the memo that was given to it at `at`; once it is closed, that is an edit. */
export function withMemo(slice: Slice, memo: string, at: WallMs): Slice {
  return { ...slice, memo, editedAt: slice.state === 'closed' ? at : slice.editedAt };
}
