import { describe, expect, it } from 'vitest';
import { limitOfWeek } from '../../domain/limit';
import { HOUR_MS, WEEK_MS } from '../../domain/week';
import { grossMinor } from '../../electron/main/gross';
import { limitAt, limitRows } from '../../electron/main/terms';
import { MONDAY, SLOT } from '../support/store-fixtures';

const NOW = MONDAY + 30 * HOUR_MS;
const hours = (n: number) => n * 3600;
const contract = (...limits: [from: number, hours: number | null][]) => ({
  limits: limits.map(([from, n]) => ({ from, limitSeconds: n === null ? null : hours(n) })),
});

describe('a new weekly limit', () => {
  it('[CO3] a raise counts at once, a cut from next Monday 00:00 UTC', () => {
    const now40 = contract([MONDAY, 40]);
    expect(limitRows(now40, hours(50), NOW, true)).toEqual([{ from: NOW, limitSeconds: hours(50) }]);
    expect(limitRows(now40, null, NOW, true)).toEqual([{ from: NOW, limitSeconds: null }]);
    expect(limitRows(now40, hours(30), NOW, true)).toEqual([
      { from: MONDAY + WEEK_MS, limitSeconds: hours(30) },
    ]);
    expect(limitRows(contract([MONDAY, null]), hours(30), NOW, true)[0]?.from).toBe(MONDAY + WEEK_MS);
  });

  it('[CO3] before any time is tracked, a cut counts at once', () => {
    expect(limitRows(contract([MONDAY, 40]), hours(30), NOW, false)[0]?.from).toBe(NOW);
  });

  it('[CO4] a raise after an announced cut takes the cut back', () => {
    const announced = contract([MONDAY, 40], [MONDAY + WEEK_MS, 30]);
    const rows = limitRows(announced, hours(45), NOW, true);
    expect(rows.map((row) => row.from)).toEqual([NOW, MONDAY + WEEK_MS]);
    const after = [...announced.limits.slice(0, 1), ...rows];
    expect(limitOfWeek(after, NOW)).toBe(hours(45) * 1000);
    expect(limitOfWeek(after, MONDAY + WEEK_MS)).toBe(hours(45) * 1000);
  });

  it('[CO4] a cut is measured against what is in force now, not against what is announced', () => {
    const announced = contract([MONDAY, 40], [MONDAY + WEEK_MS, 20]);
    expect(limitAt(announced, NOW)).toBe(hours(40));
    expect(limitRows(announced, hours(30), NOW, true)).toEqual([
      { from: MONDAY + WEEK_MS, limitSeconds: hours(30) },
    ]);
  });
});

describe('what time is worth', () => {
  const rates = [
    { from: MONDAY, rateMinor: 2222 },
    { from: MONDAY + 24 * HOUR_MS, rateMinor: 6000 },
  ];
  const slice = (slot: number, trackedMs: number, overMs = 0) => ({ slot, trackedMs, overMs });
  const NEXT_DAY = SLOT + 86_400;

  it('[CO5] exact: seconds within the limit at the rate of their time, rounded once (12 h × 22.22 = 266.64)', () => {
    const slices = Array.from({ length: 72 }, (_, n) => slice(SLOT + n * 600, 600_000));
    expect(grossMinor({ billing: 'exact', rates }, slices)).toBe(26_664);
    expect(grossMinor({ billing: 'exact', rates }, [slice(SLOT, 300_000), slice(NEXT_DAY, 300_000)])).toBe(
      185 + 500,
    );
  });

  it('[CO5] whole: ten minutes for each slot with any time within the limit', () => {
    expect(
      grossMinor({ billing: 'whole', rates }, [slice(NEXT_DAY, 1), slice(NEXT_DAY + 600, 600_000)]),
    ).toBe(2000);
  });

  it('[CO5] time over the limit is left out', () => {
    expect(grossMinor({ billing: 'exact', rates }, [slice(NEXT_DAY, 600_000, 300_000)])).toBe(500);
    expect(grossMinor({ billing: 'whole', rates }, [slice(NEXT_DAY, 600_000, 600_000)])).toBe(0);
  });

  it('[CO5] a slot that began before the contract was made has its first rate', () => {
    const late = [{ from: MONDAY + HOUR_MS, rateMinor: 600 }];
    expect(grossMinor({ billing: 'exact', rates: late }, [slice(MONDAY / 1000, 600_000)])).toBe(100);
  });
});
