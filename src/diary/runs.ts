/**
 * Runs: consecutive slices of one contract with the same memo, which the diary shows under one line and edits
 * together. Pure.
 */
import type { ContractId, SliceId } from '../../domain/ids';
import { SLOT_MS, SLOT_SECONDS } from '../../domain/week';
import { type HourRow, inOrder } from './rows';
import type { DiaryCell } from './types';

export interface Run {
  /** The first slice's id. */
  id: SliceId;
  contractId: ContractId;
  memo: string;
  cells: readonly DiaryCell[];
  /** First slot's start and last slot's end, ms. */
  start: number;
  end: number;
  trackedMs: number;
  /** True if every slice may still be given another memo. */
  editable: boolean;
}

/** A piece of a run within one hour's row; `left` and `width` are shares of the row, 0–1. */
export interface RunPiece {
  run: Run;
  left: number;
  width: number;
  /** False where the run began in an earlier piece. */
  first: boolean;
}

/** Runs of the day, ascending. A run ends where a slot is missing or its memo or contract changes. */
export function buildRuns(cells: readonly DiaryCell[]): Run[] {
  const runs: { cells: DiaryCell[] }[] = [];
  const open = new Map<ContractId, { cells: DiaryCell[] }>();
  for (const cell of inOrder(cells)) {
    const run = open.get(cell.contractId);
    const last = run?.cells.at(-1);
    if (run && last && last.memo === cell.memo && cell.slot - last.slot <= SLOT_SECONDS) {
      run.cells.push(cell);
    } else {
      const started = { cells: [cell] };
      runs.push(started);
      open.set(cell.contractId, started);
    }
  }
  return runs.flatMap(({ cells: members }) => {
    const [first, last] = [members[0], members.at(-1)];
    if (!first || !last) return [];
    return {
      id: first.sliceId,
      contractId: first.contractId,
      memo: first.memo,
      cells: members,
      start: first.slot * 1000,
      end: last.slot * 1000 + SLOT_MS,
      trackedMs: members.reduce((sum, { trackedMs }) => sum + trackedMs, 0),
      editable: members.every(({ editable }) => editable),
    };
  });
}

export function runsBySlice(runs: readonly Run[]): Map<SliceId, Run> {
  return new Map(runs.flatMap((run) => run.cells.map((cell) => [cell.sliceId, run] as const)));
}

/** The pieces of runs in a row, left to right. Slices that share a slot share its width. */
export function piecesOf(row: HourRow, runs: ReadonlyMap<SliceId, Run>): RunPiece[] {
  const pieces: RunPiece[] = [];
  for (const place of row.places) {
    place.cells.forEach((cell, index) => {
      const run = runs.get(cell.sliceId);
      if (!run) return;
      const width = 1 / 6 / place.cells.length;
      const left = place.column / 6 + index * width;
      const last = pieces.at(-1);
      if (last && last.run === run && Math.abs(last.left + last.width - left) < 1e-9) last.width += width;
      else pieces.push({ run, left, width, first: run.cells[0] === cell });
    });
  }
  return pieces;
}
