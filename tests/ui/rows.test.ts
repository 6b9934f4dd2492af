/** The day as a grid of hours. */
import { describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { weekStart } from '../../domain/week';
import { buildRows, columnMinutes, deletedBySlot, inOrder, weekOfDay } from '../../src/diary/rows';
import { dayBounds } from '../../src/ui/zone';
import { cell } from './cells';

const ZONES = [
  'UTC',
  'Europe/Paris',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Asia/Beirut',
];

describe('the rows of a day', () => {
  it('[UI4] show the hours from the first to the last with work, with the empty ones between folded into one line', () => {
    const { from, to } = dayBounds('2026-11-24', 'UTC');
    const cells = [cell('2026-11-24T08:20Z'), cell('2026-11-24T12:00Z'), cell('2026-11-24T13:50Z')];
    const rows = buildRows({ from, to, zone: 'UTC', cells, now: null });
    expect(rows.map((row) => (row.kind === 'hour' ? new Date(row.hour).getUTCHours() : 'folded'))).toEqual([
      8,
      'folded',
      12,
      13,
    ]);
    const folded = rows.find((row) => row.kind === 'folded');
    expect(folded).toEqual({
      kind: 'folded',
      start: Date.parse('2026-11-24T09:00Z'),
      end: Date.parse('2026-11-24T12:00Z'),
    });
  });

  it('[UI4] show the present hour too, and nothing on a day without work and without the present', () => {
    const { from, to } = dayBounds('2026-11-24', 'UTC');
    const now = Date.parse('2026-11-24T10:05:30Z');
    expect(buildRows({ from, to, zone: 'UTC', cells: [], now })).toHaveLength(1);
    expect(buildRows({ from, to, zone: 'UTC', cells: [], now: null })).toEqual([]);
  });

  it('[UI4] put each slot at its ten minutes by the local clock', () => {
    const { from, to } = dayBounds('2026-11-24', 'Asia/Kathmandu');
    // 14:10 UTC is 19:55 in Kathmandu: the last place of the row of 19:00.
    const rows = buildRows({
      from,
      to,
      zone: 'Asia/Kathmandu',
      cells: [cell('2026-11-24T14:10Z')],
      now: null,
    });
    const row = rows[0];
    expect(row?.kind === 'hour' && new Date(row.hour).toISOString()).toBe('2026-11-24T13:15:00.000Z');
    expect(row?.kind === 'hour' && row.places.find(({ cells }) => cells.length > 0)?.column).toBe(5);
    expect(columnMinutes(from, 'Asia/Kathmandu')).toEqual([5, 15, 25, 35, 45, 55]);
    expect(columnMinutes(from, 'America/St_Johns')).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it('[UI4] give every slot of every day exactly one place, also where the clocks change', () => {
    const days = ['2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-11-24'];
    for (const zone of ZONES) {
      for (const day of days) {
        const { from, to } = dayBounds(day, zone);
        const cells = [];
        for (let t = Math.ceil(from / 600_000) * 600_000; t < to; t += 600_000) {
          cells.push(cell(new Date(t).toISOString()));
        }
        const rows = buildRows({ from, to, zone, cells, now: null });
        const placed = rows.flatMap((row) => (row.kind === 'hour' ? row.places : []));
        expect(
          placed.map(({ slot }) => slot),
          `${zone} ${day}`,
        ).toEqual(cells.map(({ slot }) => slot));
        for (const row of rows) {
          if (row.kind === 'folded') continue;
          const columns = row.places.map(({ column }) => column);
          expect(new Set(columns).size, `${zone} ${day}`).toBe(columns.length);
          expect(columns.every((column) => column >= 0 && column <= 5)).toBe(true);
        }
        expect(new Set(rows.map(({ start }) => start)).size).toBe(rows.length);
      }
    }
  });

  it('[UI4] keep the hour that comes twice apart', () => {
    const { from, to } = dayBounds('2026-10-25', 'Europe/Paris');
    const cells = [cell('2026-10-25T00:30Z'), cell('2026-10-25T01:30Z')];
    const rows = buildRows({ from, to, zone: 'Europe/Paris', cells, now: null });
    expect(rows).toHaveLength(2);
  });
});

describe('the week of a day', () => {
  it('[UI15] is the one that most of the day lies in, and today the present one', () => {
    const { from, to } = dayBounds('2026-11-23', 'Europe/Paris');
    expect(weekStart(from)).toBe(Date.parse('2026-11-16T00:00Z'));
    expect(weekStart(weekOfDay(from, to, to + 1))).toBe(Date.parse('2026-11-23T00:00Z'));
    expect(weekStart(weekOfDay(from, to, from + 60_000))).toBe(Date.parse('2026-11-16T00:00Z'));
  });
});

describe('slices that share a slot', () => {
  it('[UI4] stand in the order of the work: first what goes on, last what goes on after', () => {
    const cells = [
      cell('2026-11-24T09:30Z', { of: 2 }),
      cell('2026-11-24T09:30Z', { of: 1 }),
      cell('2026-11-24T09:20Z', { of: 1 }),
      cell('2026-11-24T09:40Z', { of: 2 }),
    ];
    expect(inOrder(cells).map(({ contractId }) => contractId.at(-1))).toEqual(['1', '1', '2', '2']);
  });
});

it('[ED4] every deletion of a slot is in its mark, pictures taken away are not', () => {
  const contractId = ContractIdSchema.parse('00000000-0000-4000-8000-000000000001');
  const mark = (slot: number, trackedMs: number, what: 'slice' | 'picture') => ({
    id: `${slot}-${trackedMs}`,
    contractId,
    slot,
    what,
    at: 0,
    trackedMs,
  });
  const marks = [mark(600, 60_000, 'slice'), mark(600, 5_000, 'slice'), mark(1_200, 1_000, 'picture')];
  expect([...deletedBySlot(marks)]).toEqual([[600, 65_000]]);
});
