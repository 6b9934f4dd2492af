/** A week's slices by the hour of the day in a zone. Pure. */
import { HOUR_MS } from '../../../domain/week';
import type { Insights } from '../../../electron/contract';
import { makeFormat } from '../../ui/format';
import { minuteOfDay } from '../../ui/zone';

export interface HourOfDay {
  /** 0–23 */
  hour: number;
  trackedMs: number;
  /** Minutes with input as a share of the minutes tracked, 0–1; null without tracked time. */
  activity: number | null;
}

/** Of an hour that had less, nothing is said. */
const ENOUGH_MS = 1_800_000;
const BEST = 3;

/** Manual time has no input to speak of and is left out. */
export function byHour(slices: Insights['slices'], zone: string): HourOfDay[] {
  const hours = Array.from({ length: 24 }, () => ({ trackedMs: 0, active: 0 }));
  for (const slice of slices) {
    const hour = hours[Math.floor(minuteOfDay(slice.slot * 1000, zone) / 60)];
    if (hour === undefined || slice.kind === 'manual') continue;
    hour.trackedMs += slice.trackedMs;
    hour.active += slice.activity;
  }
  return hours.map(({ trackedMs, active }, hour) => ({
    hour,
    trackedMs,
    // A minute counts as active with one key press, tracked or not in full: the share is kept within the whole.
    activity: trackedMs === 0 ? null : Math.min(1, active / (trackedMs / 60_000)),
  }));
}

/** At most three, the most active first. */
export function bestHours(hours: readonly HourOfDay[]): (HourOfDay & { activity: number })[] {
  return hours
    .flatMap((hour) =>
      hour.activity === null || hour.trackedMs < ENOUGH_MS ? [] : [{ ...hour, activity: hour.activity }],
    )
    .sort((a, b) => b.activity - a.activity || b.trackedMs - a.trackedMs)
    .slice(0, BEST);
}

/** The day's 24 hours as the locale writes them: 14:00, or 2 PM. */
export function hourNames(locale: string): string[] {
  const { hour } = makeFormat(locale, 'UTC');
  return Array.from({ length: 24 }, (_, at) => hour(at * HOUR_MS));
}
