/**
 * Where tracked time goes on the wall clock. How much time passed comes from the monotonic clock alone; the wall
 * clock only says where on the grid it belongs. So a jump of the wall clock moves later time, and never makes,
 * loses or doubles any: pieces of all sessions are disjoint, and their sum is the monotonic time observed. SPEC: CK.
 */
import type { Instant, WallMs } from './clock';
import { slotEnd, slotOf } from './week';

/** Half-open [start, end), wall ms. */
export interface Interval {
  start: WallMs;
  end: WallMs;
}

/** From this difference between wall and monotonic clock on, it is a jump; below, drift that is followed by nobody. */
export const JUMP_MS = 2_000;
/** The machine slept if the boot clock ran ahead of the monotonic one by this; the boot clock may tick in whole seconds. */
export const SLEEP_MS = 3_000;
/** Two readings further apart than this leave time that nobody observed (a stopped process): it is not tracked. */
export const UNOBSERVED_MS = 30_000;

export interface Timeline {
  readonly anchor: Instant;
  readonly last: Instant;
  /** Where the next piece starts, unless the wall clock jumps. */
  readonly cursor: WallMs;
  /** Time at or after the cursor that is already taken, merged, ascending. Nearly always empty. */
  readonly blocked: readonly Interval[];
}

export interface Advance {
  timeline: Timeline;
  /** Where the observed time went: disjoint, ascending. */
  pieces: Interval[];
  /** How far the wall clock jumped, in ms; 0 for none. */
  jumpMs: number;
  /** The machine slept during it. */
  asleep: Interval | null;
  /** The process did not run during it. */
  unobserved: Interval | null;
}

/** Everything already tracked that ends after `from`, merged, ascending. */
export type Occupied = (from: WallMs) => readonly Interval[];

export function anchorAt(now: Instant, occupied: Occupied): Timeline {
  return { anchor: now, last: now, cursor: now.wall, blocked: occupied(now.wall) };
}

/** Places the time between the last reading and `now`. */
export function advance(timeline: Timeline, now: Instant, occupied: Occupied): Advance {
  const passed = Math.max(0, now.mono - timeline.last.mono);
  const sleptMs = now.boot - timeline.last.boot - passed;
  const slept = sleptMs >= SLEEP_MS;
  const seen = passed <= UNOBSERVED_MS;
  const expected = timeline.anchor.wall + (now.mono - timeline.anchor.mono) + (slept ? sleptMs : 0);
  const drift = now.wall - expected;
  const jumpMs = Math.abs(drift) >= JUMP_MS ? drift : 0;
  const credit = seen ? passed : 0;

  if (slept || !seen) {
    // What was observed came before the sleep; nothing was observed in a gap. Afterwards the wall clock is asked anew.
    const placed = place(timeline.cursor, credit, timeline.blocked);
    const gap = { start: placed.cursor, end: Math.max(placed.cursor, now.wall) };
    return {
      timeline: reanchored(now, now.wall, merged([...occupied(now.wall), ...placed.pieces])),
      pieces: placed.pieces,
      jumpMs,
      asleep: slept ? gap : null,
      unobserved: slept ? null : gap,
    };
  }
  if (jumpMs !== 0) {
    const start = now.wall - credit;
    const placed = place(start, credit, occupied(start));
    return {
      timeline: reanchored(now, placed.cursor, placed.blocked),
      pieces: placed.pieces,
      jumpMs,
      asleep: null,
      unobserved: null,
    };
  }
  const placed = place(timeline.cursor, credit, timeline.blocked);
  return {
    timeline: { ...timeline, last: now, cursor: placed.cursor, blocked: placed.blocked },
    pieces: placed.pieces,
    jumpMs: 0,
    asleep: null,
    unobserved: null,
  };
}

/** Cuts pieces at slot boundaries. */
export function splitBySlot(pieces: readonly Interval[]): Interval[] {
  const cut: Interval[] = [];
  for (const piece of pieces) {
    let start = piece.start;
    while (start < piece.end) {
      const end = Math.min(piece.end, slotEnd(slotOf(start)));
      cut.push({ start, end });
      start = end;
    }
  }
  return cut;
}

/** Joins intervals that touch or overlap. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && next.start <= last.end) last.end = Math.max(last.end, next.end);
    else result.push({ ...next });
  }
  return result;
}

function reanchored(now: Instant, cursor: WallMs, blocked: readonly Interval[]): Timeline {
  return { anchor: now, last: now, cursor, blocked: blocked.filter((taken) => taken.end > cursor) };
}

/** Fills free room from `start` on with `ms` of time. Everything in `blocked` ends after `start`. */
function place(start: WallMs, ms: number, blocked: readonly Interval[]) {
  const pieces: Interval[] = [];
  let at = start;
  let left = ms;
  for (const taken of blocked) {
    const room = Math.min(left, Math.max(0, taken.start - at));
    if (room > 0) pieces.push({ start: at, end: at + room });
    left -= room;
    at = left > 0 ? taken.end : at + room;
  }
  if (left > 0) {
    pieces.push({ start: at, end: at + left });
    at += left;
  }
  return { pieces, cursor: at, blocked: blocked.filter((taken) => taken.end > at) };
}
