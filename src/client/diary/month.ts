/** Months of the calendar in UTC days, as a week begins on Monday. Pure. */
import { addDays, type DayString } from '../../ui/zone';

export interface Month {
  /** `YYYY-MM` */
  name: string;
  days: readonly DayString[];
  /** 0 for Monday to 6 for Sunday: where its first day stands. */
  column: number;
  /** Wall ms, [from, to). */
  from: number;
  to: number;
}

/** `name`: `YYYY-MM`. */
export function monthOf(name: string): Month {
  const from = Date.parse(`${name}-01T00:00:00Z`);
  const at = new Date(from);
  const to = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
  const days = Array.from({ length: (to - from) / 86_400_000 }, (_, n) => addDays(`${name}-01`, n));
  return { name, days, column: (at.getUTCDay() + 6) % 7, from, to };
}

export function monthAway(name: string, by: number): string {
  const at = new Date(`${name}-01T00:00:00Z`);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + by, 1)).toISOString().slice(0, 7);
}

/** 0 (none) to 5 (eight hours and more): the depth of a day's colour. */
export function depthOf(ms: number): number {
  return ms <= 0 ? 0 : Math.min(5, 1 + Math.floor(ms / 7_200_000));
}
