/**
 * Local time on top of the UTC grid: which local day an instant belongs to, where that day begins and ends, and
 * how far the zone is from UTC. Nothing here reads a clock or the machine's zone; both are arguments.
 * Promises: days of 23, 24 and 25 hours, days that begin at 01:00, and offsets of :30 and :45 come out right.
 */
import { localMs } from '../../domain/zone';

/** A calendar day as `YYYY-MM-DD`, in whichever zone the caller means. */
export type DayString = string;

/** Minutes by which the zone's clock is ahead of UTC at `at` (ms): Paris in summer 120, St John's −150. */
export function offsetMinutes(at: number, zone: string): number {
  return Math.round((localMs(at, zone) - Math.floor(at / 1000) * 1000) / 60_000);
}

/** The local day that holds the instant. */
export function dayOf(at: number, zone: string): DayString {
  return new Date(localMs(at, zone)).toISOString().slice(0, 10);
}

/** Minutes since local midnight by the zone's clock, 0–1439. */
export function minuteOfDay(at: number, zone: string): number {
  const local = localMs(at, zone);
  return Math.floor((local % 86_400_000) / 60_000);
}

/** The half-open [from, to) of a local day, ms. Equal bounds where the zone skipped that day. */
export function dayBounds(day: DayString, zone: string): { from: number; to: number } {
  return { from: startOfDay(day, zone), to: startOfDay(addDays(day, 1), zone) };
}

export function addDays(day: DayString, days: number): DayString {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The first whole minute whose local date is `day` or later, found by halving: no rule about midnight is assumed. */
function startOfDay(day: DayString, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (zone === 'UTC') return midnight;
  let before = midnight / 60_000 - 26 * 60;
  let after = midnight / 60_000 + 26 * 60;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle * 60_000, zone) >= day) after = middle;
    else before = middle;
  }
  return after * 60_000;
}

/** `UTC`, `UTC+1`, `UTC−3:30`: how far the zone is from UTC at `at`. */
export function offsetLabel(at: number, zone: string): string {
  const minutes = offsetMinutes(at, zone);
  if (minutes === 0) return 'UTC';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
