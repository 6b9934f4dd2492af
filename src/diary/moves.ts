/** Moving through the day by keyboard. Pure: which slice comes next, in the grid and in the large view. */
import type { SliceId } from '../../domain/ids';
import type { DayRow, HourRow } from './rows';
import type { DiaryCell } from './types';

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

export function moveOf(key: string): Move | null {
  return MOVES[key] ?? null;
}

/** The slice that the focus goes to; null where there is none in that direction. */
export function moveFocus(rows: readonly DayRow[], from: SliceId, move: Move): SliceId | null {
  const hours = rows.filter((row) => row.kind === 'hour');
  const all = hours.flatMap(cellsOf);
  const index = all.findIndex(({ sliceId }) => sliceId === from);
  if (index === -1) return null;
  switch (move) {
    case 'left':
      return all[index - 1]?.sliceId ?? null;
    case 'right':
      return all[index + 1]?.sliceId ?? null;
    case 'first':
      return all[0]?.sliceId ?? null;
    case 'last':
      return all.at(-1)?.sliceId ?? null;
    case 'up':
    case 'down':
      return vertical(hours, from, move === 'up' ? -1 : 1);
  }
}

/** Where the large view goes from a slice; null at either end of the day. */
export function neighbours(cells: readonly DiaryCell[], id: SliceId) {
  const index = cells.findIndex(({ sliceId }) => sliceId === id);
  return {
    previous: index > 0 ? (cells[index - 1]?.sliceId ?? null) : null,
    next: index === -1 ? null : (cells[index + 1]?.sliceId ?? null),
  };
}

/** The slice in the nearest row that way whose column is closest. */
function vertical(hours: readonly HourRow[], from: SliceId, step: 1 | -1): SliceId | null {
  const row = hours.findIndex((hour) => cellsOf(hour).some(({ sliceId }) => sliceId === from));
  const column = hours[row]?.places.find((place) => place.cells.some((c) => c.sliceId === from))?.column ?? 0;
  for (let i = row + step; i >= 0 && i < hours.length; i += step) {
    const filled = (hours[i]?.places ?? []).filter(({ cells }) => cells.length > 0);
    const nearest = [...filled].sort((a, b) => Math.abs(a.column - column) - Math.abs(b.column - column))[0];
    if (nearest?.cells[0]) return nearest.cells[0].sliceId;
  }
  return null;
}

function cellsOf(row: HourRow): DiaryCell[] {
  return row.places.flatMap(({ cells }) => [...cells]);
}
