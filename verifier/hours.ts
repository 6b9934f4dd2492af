/**
 * The hours of a range by UTC week and day, from the record alone (VF10). Deleted and moved segments are counted beside
 * them, so that nothing goes quietly.
 */
import type { LogRecord, SegmentRecord } from '../domain/record';
import { DAY_MS, slotStart, weekStart } from '../domain/week';

export interface Hours {
  /** Milliseconds that count. */
  ms: number;
  /** Of them, by hand. */
  manualMs: number;
  segments: number;
  deleted: number;
  moved: number;
}

export interface DayHours extends Hours {
  /** Midnight UTC, Unix seconds. */
  day: number;
}

export interface WeekHours extends Hours {
  /** Monday 00:00 UTC, Unix seconds. */
  week: number;
  /** Those with a segment, ascending. */
  days: readonly DayHours[];
}

export interface RangeHours extends Hours {
  /** Those with a segment, ascending. */
  weeks: readonly WeekHours[];
}

/** Of the slots in [from, to), Unix seconds. */
export function hoursIn({ segments }: LogRecord, { from, to }: { from: number; to: number }): RangeHours {
  const inside = segments.filter(({ entry }) => entry.slot >= from && entry.slot < to);
  const byDay = grouped(inside, dayOf);
  const days = [...byDay].map(([day, some]): DayHours => ({ day, ...hoursOf(some) }));
  const byWeek = grouped(days, ({ day }) => weekStart(slotStart(day)) / 1000);
  return {
    ...hoursOf(inside),
    weeks: [...byWeek].map(([week, some]): WeekHours => ({ week, days: some, ...summed(some) })),
  };
}

/** Midnight UTC of the segment's day, Unix seconds. */
export function dayOf({ entry }: SegmentRecord): number {
  const seconds = DAY_MS / 1000;
  return Math.floor(entry.slot / seconds) * seconds;
}

function hoursOf(segments: readonly SegmentRecord[]): Hours {
  const standing = segments.filter(({ state }) => state === 'stands');
  const ms = (some: readonly SegmentRecord[]) => some.reduce((sum, one) => sum + one.ms, 0);
  return {
    ms: ms(standing),
    manualMs: ms(standing.filter(({ entry }) => entry.kind === 'manual')),
    segments: standing.length,
    deleted: segments.filter(({ state }) => state === 'deleted').length,
    moved: segments.filter(({ state }) => state === 'moved').length,
  };
}

function summed(all: readonly Hours[]): Hours {
  const sum = (part: keyof Hours) => all.reduce((total, one) => total + one[part], 0);
  return {
    ms: sum('ms'),
    manualMs: sum('manualMs'),
    segments: sum('segments'),
    deleted: sum('deleted'),
    moved: sum('moved'),
  };
}

/** In the order of the keys. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key) ?? [];
    group.push(one);
    groups.set(key, group);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}
