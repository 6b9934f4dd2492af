/** Days of months and years, by name: which there are, where each begins, and how much was worked on each. Pure. */
import type { DaySums } from '../../../electron/contract';
import { addDays, type DayString, dayBounds } from '../../ui/zone';

export interface Stretch {
  first: DayString;
  /** Every day's name, by month. */
  months: DayString[][];
}

/** `count` months: the one that holds `day`, moved by `away`; a year (12) is a calendar year, moved by years. */
export function monthsAround(day: DayString, count: 1 | 12, away: number): Stretch {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1];
  const start = count === 12 ? Date.UTC(year + away, 0, 1) : Date.UTC(year, month + away, 1);
  const months = Array.from({ length: count }, (_, n) => {
    const at = new Date(start);
    const from = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + n, 1);
    const length = (Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + n + 1, 1) - from) / 86_400_000;
    const name = new Date(from).toISOString().slice(0, 10);
    return Array.from({ length }, (_unused, index) => addDays(name, index));
  });
  return { first: new Date(start).toISOString().slice(0, 10), months };
}

/** The first instant of each day in the zone, and of the day after the last. */
export function boundsOf(stretch: Stretch, zone: string): number[] {
  const days = stretch.months.flat();
  const last = days.at(-1) ?? stretch.first;
  return [...days.map((day) => dayBounds(day, zone).from), dayBounds(last, zone).to];
}

/** Milliseconds by day's name; days without time are left out. */
export function byDay(stretch: Stretch, sums: DaySums): Map<DayString, number> {
  const days = stretch.months.flat();
  const total = new Map<DayString, number>();
  for (const { stretch: index, totalMs } of sums) {
    const day = days[index];
    if (day !== undefined) total.set(day, (total.get(day) ?? 0) + totalMs);
  }
  return total;
}

/** 0 (none) to 5 (eight hours and more): the depth of a day's colour. */
export function depthOf(ms: number): number {
  return ms <= 0 ? 0 : Math.min(5, 1 + Math.floor(ms / 7_200_000));
}

/** The same day of the month before or after, at most its last. */
export function monthAway(day: DayString, by: 1 | -1): DayString {
  const [year, month, date] = [
    Number(day.slice(0, 4)),
    Number(day.slice(5, 7)) - 1,
    Number(day.slice(8, 10)),
  ];
  const last = new Date(Date.UTC(year, month + by + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month + by, Math.min(date, last))).toISOString().slice(0, 10);
}
