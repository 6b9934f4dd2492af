/** Hours that somebody enters in a form of a review, against the most that there is. Pure. */
import { editableHours, parseHours } from '../../ui/parse';

export type HoursRead =
  | { ok: true; ms: number }
  | { ok: false; why: 'empty' | 'not-hours' | 'too-much' | 'none' };

/** `least`: 0 where none at all may be meant. What is written as all there is counts to the last millisecond. */
export function readHours(text: string, most: number, least: 0 | 1): HoursRead {
  const read = parseHours(text);
  if (!read.ok) return { ok: false, why: read.reason === 'too-big' ? 'too-much' : read.reason };
  const ms = read.value * 1000;
  if (ms < least) return { ok: false, why: 'none' };
  // The page shows whole minutes, so whoever writes what it shows means all of it.
  const isAll = text.trim() === writtenHours(most) || Math.floor(most / 60_000) * 60_000 === ms;
  if (isAll) return { ok: true, ms: most };
  return ms > most ? { ok: false, why: 'too-much' } : { ok: true, ms };
}

/** As it is put into the field: 7:30. Minutes are cut. */
export function writtenHours(ms: number): string {
  return editableHours(Math.floor(ms / 60_000) * 60);
}
