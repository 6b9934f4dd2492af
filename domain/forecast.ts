/**
 * "At this pace you reach the limit on Thursday at 15:20." Pure and simple enough to be worked out by hand.
 *
 * The pace is that of the days of this week that are over and were worked on: on average so many hours, between an
 * average first and an average last minute. Later days are taken to be like that: hours spread evenly between the two,
 * today from now on, Saturdays and Sundays only if one was worked on this week. Without such a day there is no forecast:
 * a morning says little about a week. SPEC: WK8.
 */
import type { WallMs } from './clock';
import type { Interval } from './timeline';

/** One day of the freelancer's zone; `weekend`: a Saturday or Sunday there. */
export interface WorkDay {
  /** Its midnight, which may lie before the UTC week. */
  start: WallMs;
  /** The next midnight, or the end of the UTC week. */
  end: WallMs;
  weekend: boolean;
}

export type Forecast =
  | { outcome: 'no-limit' }
  /** The limit is reached already. */
  | { outcome: 'reached' }
  /** No day of this week is over and was worked on. */
  | { outcome: 'too-early' }
  | { outcome: 'reaches'; at: WallMs }
  /** At this pace the week ends before; `totalMs` is what it comes to. */
  | { outcome: 'stays-below'; totalMs: number };

interface Pace {
  /** After the start of the day. */
  fromMs: number;
  toMs: number;
  /** Tracked ms for each ms between the two: above 0, at most 1. */
  density: number;
  weekends: boolean;
}

/** `spans`: what counts of the contract's week, disjoint, any order. `days`: all of the week, ascending. `limitMs`: null for none. */
export function forecast(
  spans: readonly Interval[],
  days: readonly WorkDay[],
  limitMs: number | null,
  now: WallMs,
): Forecast {
  if (limitMs === null) return { outcome: 'no-limit' };
  const tracked = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  if (tracked >= limitMs) return { outcome: 'reached' };
  const pace = paceOf(spans, days, now);
  if (pace === null) return { outcome: 'too-early' };
  let total = tracked;
  for (const day of days) {
    if (day.weekend && !pace.weekends) continue;
    const from = Math.max(now, day.start + pace.fromMs);
    const room = Math.max(0, Math.min(day.end, day.start + pace.toMs) - from);
    const needed = (limitMs - total) / pace.density;
    if (needed <= room) return { outcome: 'reaches', at: Math.round(from + needed) };
    total += room * pace.density;
  }
  return { outcome: 'stays-below', totalMs: Math.round(total) };
}

function paceOf(spans: readonly Interval[], days: readonly WorkDay[], now: WallMs): Pace | null {
  const worked = days
    .filter((day) => day.end <= now)
    .map((day) => ({ day, own: cut(spans, day) }))
    .filter(({ own }) => own.length > 0);
  if (worked.length === 0) return null;
  const mean = (of: (one: (typeof worked)[number]) => number) =>
    worked.reduce((sum, one) => sum + of(one), 0) / worked.length;
  const fromMs = mean(({ day, own }) => Math.min(...own.map((span) => span.start)) - day.start);
  const toMs = mean(({ day, own }) => Math.max(...own.map((span) => span.end)) - day.start);
  const hours = mean(({ own }) => own.reduce((sum, span) => sum + span.end - span.start, 0));
  const weekends = days.some((day) => day.weekend && cut(spans, day).length > 0);
  return { fromMs, toMs, density: hours / (toMs - fromMs), weekends };
}

function cut(spans: readonly Interval[], day: WorkDay): Interval[] {
  return spans
    .map((span) => ({ start: Math.max(span.start, day.start), end: Math.min(span.end, day.end) }))
    .filter((span) => span.end > span.start);
}

/**
 * The days of a zone that overlap [from, to); the last ends there at the latest. `dayStart`: the midnight at or before an instant;
 * `isWeekend`: of the day that begins at that midnight.
 */
export function daysBetween(
  from: WallMs,
  to: WallMs,
  dayStart: (at: WallMs) => WallMs,
  isWeekend: (midnight: WallMs) => boolean,
): WorkDay[] {
  const days: WorkDay[] = [];
  for (let midnight = dayStart(from); midnight < to; ) {
    // No day of any zone has more than 25 hours, none less than 23; half a day later is surely in the next.
    const next = dayStart(midnight + 36 * 3_600_000);
    days.push({ start: midnight, end: Math.min(to, next), weekend: isWeekend(midnight) });
    midnight = next;
  }
  return days;
}
