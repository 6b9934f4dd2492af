/**
 * Which days an export tells of, in UTC, as the log counts its days and weeks. Pure: the present is an argument.
 */
import { DAY_MS, type Slot, slotOf, WEEK_MS, weekStart } from '../../../domain/week';
import type { DayString } from '../../ui/zone';

export const RANGES = ['week', 'last', 'month', 'all', 'days'] as const;
export type RangeName = (typeof RANGES)[number];
/** Those that follow from the present. */
type Preset = Exclude<RangeName, 'days'>;

/** Both included. */
export interface Days {
  from: DayString;
  to: DayString;
}

/** The last week where anything of it stands, else this one, else everything. */
export function usualRange(now: number, first: Slot | null, last: Slot | null): Preset {
  const week = weekStart(now);
  if (first === null || last === null || last * 1000 < week - WEEK_MS) return 'all';
  return first * 1000 < week ? 'last' : 'week';
}

/** `first` and `last`: the slots of the first and last segment that stands; null where there is none. */
export function daysOf(name: Preset, now: number, first: Slot | null, last: Slot | null): Days {
  const week = weekStart(now);
  switch (name) {
    case 'week':
      return { from: dayOf(week), to: dayOf(week + WEEK_MS - DAY_MS) };
    case 'last':
      return { from: dayOf(week - WEEK_MS), to: dayOf(week - DAY_MS) };
    case 'month': {
      const today = new Date(now);
      const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
      return { from: dayOf(Date.UTC(year, month, 1)), to: dayOf(Date.UTC(year, month + 1, 0)) };
    }
    case 'all':
      return {
        from: dayOf(first === null ? now : first * 1000),
        to: dayOf(last === null ? now : last * 1000),
      };
  }
}

/** [from, to) in slots; null where a day is none or the first is after the last. */
export function slotsOf({ from, to }: Days): { from: Slot; to: Slot } | null {
  const [start, end] = [midnight(from), midnight(to)];
  if (start === null || end === null || start > end) return null;
  return { from: slotOf(start), to: slotOf(end + DAY_MS) };
}

function dayOf(at: number): DayString {
  return new Date(at).toISOString().slice(0, 10);
}

function midnight(day: DayString): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
