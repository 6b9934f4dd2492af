/**
 * The wall clock of a time zone. Nothing here reads a clock or the machine's zone; both are arguments.
 * Promises: what a zone's clock shows twice has two instants, what it skips has none.
 */
import type { WallMs } from './clock';
import { DAY_MS } from './week';

const readers = new Map<string, Intl.DateTimeFormat>();

function reader(zone: string): Intl.DateTimeFormat {
  const known = readers.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  readers.set(zone, made);
  return made;
}

/** The wall clock of the zone at `at`, as if it were UTC, in ms, whole seconds. */
export function localMs(at: WallMs, zone: string): number {
  if (zone === 'UTC') return Math.floor(at / 1000) * 1000;
  const read: Record<string, number> = {};
  for (const part of reader(zone).formatToParts(at)) read[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The instants at which the zone's clock shows `local` (a wall clock as if it were UTC, whole seconds): none, one or two, ascending. */
export function instantsAt(local: number, zone: string): WallMs[] {
  const offsets = [local - DAY_MS, local + DAY_MS].map((near) => localMs(near, zone) - near);
  const instants = [...new Set(offsets)].map((offset) => local - offset);
  return instants.filter((at) => localMs(at, zone) === local).sort((a, b) => a - b);
}

/** Whether the name is a time zone that this machine knows. */
export function isZone(name: string): boolean {
  try {
    reader(name);
    return true;
  } catch {
    return false;
  }
}
