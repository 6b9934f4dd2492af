/**
 * The closing of weeks: what stands of each that is over, said once everything of it is sealed, and again when that
 * changed; empty weeks too, so that nobody can leave one out. Promises: a clock that is or was wrong by decades has
 * no more than a year of empty weeks closed, and no step closes more than a few. SPEC: SG11.
 */
import { type Slot, slotStart, WEEK_MS, weekEnd, weekStart } from '../../domain/week';
import type { LogsTable } from './db/logs-table';
import type { Pen } from './sealer-pen';

/** So long after a week its last slice is final, and on the disk. */
const SETTLED_MS = 15_000;

/** Weeks that one step closes at most. */
const STEP_WEEKS = 8;
/** Empty weeks are closed so far back. */
const EMPTY_WEEKS = 53;

/**
 * Inside the caller's transaction. `waiting`: slots of what is still to be sealed; their weeks stay open. Gives whether
 * that was all: if not, another step has to follow.
 */
export function closeWeeks(
  pen: Pen,
  logs: Pick<LogsTable, 'weeks' | 'sums'>,
  waiting: readonly Slot[],
  at: number,
): boolean {
  const over = overBefore(at) / 1000;
  const closed = new Map<number, number>();
  for (const { entry, number } of pen.contract()) if (entry.type === 'close') closed.set(entry.week, number);
  const changed = new Map<number, number>();
  const begin = Math.max(weekStart(pen.log.openedAt) / 1000, over - EMPTY_WEEKS * WEEK_SECONDS);
  for (let week = begin; week < over; week += WEEK_SECONDS) changed.set(week, 0);
  for (const { week, newest } of logs.weeks(pen.log.id, over)) changed.set(week, newest);
  let said = 0;
  for (const [week, newest] of [...changed].sort(([a], [b]) => a - b)) {
    const isWaitedFor = waiting.some((slot) => weekStart(slotStart(slot)) === week * 1000);
    if (isWaitedFor || newest <= (closed.get(week) ?? -1)) continue;
    if (said === STEP_WEEKS) return false;
    said++;
    const { count, ms, first, last } = logs.sums(pen.log.id, week, week + WEEK_SECONDS);
    pen.say(() => ({
      type: 'close',
      at,
      week,
      count,
      ms,
      ...(first !== null && { first }),
      ...(last !== null && { last }),
    }));
  }
  return true;
}

/** The Monday 00:00 UTC before which every week is over and settled. */
export function overBefore(at: number): number {
  return weekStart(at - SETTLED_MS);
}

/** When the next week is. */
export function nextOver(at: number): number {
  return weekEnd(at - SETTLED_MS) + SETTLED_MS;
}

const WEEK_SECONDS = WEEK_MS / 1000;
