/**
 * The table `slices`: what was tracked, one row a contract and slot. Promises: lists go on past a row that cannot
 * be read; nothing here holds a cursor open across calls, so a checkpoint can be written at any time.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import {
  type ContractId,
  ContractIdSchema,
  type ImportId,
  type SliceId,
  SliceIdSchema,
} from '../../../domain/ids';
import type { CloseReason, Slice } from '../../../domain/slice';
import type { Slot } from '../../../domain/week';
import type { Interval } from '../ports';
import {
  decode,
  decodeList,
  encodeSlice,
  SLICE_COLUMNS,
  SliceHeadSchema,
  SliceRowSchema,
  SpansSchema,
} from './codec';
import type { Base } from './connection';
import { attempt, type Changed } from './faults';

/** A slice without its JSON columns: what a cell of the diary shows. */
export interface SliceHead {
  id: SliceId;
  contractId: ContractId;
  slot: Slot;
  state: 'open' | 'closed';
  closeReason: CloseReason | null;
  interrupted: boolean;
  memo: string;
  trackedMs: number;
  idleMs: number;
  activity: number;
  kind: Slice['kind'];
  tag: string;
  reason: string;
  editedAt: WallMs | null;
  movedFrom: ContractId | null;
  excludedMs: number;
  importId: ImportId | null;
}

export interface Sums {
  trackedMs: number;
  idleMs: number;
}

/** How many rows an export reads at a time, so that none of its steps holds up the app. */
const PAGE_ROWS = 200;

/** How far back memos are looked for: about two weeks of work. */
const MEMO_ROWS = 1_000;

const HEAD =
  'id, contract_id, slot, state, close_reason, interrupted, memo, tracked_ms, idle_ms, activity, kind, tag, reason, edited_at, moved_from, excluded_ms, import_id';

const HeadSchema = SliceHeadSchema.transform(
  (row): SliceHead => ({
    id: row.id,
    contractId: row.contract_id,
    slot: row.slot,
    state: row.state,
    closeReason: row.close_reason,
    interrupted: row.interrupted,
    memo: row.memo,
    trackedMs: row.tracked_ms,
    idleMs: row.idle_ms,
    activity: row.activity,
    kind: row.kind,
    tag: row.tag,
    reason: row.reason,
    editedAt: row.edited_at,
    movedFrom: row.moved_from,
    excludedMs: row.excluded_ms,
    importId: row.import_id,
  }),
);

const SumsRowSchema = z.object({ contract_id: ContractIdSchema, tracked: z.int(), idle: z.int() });
const SyntheticRowSchema = z.object({ id: SliceIdSchema, n: z.int() });
const CountSchema = z.object({ n: z.int() });
const MemoRowSchema = z.object({ memo: z.string() });
const BoundsSchema = z.object({
  id: z.string(),
  slot: z.int(),
  first_ms: z.int(),
  last_ms: z.int(),
  spans: z.string(),
});
const KeySchema = z.object({ row: z.int(), slot: z.int() });

export class SlicesTable {
  private readonly upsertOne: Statement;
  private readonly selectOne: Statement;
  private readonly selectAt: Statement;
  private readonly selectOpen: Statement;
  private readonly selectLatest: Statement;
  private readonly selectOverlapping: Statement;
  private readonly selectBounds: Statement;
  private readonly selectHeads: Statement;
  private readonly selectPage: Statement;
  private readonly selectMemos: Statement;
  private readonly sumOne: Statement;
  private readonly sumAll: Statement;
  private readonly sumSynthetic: Statement;
  private readonly countOfContract: Statement;
  private readonly countOfAll: Statement;
  private readonly updateMemos: Statement;
  private readonly updateTags: Statement;
  private readonly updateContracts: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    // `contract_id` and `slot` are not in the SET list: a slice keeps them, and its indexes stay untouched.
    const changing = SLICE_COLUMNS.filter(
      (name) => name !== 'id' && name !== 'contract_id' && name !== 'slot',
    );
    this.upsertOne = sqlite.prepare(
      `INSERT INTO slices (${SLICE_COLUMNS.join(', ')}) VALUES (${SLICE_COLUMNS.map(() => '?').join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    );
    this.selectOne = sqlite.prepare('SELECT * FROM slices WHERE id = ?');
    this.selectAt = sqlite.prepare('SELECT * FROM slices WHERE contract_id = ? AND slot = ?');
    this.selectOpen = sqlite.prepare("SELECT * FROM slices WHERE state = 'open' ORDER BY slot, id");
    this.selectLatest = sqlite.prepare('SELECT * FROM slices ORDER BY slot DESC, last_ms DESC LIMIT 1');
    const overlapping =
      'FROM slices WHERE slot >= ? AND slot < ? AND first_ms < ? AND last_ms > ? ORDER BY slot, first_ms, id';
    this.selectOverlapping = sqlite.prepare(`SELECT * ${overlapping}`);
    this.selectBounds = sqlite.prepare(`SELECT id, slot, first_ms, last_ms, spans ${overlapping}`);
    this.selectHeads = sqlite.prepare(
      `SELECT ${HEAD} FROM slices WHERE slot >= ? AND slot < ? ORDER BY slot, first_ms, id`,
    );
    this.selectPage = sqlite.prepare(
      `SELECT rowid AS row, * FROM slices WHERE (slot, rowid) > (?, ?) ORDER BY slot, rowid LIMIT ${PAGE_ROWS}`,
    );
    this.selectMemos = sqlite.prepare(
      `SELECT memo FROM slices WHERE contract_id = ? ORDER BY slot DESC LIMIT ${MEMO_ROWS}`,
    );
    this.sumOne = sqlite.prepare(
      `SELECT COALESCE(SUM(tracked_ms), 0) AS n FROM slices
       WHERE contract_id = ? AND slot >= ? AND slot < ? AND import_id IS NULL AND id NOT IN (SELECT value FROM json_each(?))`,
    );
    this.sumAll = sqlite.prepare(
      `SELECT contract_id, SUM(tracked_ms) AS tracked, SUM(idle_ms) AS idle
       FROM slices WHERE slot >= ? AND slot < ? GROUP BY contract_id`,
    );
    // The inner sum is taken in a CASE, because json_each throws on text that is no JSON.
    this.sumSynthetic = sqlite.prepare(
      `SELECT id, n FROM (
         SELECT id, CASE WHEN json_valid(minutes)
           THEN (SELECT CAST(SUM(json_extract(value, '$[4]')) AS INTEGER) FROM json_each(minutes)) END AS n
         FROM slices WHERE slot >= ? AND slot < ?
       ) WHERE n > 0`,
    );
    this.countOfContract = sqlite.prepare(
      'SELECT COUNT(*) AS n FROM slices WHERE contract_id = ? AND tracked_ms > 0 AND import_id IS NULL',
    );
    this.countOfAll = sqlite.prepare('SELECT COUNT(*) AS n FROM slices');
    this.updateMemos = sqlite.prepare(
      `UPDATE slices SET memo = @value, updated_at = @now, edited_at = CASE state WHEN 'closed' THEN @now ELSE edited_at END
       WHERE id IN (SELECT value FROM json_each(@ids))`,
    );
    this.updateTags = sqlite.prepare(
      'UPDATE slices SET tag = @value, updated_at = @now, edited_at = @now WHERE id IN (SELECT value FROM json_each(@ids))',
    );
    this.updateContracts = sqlite.prepare(
      `UPDATE slices SET moved_from = CASE contract_id WHEN @value THEN moved_from ELSE contract_id END,
         contract_id = @value, updated_at = @now, edited_at = @now
       WHERE id IN (SELECT value FROM json_each(@ids))`,
    );
  }

  /** Inserts or replaces by id. Throws what SQLite throws: whoever calls decides on the transaction. */
  upsert(slice: Slice): void {
    this.upsertOne.run(encodeSlice(slice, this.base.now()));
  }

  /** Throws `BrokenRowError` if the row cannot be read. */
  byId(id: SliceId): Slice | null {
    const row = this.selectOne.get(id);
    return row === undefined ? null : decode('slices', SliceRowSchema, row);
  }

  at(contractId: ContractId, slot: Slot): Slice | null {
    const row = this.selectAt.get(contractId, slot);
    return row === undefined ? null : decode('slices', SliceRowSchema, row);
  }

  open(): Slice[] {
    return this.list(this.selectOpen.all());
  }

  /** The slice worked on last. */
  latest(): Slice | null {
    return this.list(this.selectLatest.all())[0] ?? null;
  }

  /** Slices with a span that overlaps [from, to), ascending by slot. */
  between(from: WallMs, to: WallMs): Slice[] {
    const slices = this.list(this.selectOverlapping.all(...overlapOf(from, to)));
    return slices.filter((slice) => slice.spans.some((span) => span.start < to && span.end > from));
  }

  /**
   * Spans that overlap [from, to), of all contracts, merged where they touch, ascending, not clipped. Where the spans
   * of a row cannot be read, all from its first to its last instant counts as occupied: time is never given twice.
   */
  occupied(from: WallMs, to: WallMs): Interval[] {
    const rows = decodeList(
      'slices',
      BoundsSchema,
      this.selectBounds.all(...overlapOf(from, to)),
      this.base.onBrokenRow,
    );
    const spans = rows.flatMap((row): Interval[] => {
      const parsed = SpansSchema.safeParse(row.spans);
      if (parsed.success) return parsed.data;
      this.base.onBrokenRow({ table: 'slices', id: row.id, detail: z.prettifyError(parsed.error) });
      return [{ start: row.first_ms, end: row.last_ms }];
    });
    return merge(spans.filter((span) => span.start < to && span.end > from));
  }

  /** Heads of the slices whose slot starts in [from, to), ascending by slot. */
  cellsBetween(from: WallMs, to: WallMs): SliceHead[] {
    const rows = this.selectHeads.all(...slotsOf(from, to));
    return decodeList('slices', HeadSchema, rows, this.base.onBrokenRow);
  }

  /**
   * Of the slices whose slot starts in [from, to): how many of their inputs are known to be synthetic, where any are.
   * A row whose minutes cannot be read counts as none.
   */
  syntheticBetween(from: WallMs, to: WallMs): Map<SliceId, number> {
    const rows = z.array(SyntheticRowSchema).parse(this.sumSynthetic.all(...slotsOf(from, to)));
    return new Map(rows.map((row) => [row.id, row.n]));
  }

  /** Milliseconds of the contract's slices whose slot starts in [from, to) that count in its limit, without those named in `except`. */
  trackedMs(contractId: ContractId, from: WallMs, to: WallMs, except: readonly SliceId[] = []): number {
    return CountSchema.parse(this.sumOne.get(contractId, ...slotsOf(from, to), JSON.stringify(except))).n;
  }

  /** The sums of every contract with a slice whose slot starts in [from, to): a week's, say. */
  sumsBetween(from: WallMs, to: WallMs): Map<ContractId, Sums> {
    const rows = z.array(SumsRowSchema).parse(this.sumAll.all(...slotsOf(from, to)));
    return new Map(rows.map((row) => [row.contract_id, { trackedMs: row.tracked, idleMs: row.idle }]));
  }

  /** How many slices of the contract hold time; what was imported makes no difference to its terms. */
  countTracked(contractId: ContractId): number {
    return CountSchema.parse(this.countOfContract.get(contractId)).n;
  }

  count(): number {
    return CountSchema.parse(this.countOfAll.get()).n;
  }

  /** The memos last used, each once, the latest first; empty ones are left out. */
  recentMemos(contractId: ContractId, limit: number): string[] {
    const memos = new Set<string>();
    for (const row of this.selectMemos.iterate(contractId)) {
      if (memos.size >= limit) break;
      const { memo } = MemoRowSchema.parse(row);
      if (memo !== '') memos.add(memo);
    }
    return [...memos];
  }

  /**
   * Gives all these slices the memo, or (one of them unknown) none. One transaction: a crash leaves all or nothing.
   * An open slice is also in the recorder's memory, which must be told as well.
   */
  setMemo(ids: readonly SliceId[], memo: string): Changed {
    return this.setAll(this.updateMemos, ids, memo);
  }

  /** As `setMemo`, the activity tag. */
  setTag(ids: readonly SliceId[], tag: string): Changed {
    return this.setAll(this.updateTags, ids, tag);
  }

  /** As `setMemo`: they are the contract's from now on. It must have no slice in their slots. */
  setContract(ids: readonly SliceId[], contractId: ContractId): Changed {
    return this.setAll(this.updateContracts, ids, contractId);
  }

  private setAll(update: Statement, ids: readonly SliceId[], value: string): Changed {
    const distinct = [...new Set<string>(ids)];
    const change = () => {
      const { changes } = update.run({ value, now: this.base.now(), ids: JSON.stringify(distinct) });
      if (changes !== distinct.length) throw new UnknownSlice();
      return { outcome: 'saved' } as const;
    };
    try {
      return attempt(this.base.folder, () => this.base.sqlite.transaction(change)());
    } catch (error) {
      if (error instanceof UnknownSlice) return { outcome: 'missing' };
      throw error;
    }
  }

  /** Every slice, ascending by slot, a page at a time: writes in between are allowed. */
  *all(): IterableIterator<Slice> {
    let after = { slot: Number.MIN_SAFE_INTEGER, row: 0 };
    for (;;) {
      const rows = this.selectPage.all(after.slot, after.row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = KeySchema.parse(last);
      yield* this.list(rows);
    }
  }

  private list(rows: readonly unknown[]): Slice[] {
    return decodeList('slices', SliceRowSchema, rows, this.base.onBrokenRow);
  }
}

/** Thrown to undo the transaction. */
class UnknownSlice extends Error {}

/** Slots that start in [from, to), as a half-open range of seconds. */
function slotsOf(from: WallMs, to: WallMs): [number, number] {
  return [Math.ceil(from / 1000), Math.ceil(to / 1000)];
}

/** Slots that can hold a span overlapping [from, to), then the instants themselves for `first_ms` and `last_ms`. */
function overlapOf(from: WallMs, to: WallMs): [number, number, WallMs, WallMs] {
  return [Math.floor(from / 1000) - 600, Math.ceil(to / 1000), to, from];
}

function merge(spans: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
