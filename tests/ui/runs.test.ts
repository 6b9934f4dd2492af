/** Runs of one memo, and moving through the day. */
import { describe, expect, it } from 'vitest';
import { moveFocus, moveOf, neighbours } from '../../src/diary/moves';
import { buildRows, inOrder } from '../../src/diary/rows';
import { buildRuns, piecesOf, runsBySlice } from '../../src/diary/runs';
import { shareDay } from '../../src/diary/share';
import type { DiaryCell } from '../../src/diary/types';
import { dayBounds } from '../../src/ui/zone';
import { cell, slice } from './cells';

const rowsOf = (cells: DiaryCell[]) =>
  buildRows({ ...dayBounds('2026-11-24', 'UTC'), zone: 'UTC', cells, now: null });
const id = (one: DiaryCell | undefined) => one?.sliceId ?? slice(0);

describe('runs', () => {
  it('[UI5] hold consecutive slices of one contract with one memo, over hours', () => {
    const cells = [
      cell('2026-11-24T09:40Z'),
      cell('2026-11-24T09:50Z'),
      cell('2026-11-24T10:00Z'),
      cell('2026-11-24T10:10Z', { memo: 'other' }),
      cell('2026-11-24T10:30Z', { memo: 'other' }),
    ];
    expect(buildRuns(cells).map((run) => [run.memo, run.cells.length])).toEqual([
      ['work', 3],
      ['other', 1],
      ['other', 1],
    ]);
  });

  it('[UI5] are edited only as a whole: one locked slice locks its run', () => {
    const cells = [cell('2026-11-24T09:40Z'), cell('2026-11-24T09:50Z', { editable: false })];
    expect(buildRuns(cells)[0]?.editable).toBe(false);
  });

  it('[UI5] are drawn once a row and share a slot that two contracts share', () => {
    const cells = [
      cell('2026-11-24T09:20Z'),
      cell('2026-11-24T09:30Z'),
      cell('2026-11-24T09:30Z', { of: 2 }),
      cell('2026-11-24T09:40Z', { of: 2 }),
      cell('2026-11-24T10:00Z', { of: 2 }),
    ];
    const runs = runsBySlice(buildRuns(cells));
    const row = rowsOf(cells)[0];
    if (row?.kind !== 'hour') throw new Error('the first row is an hour');
    const pieces = piecesOf(row, runs).map(({ left, width }) =>
      [left * 6, width * 6].map((n) => n.toFixed(2)),
    );
    expect(pieces).toEqual([
      ['2.00', '1.50'],
      ['3.50', '1.50'],
    ]);
  });

  it('[UI5] say where they only go on', () => {
    const cells = [cell('2026-11-24T09:50Z'), cell('2026-11-24T10:00Z')];
    const runs = runsBySlice(buildRuns(cells));
    const firsts = rowsOf(cells).flatMap((row) =>
      row.kind === 'hour' ? piecesOf(row, runs).map(({ first }) => first) : [],
    );
    expect(firsts).toEqual([true, false]);
  });
});

describe('the keyboard', () => {
  const cells = [
    cell('2026-11-24T08:20Z'),
    cell('2026-11-24T08:50Z'),
    cell('2026-11-24T11:10Z'),
    cell('2026-11-24T11:40Z'),
  ];
  const rows = rowsOf(cells);

  it('[UI6] goes left and right through the work and over folded hours', () => {
    expect(moveFocus(rows, id(cells[1]), 'right')).toBe(id(cells[2]));
    expect(moveFocus(rows, id(cells[2]), 'left')).toBe(id(cells[1]));
    expect(moveFocus(rows, id(cells[3]), 'right')).toBeNull();
  });

  it('[UI6] goes up and down to the nearest column', () => {
    expect(moveFocus(rows, id(cells[1]), 'down')).toBe(id(cells[3]));
    expect(moveFocus(rows, id(cells[2]), 'up')).toBe(id(cells[0]));
    expect(moveFocus(rows, id(cells[0]), 'up')).toBeNull();
  });

  it('[UI6] knows its keys and no others', () => {
    expect(moveOf('ArrowLeft')).toBe('left');
    expect(moveOf('Home')).toBe('first');
    expect(moveOf('x')).toBeNull();
  });

  it('[UI6] steps through the large view from the first slice to the last', () => {
    const ordered = inOrder(cells);
    expect(neighbours(ordered, id(cells[0]))).toEqual({ previous: null, next: id(cells[1]) });
    expect(neighbours(ordered, id(cells[3]))).toEqual({ previous: id(cells[2]), next: null });
  });
});

describe('a day that is asked for again', () => {
  const totals = { trackedMs: 0, idleMs: 0, overMs: 0 };
  const day = (cells: DiaryCell[]) => ({ from: 0, to: 1, cells, totals, tombstones: [], byContract: [] });

  it('[UI7] keeps the identity of every cell that did not change', () => {
    const before = day([cell('2026-11-24T08:20Z'), cell('2026-11-24T08:30Z')]);
    const after = shareDay(
      before,
      day([cell('2026-11-24T08:20Z'), cell('2026-11-24T08:30Z', { activity: 8 })]),
    );
    expect(after.cells[0]).toBe(before.cells[0]);
    expect(after.cells[1]).not.toBe(before.cells[1]);
    expect(shareDay(before, day([...before.cells].map((one) => ({ ...one })))).cells).toBe(before.cells);
  });
});
