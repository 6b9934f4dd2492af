/** Weeks, limits and money: the numbers of the field. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitOfWeek, limitTakesEffect, markReached, overLimitBySlot } from '../../domain/limit';
import { decimalsOf, earned } from '../../domain/money';
import { weekEnd, weekLocksAt, weekStart } from '../../domain/week';

const at = (text: string) => Date.parse(text);
const HOURS = 3600;

describe('the week', () => {
  it('[WK1] runs from Monday 00:00 to Sunday 24:00 UTC and can be edited until Monday 12:00', () => {
    expect(weekStart(at('2026-11-22T23:59:59.999Z'))).toBe(at('2026-11-16T00:00:00Z'));
    expect(weekStart(at('2026-11-23T00:00:00Z'))).toBe(at('2026-11-23T00:00:00Z'));
    expect(weekEnd(at('2026-11-23T00:00:00Z'))).toBe(at('2026-11-30T00:00:00Z'));
    expect(weekLocksAt(at('2026-11-22T10:00:00Z'))).toBe(at('2026-11-23T12:00:00Z'));
    expect(weekStart(at('1969-12-31T00:00:00Z'))).toBe(at('1969-12-29T00:00:00Z'));
  });
});

describe('the limit', () => {
  const now = at('2026-11-25T10:00:00Z');
  const monday = at('2026-11-30T00:00:00Z');

  it('[WK2] a raise takes effect at once, a cut next Monday 00:00 UTC', () => {
    expect(limitTakesEffect(now, 20 * HOURS, 30 * HOURS, true)).toBe(now);
    expect(limitTakesEffect(now, 20 * HOURS, null, true)).toBe(now);
    expect(limitTakesEffect(now, 20 * HOURS, 10 * HOURS, true)).toBe(monday);
    expect(limitTakesEffect(now, null, 10 * HOURS, true)).toBe(monday);
  });

  it('[WK2] before anything is tracked, any change takes effect at once', () => {
    expect(limitTakesEffect(now, 20 * HOURS, 10 * HOURS, false)).toBe(now);
  });

  it('[WK2] the limit of a week is the last change that takes effect before the week ends', () => {
    const limits = [
      { from: at('2026-11-01T00:00:00Z'), limitSeconds: 20 * HOURS },
      { from: now, limitSeconds: 30 * HOURS },
      { from: monday, limitSeconds: 10 * HOURS },
    ];
    expect(limitOfWeek(limits, at('2026-11-23T00:00:00Z'))).toBe(30 * HOURS * 1000);
    expect(limitOfWeek(limits, at('2026-11-18T00:00:00Z'))).toBe(20 * HOURS * 1000);
    expect(limitOfWeek(limits, monday)).toBe(10 * HOURS * 1000);
    expect(limitOfWeek([{ from: 0, limitSeconds: null }], now)).toBeNull();
  });

  it('[WK3] marks are reached at exactly 80, 95 and 100 per cent, and a limit of zero at once', () => {
    expect(markReached(79_999, 100_000)).toBeNull();
    expect(markReached(80_000, 100_000)).toBe(80);
    expect(markReached(95_000, 100_000)).toBe(95);
    expect(markReached(100_000, 100_000)).toBe(100);
    expect(markReached(0, 0)).toBe(100);
    expect(markReached(1e12, null)).toBeNull();
  });

  it('[WK4] time above the limit is the last of the week, to the millisecond, each week for itself', () => {
    const limits = [{ from: 0, limitSeconds: 900 }];
    const slot = at('2026-11-29T23:30:00Z') / 1000;
    const slices = [0, 600, 1200, 1800].map((offset) => ({ slot: slot + offset, trackedMs: 600_000 }));
    const over = overLimitBySlot(slices.toReversed(), limits);
    expect([...over.entries()].sort(([a], [b]) => a - b).map(([, ms]) => ms)).toEqual([
      0, 300_000, 600_000, 0,
    ]);
  });

  it('[WK4] within and above the limit add up to all time, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1007 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 100_000 }),
        (indexes, limitSeconds) => {
          const start = at('2026-11-23T00:00:00Z') / 1000;
          const slices = indexes.map((i) => ({ slot: start + i * 600, trackedMs: 1000 + i }));
          const total = slices.reduce((sum, s) => sum + s.trackedMs, 0);
          const over = overLimitBySlot(slices, [{ from: 0, limitSeconds }]);
          const sum = [...over.values()].reduce((a, b) => a + b, 0);
          expect(sum).toBe(Math.max(0, total - limitSeconds * 1000));
        },
      ),
    );
  });
});

describe('money', () => {
  it('[CO1] is rounded once, to the minor unit: 12 h at $22.22 is $266.64', () => {
    expect(earned(12 * HOURS, 2222)).toBe(26_664);
    expect(earned(1, 1800)).toBe(1);
    expect(earned(1, 1799)).toBe(0);
    expect(earned(1_800, 1)).toBe(1);
    expect(earned(604_800, 100_000_000)).toBe(16_800_000_000);
  });

  it('[CO2] currencies have 0, 2 or 3 decimals', () => {
    expect(['JPY', 'XOF', 'EUR', 'USD', 'TND', 'KWD'].map(decimalsOf)).toEqual([0, 0, 2, 2, 3, 3]);
  });
});
