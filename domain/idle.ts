/**
 * Idle time: a stretch without input longer than the contract allows becomes a question. It stays counted and is
 * marked until the freelancer answers; only the answer "discard" takes it away. SPEC: ID.
 */
import type { WallMs } from './clock';
import type { ContractId, IdleId } from './ids';
import type { Slice, Span } from './slice';
import { MINUTE_MS } from './week';

/** A stretch without input that the freelancer is asked about. `end` grows while it lasts. */
export interface IdleQuestion {
  id: IdleId;
  contractId: ContractId;
  start: WallMs;
  end: WallMs;
  state: 'pending' | 'kept' | 'discarded';
  answeredAt: WallMs | null;
}

/** After this long without an answer or input, tracking pauses by itself: a night away is not a night tracked. */
export const IDLE_PAUSE_MS = 60 * MINUTE_MS;

/** Marks the slice's work inside [from, to) as idle time of that question; spans are cut where needed. */
export function markIdle<S extends Pick<Slice, 'spans'>>(slice: S, from: WallMs, to: WallMs, id: IdleId): S {
  return { ...slice, spans: slice.spans.flatMap((span) => marked(span, from, to, id)) };
}

/** Applies an answer to the slice's spans of that question. */
export function answerIdle<S extends Pick<Slice, 'spans'>>(
  slice: S,
  id: IdleId,
  kind: 'kept' | 'discarded',
): S {
  return {
    ...slice,
    spans: slice.spans.map((span) => (span.idleId === id && span.kind === 'idle' ? { ...span, kind } : span)),
  };
}

function marked(span: Span, from: WallMs, to: WallMs, id: IdleId): Span[] {
  const start = Math.max(span.start, from);
  const end = Math.min(span.end, to);
  if (span.kind !== 'work' || start >= end) return [span];
  const parts: Span[] = [
    { ...span, end: start },
    { start, end, kind: 'idle', idleId: id },
    { ...span, start: end },
  ];
  return parts.filter((part) => part.end > part.start);
}
