/**
 * What retention destroyed, said in the log: one entry for all pictures before a slot where a verifier finds that each of
 * them was due, else each picture's own. SPEC: SG9, PV10.
 */
import { DAY_MS, SLOT_SECONDS, type Slot, slotStart, weekLocksAt } from '../../domain/week';
import type { LogsTable } from './db/logs-table';
import type { Pen } from './sealer-pen';
import type { GonePicture } from './sealer-slice';
import { retentionAt, type Told } from './sealer-terms';

/**
 * Inside the caller's transaction. Where the log knows of no retention that was due (it was agreed to later), a verifier would have to call that early: the picture is said to be deleted.
 */
export function tellExpired(
  gone: readonly GonePicture[],
  pen: Pen,
  logs: Pick<LogsTable, 'removePicture' | 'pictured' | 'expire'>,
  at: number,
): void {
  const told = pen.contract();
  const remove = ({ number, nth, leaf: target }: GonePicture) => {
    pen.say(() => ({ type: 'delete', at, target, picture: nth }));
    logs.removePicture(pen.log.id, number, nth);
  };
  const due = gone.filter((one) => isDue(one, told, at));
  for (const one of gone) if (!due.includes(one)) remove(one);
  if (due.length === 0) return;
  const before = Math.max(...due.map(({ slot }) => slot)) + SLOT_SECONDS;
  const last = told.findLast(({ entry }) => entry.type === 'expire');
  const since = last?.entry.type === 'expire' ? last.entry.before : 0;
  const others = logs.pictured(pen.log.id, before, since, last?.number ?? 0);
  if (others.every((one) => isDue(one, told, at))) {
    pen.say(() => ({ type: 'expire', at, before }));
    logs.expire(pen.log.id, before);
  } else for (const one of due) remove(one);
}

/** By the retention that the log says was in force at the slot, as it said before the segment `number`. */
function isDue({ slot, number }: { slot: Slot; number: number }, told: readonly Told[], at: number): boolean {
  const before = told.filter((one) => one.number < number);
  const days = retentionAt(before, slotStart(slot));
  return days !== null && at >= weekLocksAt(slotStart(slot)) + days * DAY_MS;
}
