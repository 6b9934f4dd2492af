/** The timesheet's sums, the payment calendar, and the words of a search. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paymentCalendar, paymentStage } from '../../domain/payment-calendar';
import { hasWord, searchWords } from '../../domain/search-words';
import { type TimesheetSlice, timesheet } from '../../domain/timesheet';
import { DAY_MS, HOUR_MS, SLOT_SECONDS, slotOf, WEEK_MS } from '../../domain/week';
import { newContractId } from '../support/store-fixtures';

const MONDAY = Date.UTC(2026, 0, 5);
const [ONE, TWO] = [newContractId(), newContractId()];

const slice = (at: number, change: Partial<TimesheetSlice> = {}): TimesheetSlice => ({
  contractId: ONE,
  slot: slotOf(at),
  kind: 'tracked',
  trackedMs: 600_000,
  idleMs: 0,
  overMs: 0,
  ...change,
});

describe('the timesheet', () => {
  it('[TS1] days are UTC: the last slot of Sunday is in, the first of the next Monday is not', () => {
    const sheet = timesheet(
      [slice(MONDAY), slice(MONDAY + WEEK_MS - 1), slice(MONDAY + WEEK_MS), slice(MONDAY - 1)],
      MONDAY + 3 * DAY_MS,
    );
    expect(sheet.weekStart).toBe(MONDAY);
    expect(sheet.days).toEqual(Array.from({ length: 7 }, (_, day) => MONDAY + day * DAY_MS));
    const others = [slice(MONDAY - 1, { contractId: TWO }), slice(MONDAY + WEEK_MS, { contractId: TWO })];
    expect(timesheet(others, MONDAY).rows).toEqual([]);
    expect(sheet.dayTotals.map(({ totalMs }) => totalMs)).toEqual([600_000, 0, 0, 0, 0, 0, 600_000]);
  });

  it('[TS2] tracked and manual make the total; over-limit and idle are parts of it', () => {
    const sheet = timesheet(
      [
        slice(MONDAY, { idleMs: 60_000, overMs: 5 }),
        slice(MONDAY + HOUR_MS, { kind: 'manual', overMs: 600_000 }),
        slice(MONDAY + DAY_MS, { contractId: TWO, trackedMs: 1 }),
      ],
      MONDAY,
    );
    expect(sheet.total).toEqual({
      totalMs: 1_200_001,
      trackedMs: 600_001,
      manualMs: 600_000,
      overMs: 600_005,
      idleMs: 60_000,
    });
    expect(sheet.rows.map(({ contractId }) => contractId)).toEqual([ONE, TWO]);
    expect(sheet.rows[1]?.days[1]?.trackedMs).toBe(1);
  });

  it('[TS3] rows, days and the whole add up to the millisecond, in every order', () => {
    const slices = fc.array(
      fc.record({
        contractId: fc.constantFrom(ONE, TWO),
        slot: fc.integer({ min: 0, max: 1_007 }).map((n) => slotOf(MONDAY) + n * SLOT_SECONDS),
        kind: fc.constantFrom('tracked' as const, 'manual' as const),
        trackedMs: fc.integer({ min: 0, max: 600_000 }),
        idleMs: fc.integer({ min: 0, max: 1_000 }),
        overMs: fc.integer({ min: 0, max: 1_000 }),
      }),
    );
    fc.assert(
      fc.property(slices, (all) => {
        const sheet = timesheet(all, MONDAY);
        for (const part of ['totalMs', 'trackedMs', 'manualMs', 'overMs', 'idleMs'] as const) {
          const whole = sheet.total[part];
          expect(sheet.rows.reduce((sum, row) => sum + row.total[part], 0)).toBe(whole);
          expect(sheet.dayTotals.reduce((sum, day) => sum + day[part], 0)).toBe(whole);
        }
        expect(sheet.total.totalMs).toBe(all.reduce((sum, one) => sum + one.trackedMs, 0));
        expect(sheet.total.trackedMs + sheet.total.manualMs).toBe(sheet.total.totalMs);
        expect(timesheet([...all].reverse(), MONDAY).total).toEqual(sheet.total);
      }),
    );
  });
});

describe('the payment calendar', () => {
  it('[PM1] edit to Monday 11:59, invoiced at 12:00, review to Friday 23:59, paid on the Wednesday after, in UTC', () => {
    const calendar = paymentCalendar(MONDAY + 2 * DAY_MS);
    const iso = (at: number) => new Date(at).toISOString().slice(0, 16);
    expect(iso(calendar.weekEnd)).toBe('2026-01-12T00:00');
    expect(iso(calendar.editUntil - 60_000)).toBe('2026-01-12T11:59');
    expect(iso(calendar.invoicedAt)).toBe('2026-01-12T12:00');
    expect(iso(calendar.reviewUntil - 60_000)).toBe('2026-01-16T23:59');
    // Ten days after Sunday, 11 January.
    expect(iso(calendar.paidOn)).toBe('2026-01-21T00:00');
    expect(new Date(calendar.paidOn).getUTCDay()).toBe(3);
  });

  it('[PM2] each stage begins with the instant that ends the one before', () => {
    const calendar = paymentCalendar(MONDAY);
    const stages = [calendar.weekEnd, calendar.editUntil, calendar.reviewUntil, calendar.paidOn].map((at) => [
      paymentStage(calendar, at - 1),
      paymentStage(calendar, at),
    ]);
    expect(stages).toEqual([
      ['running', 'edit'],
      ['edit', 'review'],
      ['review', 'waiting'],
      ['waiting', 'paid'],
    ]);
  });
});

describe('the words of a search', () => {
  it('[SR2] only letters, digits and marks make words; case and accents do not count', () => {
    expect(searchWords('  Été d’HIVER  "été" ')).toEqual(['ete', 'd', 'hiver']);
    expect(searchWords('memo:x* NEAR(a b) -c ^d {e}')).toEqual([
      'memo',
      'x',
      'near',
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
    expect(searchWords('"*():^-+,')).toEqual([]);
    expect(searchWords('x'.repeat(61))).toEqual(['x'.repeat(60)]);
    expect(searchWords('e\u0301te\u0301')).toEqual(['ete']);
    expect(searchWords(Array.from({ length: 40 }, (_, n) => `w${n}`).join(' '))).toHaveLength(12);
  });

  it('[SR1] a name has a word where one of its words begins with it', () => {
    expect(hasWord('Acme — Site redesign', 'red')).toBe(true);
    expect(hasWord('Acme — Site redesign', 'design')).toBe(false);
    expect(hasWord('Élan', 'ela')).toBe(true);
  });
});
