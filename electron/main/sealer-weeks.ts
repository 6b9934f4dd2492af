/** The closing of weeks: what stands of each that is over and locked, said once, and again if more of it came. SPEC: SG11. */
import { type Slot, slotStart, WEEK_MS, weekLocksAt, weekStart } from '../../domain/week';
import type { LogsTable } from './db/logs-table';
import type { Pen } from './sealer-pen';

/** Inside the caller's transaction. `waiting`: slots of what is still to be sealed; their weeks stay open. */
export function closeWeeks(
  pen: Pen,
  logs: Pick<LogsTable, 'weeks' | 'sums'>,
  waiting: readonly Slot[],
  at: number,
): void {
  const closed = new Map<number, number>();
  for (const { entry, number } of pen.contract()) if (entry.type === 'close') closed.set(entry.week, number);
  for (const { week, newest } of logs.weeks(pen.log.id, lockedBefore(at) / 1000)) {
    const isWaitedFor = waiting.some((slot) => weekStart(slotStart(slot)) === week * 1000);
    if (isWaitedFor || newest <= (closed.get(week) ?? -1)) continue;
    const { count, ms, first, last } = logs.sums(pen.log.id, week, week + WEEK_MS / 1000);
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
}

/** The end of the last week that is locked: a Monday 00:00 UTC. */
export function lockedBefore(at: number): number {
  const week = weekStart(at);
  return weekLocksAt(week - WEEK_MS) <= at ? week : week - WEEK_MS;
}
