/** Fees: the published schedules, rounding once a transaction, and exactness whatever the amounts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feeOf, feeOfWeek } from '../../domain/fees';
import { earned } from '../../domain/money';
import type { FeeSchedule } from '../../domain/terms';
import { WEEK_MS } from '../../domain/week';

const MONDAY = Date.UTC(2026, 0, 5);
const sliding = (billedBeforeMinor = 0): FeeSchedule => ({ type: 'sliding', billedBeforeMinor });

const amount = fc.integer({ min: 0, max: 1_000_000_000 });
const schedule: fc.Arbitrary<FeeSchedule> = fc.oneof(
  fc.constant<FeeSchedule>({ type: 'none' }),
  fc.constant<FeeSchedule>({ type: 'flat10' }),
  amount.map((billedBeforeMinor): FeeSchedule => ({ type: 'sliding', billedBeforeMinor })),
  fc.integer({ min: 0, max: 10_000 }).map((hundredths): FeeSchedule => ({ type: 'percent', hundredths })),
  fc.integer({ min: 0, max: 10_000 }).map((hundredths): FeeSchedule => ({ type: 'direct', hundredths })),
);
const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'XOF', 'TND');

describe('fees', () => {
  it('[FE1] of a week is the last schedule that takes effect before the week ends; before the first, none', () => {
    const fees = [
      { from: MONDAY, schedule: { type: 'flat10' } as const },
      { from: MONDAY + WEEK_MS, schedule: { type: 'direct', hundredths: 340 } as const },
    ];
    expect(feeOfWeek([], MONDAY)).toEqual({ type: 'none' });
    expect(feeOfWeek(fees, MONDAY - 1)).toEqual({ type: 'none' });
    expect(feeOfWeek(fees, MONDAY)).toEqual({ type: 'flat10' });
    expect(feeOfWeek(fees, MONDAY + WEEK_MS - 1)).toEqual({ type: 'flat10' });
    expect(feeOfWeek(fees, MONDAY + WEEK_MS)).toEqual({ type: 'direct', hundredths: 340 });
  });

  it('[FE2] each schedule takes what it says', () => {
    const of = (one: FeeSchedule) => feeOf(one, 'USD', 100_000, 0);
    expect(of({ type: 'none' })).toMatchObject({ feeMinor: 0, netMinor: 100_000, parts: [] });
    expect(feeOf({ type: 'flat10' }, 'USD', 0, 0)).toEqual({
      grossMinor: 0,
      feeMinor: 0,
      netMinor: 0,
      parts: [],
    });
    expect(of({ type: 'flat10' })).toMatchObject({ feeMinor: 10_000, netMinor: 90_000 });
    expect(of({ type: 'percent', hundredths: 1_250 })).toMatchObject({ feeMinor: 12_500 });
    expect(of({ type: 'direct', hundredths: 340 })).toMatchObject({ feeMinor: 3_400 });
    // 20 % of 500 and 10 % of the other 500.
    expect(of(sliding())).toMatchObject({
      feeMinor: 15_000,
      parts: [
        { grossMinor: 50_000, hundredths: 2_000 },
        { grossMinor: 50_000, hundredths: 1_000 },
      ],
    });
  });

  it('[FE3] the fee is rounded once, half up: 12 h at $22.22 are $266.64, less $26.66, are $239.98', () => {
    const grossMinor = earned(12 * 3_600, 2_222);
    expect(feeOf({ type: 'flat10' }, 'USD', grossMinor, 0)).toMatchObject({
      grossMinor: 26_664,
      feeMinor: 2_666,
      netMinor: 23_998,
    });
    expect(feeOf({ type: 'flat10' }, 'USD', 5, 0).feeMinor).toBe(1);
    expect(feeOf({ type: 'flat10' }, 'USD', 4, 0).feeMinor).toBe(0);
  });

  it('[FE4] the sliding schedule goes on where the client stands, over two thresholds in one week', () => {
    expect(feeOf(sliding(40_000), 'EUR', 1_000_000, 0).parts).toEqual([
      { grossMinor: 10_000, hundredths: 2_000 },
      { grossMinor: 950_000, hundredths: 1_000 },
      { grossMinor: 40_000, hundredths: 500 },
    ]);
    // At the threshold itself nothing is left of the part below it.
    expect(feeOf(sliding(), 'EUR', 100, 50_000).parts).toEqual([{ grossMinor: 100, hundredths: 1_000 }]);
    expect(feeOf(sliding(), 'EUR', 100, 1_000_000).parts).toEqual([{ grossMinor: 100, hundredths: 500 }]);
  });

  it('[FE5] thresholds are in major units: 500 yen, 500 euros, 500 dinars', () => {
    expect(feeOf(sliding(), 'JPY', 600, 0).parts[0]?.grossMinor).toBe(500);
    expect(feeOf(sliding(), 'EUR', 60_000, 0).parts[0]?.grossMinor).toBe(50_000);
    expect(feeOf(sliding(), 'TND', 600_000, 0).parts[0]?.grossMinor).toBe(500_000);
  });

  it('[FE6] gross is fee plus net, the parts make the gross, and nothing is negative', () => {
    fc.assert(
      fc.property(schedule, currency, amount, amount, (one, money, gross, before) => {
        const fee = feeOf(one, money, gross, before);
        expect(fee.feeMinor + fee.netMinor).toBe(gross);
        expect(fee.feeMinor).toBeGreaterThanOrEqual(0);
        expect(fee.netMinor).toBeGreaterThanOrEqual(0);
        const parts = fee.parts.reduce((sum, part) => sum + part.grossMinor, 0);
        expect(parts).toBe(one.type === 'none' ? 0 : gross);
      }),
    );
  });

  it('[FE6] more work never brings less, and never a smaller fee', () => {
    fc.assert(
      fc.property(
        schedule,
        currency,
        amount,
        fc.integer({ min: 0, max: 100_000 }),
        amount,
        (one, money, gross, more, before) => {
          const [less, greater] = [feeOf(one, money, gross, before), feeOf(one, money, gross + more, before)];
          expect(greater.feeMinor).toBeGreaterThanOrEqual(less.feeMinor);
          expect(greater.netMinor).toBeGreaterThanOrEqual(less.netMinor);
        },
      ),
    );
  });

  it('[FE6] the sliding fee of a week cut in two differs from the whole by rounding alone', () => {
    fc.assert(
      fc.property(currency, amount, amount, amount, (money, first, second, before) => {
        const whole = feeOf(sliding(), money, first + second, before).feeMinor;
        const cut =
          feeOf(sliding(), money, first, before).feeMinor +
          feeOf(sliding(), money, second, before + first).feeMinor;
        expect(Math.abs(whole - cut)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
