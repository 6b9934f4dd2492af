/** The forecast, with weeks that can be worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysBetween, forecast, type WorkDay } from '../../domain/forecast';
import { DAY_MS, HOUR_MS, WEEK_MS } from '../../domain/week';

const MONDAY = Date.UTC(2026, 10, 23);
const at = (day: number, hour: number) => MONDAY + day * DAY_MS + hour * HOUR_MS;
const span = (day: number, from: number, to: number) => ({ start: at(day, from), end: at(day, to) });
const utcMidnight = (instant: number) => Math.floor(instant / DAY_MS) * DAY_MS;
const utcWeekend = (midnight: number) => [0, 6].includes(new Date(midnight).getUTCDay());
const DAYS = daysBetween(MONDAY, MONDAY + WEEK_MS, utcMidnight, utcWeekend);

describe('the forecast', () => {
  it('[WK8] without a limit, over it, or before a whole day there is none', () => {
    expect(forecast([span(0, 9, 17)], DAYS, null, at(1, 8))).toEqual({ outcome: 'no-limit' });
    expect(forecast([span(0, 9, 17)], DAYS, 8 * HOUR_MS, at(1, 8))).toEqual({ outcome: 'reached' });
    expect(forecast([span(0, 9, 12)], DAYS, 8 * HOUR_MS, at(0, 12))).toEqual({ outcome: 'too-early' });
    expect(forecast([], DAYS, 8 * HOUR_MS, at(3, 12))).toEqual({ outcome: 'too-early' });
  });

  it('[WK8] full days of 8 hours from 9 to 17: 30 hours are reached on Thursday at 15:00', () => {
    const worked = [span(0, 9, 17), span(1, 9, 17)];
    expect(forecast(worked, DAYS, 30 * HOUR_MS, at(2, 8))).toEqual({ outcome: 'reaches', at: at(3, 15) });
  });

  it('[WK8] today counts from now on, at the pace of the days before', () => {
    // Monday 9–17 with a pause of two hours: 6 hours in 8, so 15:00 to 17:00 is worth 1.5 hours.
    const worked = [span(0, 9, 12), span(0, 14, 17), span(1, 9, 12)];
    expect(forecast(worked, DAYS, 10.5 * HOUR_MS, at(1, 15))).toEqual({ outcome: 'reaches', at: at(1, 17) });
    expect(forecast(worked, DAYS, 12 * HOUR_MS, at(1, 15))).toEqual({ outcome: 'reaches', at: at(2, 11) });
  });

  it('[WK8] the average first and last minute of the days that were worked on', () => {
    const worked = [span(0, 8, 16), span(1, 10, 18)];
    expect(forecast(worked, DAYS, 20 * HOUR_MS, at(2, 0))).toEqual({ outcome: 'reaches', at: at(2, 13) });
  });

  it('[WK8] a day off before makes no difference to the pace', () => {
    expect(forecast([span(0, 9, 17)], DAYS, 12 * HOUR_MS, at(2, 8))).toEqual({
      outcome: 'reaches',
      at: at(2, 13),
    });
  });

  it('[WK8] Saturday and Sunday count only if one was worked on', () => {
    const worked = [0, 1, 2, 3, 4].map((day) => span(day, 9, 17));
    expect(forecast(worked, DAYS, 44 * HOUR_MS, at(5, 0))).toEqual({
      outcome: 'stays-below',
      totalMs: 40 * HOUR_MS,
    });
    expect(forecast([...worked, span(5, 9, 11)], DAYS, 44 * HOUR_MS, at(5, 11))).toMatchObject({
      outcome: 'reaches',
      at: at(5, 13),
    });
    expect(forecast(worked, DAYS, 40 * HOUR_MS + 1, at(4, 20))).toEqual({
      outcome: 'stays-below',
      totalMs: 40 * HOUR_MS,
    });
  });

  it('[WK8] work up to midnight is not work of the next day', () => {
    expect(forecast([span(0, 16, 24)], DAYS, 12 * HOUR_MS, at(2, 8))).toEqual({
      outcome: 'reaches',
      at: at(2, 20),
    });
  });

  it('[WK8] exactly at the end of a typical day is that day', () => {
    expect(forecast([span(0, 9, 17)], DAYS, 16 * HOUR_MS, at(1, 8))).toEqual({
      outcome: 'reaches',
      at: at(1, 17),
    });
  });

  it('[WK8] it never lies in the past or beyond the week, and a higher limit is reached later', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 6 }),
            fc.integer({ min: 0, max: 11 }),
            fc.integer({ min: 1, max: 12 }),
          ),
          { maxLength: 7 },
        ),
        fc.integer({ min: 0, max: WEEK_MS - 1 }),
        fc.integer({ min: 1, max: 60 }),
        (pieces, passed, hours) => {
          const now = MONDAY + passed;
          const byDay = new Map(pieces.map(([day, from, length]) => [day, span(day, from, from + length)]));
          const worked = [...byDay.values()].filter(({ end }) => end <= now);
          const first = forecast(worked, DAYS, hours * HOUR_MS, now);
          const more = forecast(worked, DAYS, (hours + 1) * HOUR_MS, now);
          if (first.outcome === 'reaches') {
            expect(first.at).toBeGreaterThanOrEqual(now);
            expect(first.at).toBeLessThanOrEqual(MONDAY + WEEK_MS);
            if (more.outcome === 'reaches') expect(more.at).toBeGreaterThanOrEqual(first.at);
          }
          if (first.outcome === 'stays-below') {
            expect(first.totalMs).toBeLessThan(hours * HOUR_MS);
            expect(more).toEqual(first);
          }
        },
      ),
    );
  });
});

describe('the days of a zone in a UTC week', () => {
  const offset = (hours: number) => (instant: number) =>
    utcMidnight(instant + hours * HOUR_MS) - hours * HOUR_MS;
  const weekend = (hours: number) => (midnight: number) => utcWeekend(midnight + hours * HOUR_MS);
  const days = (hours: number): WorkDay[] =>
    daysBetween(MONDAY, MONDAY + WEEK_MS, offset(hours), weekend(hours));

  it('[WK8] in UTC they are seven, from Monday to Sunday', () => {
    expect(days(0)).toEqual(DAYS);
    expect(days(0).map(({ start }) => start)).toEqual([0, 1, 2, 3, 4, 5, 6].map((day) => at(day, 0)));
    expect(DAYS.map((day) => day.weekend)).toEqual([false, false, false, false, false, true, true]);
    expect(DAYS.at(-1)?.end).toBe(MONDAY + WEEK_MS);
  });

  it('[WK8] in UTC−12 the week begins on a Sunday noon, in UTC+14 it ends on a Monday afternoon', () => {
    const west = days(-12);
    expect(west).toHaveLength(8);
    expect(west[0]).toEqual({ start: at(0, -12), end: at(0, 12), weekend: true });
    expect(west.at(-1)).toEqual({ start: at(6, 12), end: at(7, 0), weekend: true });
    const east = days(14);
    expect(east).toHaveLength(8);
    expect(east[0]).toEqual({ start: at(0, -14), end: at(0, 10), weekend: false });
    expect(east.at(-1)).toEqual({ start: at(6, 10), end: at(7, 0), weekend: false });
  });

  it('[WK8] days of 23 and 25 hours are whole days', () => {
    const sunday = Date.UTC(2026, 9, 25, 0);
    // Paris goes from UTC+2 to UTC+1 at 01:00 UTC on 25 October 2026.
    const paris = (instant: number) => {
      const shift = instant < sunday + HOUR_MS ? 2 * HOUR_MS : HOUR_MS;
      const midnight = utcMidnight(instant + shift) - shift;
      return instant >= sunday + HOUR_MS && midnight < sunday ? sunday - 2 * HOUR_MS : midnight;
    };
    const from = Date.UTC(2026, 9, 19);
    const list = daysBetween(from, from + WEEK_MS, paris, () => false);
    expect(list.map(({ start, end }) => (end - start) / HOUR_MS)).toEqual([24, 24, 24, 24, 24, 24, 25, 1]);
  });
});
