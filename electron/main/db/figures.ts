/**
 * Sums over the slices: what weeks, months and years need, answered from the index `slices_figures` alone, so that
 * three years are as quick as a day. Closed slices only: the open one is in the recorder's memory, newer than here.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import { type ContractId, ContractIdSchema, type ImportId, ImportIdSchema } from '../../../domain/ids';
import type { Slot } from '../../../domain/week';
import { json } from './codec';
import type { Base } from './connection';

/** A closed slice in numbers. */
export interface SliceFigures {
  contractId: ContractId;
  slot: Slot;
  kind: 'tracked' | 'manual';
  trackedMs: number;
  idleMs: number;
  activity: number;
  importId: ImportId | null;
}

/** One contract's sums in one of the stretches asked for. */
export interface StretchSums {
  /** Which stretch, counted from 0. */
  stretch: number;
  contractId: ContractId;
  totalMs: number;
  manualMs: number;
  idleMs: number;
}

export interface WindowsOfSlice {
  contractId: ContractId;
  windows: { app: string; title: string | null; ms: number }[];
}

const FiguresRowsSchema = z.array(
  z
    .tuple([
      ContractIdSchema,
      z.int(),
      z.enum(['tracked', 'manual']),
      z.int(),
      z.int(),
      z.int(),
      ImportIdSchema.nullable(),
    ])
    .transform(
      ([contractId, slot, kind, trackedMs, idleMs, activity, importId]): SliceFigures => ({
        contractId,
        slot,
        kind,
        trackedMs,
        idleMs,
        activity,
        importId,
      }),
    ),
);
const SumsRowsSchema = z.array(
  z.tuple([z.int(), ContractIdSchema, z.int(), z.int(), z.int()]).transform(
    ([stretch, contractId, totalMs, manualMs, idleMs]): StretchSums => ({
      stretch,
      contractId,
      totalMs,
      manualMs,
      idleMs,
    }),
  ),
);
const WindowRowSchema = z.object({
  contract_id: ContractIdSchema,
  windows: json(z.array(z.tuple([z.string(), z.string().nullable(), z.int()]))),
});

export class FiguresTable {
  private readonly selectBetween: Statement;
  private readonly selectOfContracts: Statement;
  private readonly sumStretches: Statement;
  private readonly selectWindows: Statement;

  constructor(base: Base) {
    const { sqlite } = base;
    const figures =
      "contract_id, slot, kind, tracked_ms, idle_ms, activity, import_id FROM slices WHERE state = 'closed'";
    this.selectBetween = sqlite
      .prepare(`SELECT ${figures} AND slot >= ? AND slot < ? ORDER BY slot, contract_id`)
      .raw();
    this.selectOfContracts = sqlite
      .prepare(
        `SELECT ${figures} AND slot < ? AND contract_id IN (SELECT value FROM json_each(?)) ORDER BY slot, contract_id`,
      )
      .raw();
    // The stretches come as their bounds in seconds; each is a range of the index.
    this.sumStretches = sqlite
      .prepare(
        `SELECT b.key, s.contract_id, SUM(s.tracked_ms), SUM(CASE s.kind WHEN 'manual' THEN s.tracked_ms ELSE 0 END), SUM(s.idle_ms)
         FROM json_each(@bounds) b CROSS JOIN slices s
           ON s.state = 'closed' AND s.slot >= b.value AND s.slot < json_extract(@bounds, '$[' || (b.key + 1) || ']')
         GROUP BY b.key, s.contract_id`,
      )
      .raw();
    this.selectWindows = sqlite.prepare(
      "SELECT contract_id, windows FROM slices WHERE slot >= ? AND slot < ? AND state = 'closed' ORDER BY slot",
    );
  }

  /** Slices whose slot starts in [from, to), ascending by slot. */
  between(from: WallMs, to: WallMs): SliceFigures[] {
    return FiguresRowsSchema.parse(this.selectBetween.all(seconds(from), seconds(to)));
  }

  /** All slices of these contracts whose slot starts before `to`, ascending by slot. */
  ofContracts(ids: readonly ContractId[], to: WallMs): SliceFigures[] {
    return FiguresRowsSchema.parse(this.selectOfContracts.all(seconds(to), JSON.stringify(ids)));
  }

  /**
   * Sums of the stretches between each bound and the next, half-open, by contract; stretches and contracts without
   * time are left out. `bounds`: ascending, at least two.
   */
  sums(bounds: readonly WallMs[]): StretchSums[] {
    return SumsRowsSchema.parse(this.sumStretches.all({ bounds: JSON.stringify(bounds.map(seconds)) }));
  }

  /** The windows of the slices whose slot starts in [from, to); rows that cannot be read are left out. */
  windows(from: WallMs, to: WallMs): WindowsOfSlice[] {
    return this.selectWindows.all(seconds(from), seconds(to)).flatMap((row) => {
      const parsed = WindowRowSchema.safeParse(row);
      if (!parsed.success) return [];
      const windows = parsed.data.windows.map(([app, title, ms]) => ({ app, title, ms }));
      return [{ contractId: parsed.data.contract_id, windows }];
    });
  }
}

/** The first whole second that is not before the instant: slots are whole seconds. */
function seconds(at: WallMs): number {
  return Math.ceil(at / 1000);
}
