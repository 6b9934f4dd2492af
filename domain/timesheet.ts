/**
 * The timesheet of one UTC week: days across, contracts down, with exact sums. Every figure is a sum of the slices'
 * milliseconds, so days, contracts and the whole add up exactly. Printed as hours and minutes a figure is cut, never
 * rounded up; a printed total may therefore show up to one minute a part more than its printed parts. SPEC: TS.
 */
import type { WallMs } from './clock';
import type { ContractId } from './ids';
import { DAY_MS, type Slot, slotStart, weekEnd, weekStart } from './week';

export type SliceKind = 'tracked' | 'manual';

/** What the timesheet asks of a slice. */
export interface TimesheetSlice {
  contractId: ContractId;
  slot: Slot;
  kind: SliceKind;
  /** All time that counts of the slice, whichever its kind. */
  trackedMs: number;
  /** The part of it that awaits an answer to an idle question. */
  idleMs: number;
  /** The part of it above the weekly limit. */
  overMs: number;
}

/** Milliseconds. `totalMs` is `trackedMs` plus `manualMs`; `overMs` and `idleMs` are parts of it. */
export interface TimeFigures {
  totalMs: number;
  trackedMs: number;
  manualMs: number;
  overMs: number;
  idleMs: number;
}

export interface TimesheetRow {
  contractId: ContractId;
  /** Monday to Sunday. */
  days: TimeFigures[];
  total: TimeFigures;
}

export interface Timesheet {
  /** Monday 00:00 UTC. */
  weekStart: WallMs;
  /** The first instants of the seven UTC days. */
  days: WallMs[];
  /** One row a contract with any time, in the order in which the slices name them. */
  rows: TimesheetRow[];
  dayTotals: TimeFigures[];
  total: TimeFigures;
}

export const NO_TIME: TimeFigures = { totalMs: 0, trackedMs: 0, manualMs: 0, overMs: 0, idleMs: 0 };

/** The timesheet of the week that holds `at`. Slices of other weeks are left out; their order only orders the rows. */
export function timesheet(slices: readonly TimesheetSlice[], at: WallMs): Timesheet {
  const start = weekStart(at);
  const end = weekEnd(at);
  const rows = new Map<ContractId, TimeFigures[]>();
  const dayTotals = emptyWeek();
  for (const slice of slices) {
    const from = slotStart(slice.slot);
    if (from < start || from >= end) continue;
    const day = Math.floor((from - start) / DAY_MS);
    const own = rows.get(slice.contractId) ?? emptyWeek();
    rows.set(slice.contractId, own);
    for (const days of [own, dayTotals]) days[day] = plus(days[day] ?? NO_TIME, figuresOf(slice));
  }
  return {
    weekStart: start,
    days: Array.from({ length: 7 }, (_, day) => start + day * DAY_MS),
    rows: [...rows].map(([contractId, days]) => ({ contractId, days, total: days.reduce(plus, NO_TIME) })),
    dayTotals,
    total: dayTotals.reduce(plus, NO_TIME),
  };
}

function figuresOf(slice: TimesheetSlice): TimeFigures {
  const manual = slice.kind === 'manual';
  return {
    totalMs: slice.trackedMs,
    trackedMs: manual ? 0 : slice.trackedMs,
    manualMs: manual ? slice.trackedMs : 0,
    overMs: slice.overMs,
    idleMs: slice.idleMs,
  };
}

function emptyWeek(): TimeFigures[] {
  return Array.from({ length: 7 }, () => NO_TIME);
}

function plus(a: TimeFigures, b: TimeFigures): TimeFigures {
  return {
    totalMs: a.totalMs + b.totalMs,
    trackedMs: a.trackedMs + b.trackedMs,
    manualMs: a.manualMs + b.manualMs,
    overMs: a.overMs + b.overMs,
    idleMs: a.idleMs + b.idleMs,
  };
}
