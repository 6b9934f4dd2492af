/**
 * A stretch of a contract's log as the verifier's record has it: put together by the very same code, from the ledger and
 * from what is told. Promises: weeks are whole, so what lies over the limit is right whatever stretch is asked for; a
 * field that is not shared with whoever asks is in none of it. SPEC: SV46, SV47.
 */
import { ALWAYS_DISCLOSED, type Scope, ScopeSchema } from '../../domain/bundle';
import type { FieldKind } from '../../domain/field';
import type { LogRecord } from '../../domain/record';
import type { Ledger } from '../../domain/verify-ledger';
import { recordOf } from '../../domain/verify-record';
import { addsUp } from '../../domain/verify-segments';
import type { StandingSegment } from '../../domain/verify-standing';
import { activeOf, type ToldValues } from '../../domain/verify-told';
import { slotStart, weekEnd, weekStart } from '../../domain/week';
import type { Asker } from '../http/handler';
import type { Standing } from '../log/logs';
import type { ToldRow } from '../log/told-row';
import type { Parts } from '../parts';
import { ownText, tagsOf, textOf } from '../review/told';
import type { SegmentRows } from './segment-rows';

/** Which fields somebody sees; `all`: what the server was told. */
export type Seen = ReadonlySet<FieldKind> | 'all';

export interface DiaryRecord {
  record: LogRecord;
  ledger: Ledger;
  /** Entries in the log. */
  size: number;
  /** Of the stretch, in whole weeks, by the number of its entry. */
  segments: ReadonlyMap<number, StandingSegment>;
  told: ReadonlyMap<number, ToldRow>;
}

/** What the freelancer shares is seen by the others; their own is theirs. */
export function seenBy(asker: Pick<Asker, 'role'>, shared: readonly FieldKind[]): Seen {
  return asker.role === 'freelancer' ? 'all' : new Set([...shared, ...ALWAYS_DISCLOSED]);
}

export function sees(seen: Seen, kind: FieldKind): boolean {
  return seen === 'all' || seen.has(kind);
}

/**
 * Of the slots in [from, to), Unix seconds, and the rest of their UTC weeks, of which only the times are read: they have no
 * words, no pictures and no verdict. `only`: further entries are as if they were not
 * there. To be called between two writes (`logs.read`). Null: the log has not begun.
 */
export async function recordIn(
  { key, crypto }: Pick<Parts, 'key' | 'crypto'>,
  rows: SegmentRows,
  standing: Standing,
  { from, to }: { from: number; to: number },
  seen: Seen,
  only: (segment: StandingSegment) => boolean = () => true,
): Promise<DiaryRecord | null> {
  const { contract, ledger, head } = standing;
  if (head.log === null) return null;
  const start = weekStart(slotStart(from)) / 1000;
  const end = to <= from ? start : weekEnd(slotStart(to) - 1) / 1000;
  const segments = ledger.segments.filter(
    (one) => one.entry.slot >= start && one.entry.slot < end && only(one),
  );
  const told = new Map([
    ...rows.times(contract, start, Math.min(from, end)),
    ...rows.told(contract, from, to),
    ...rows.times(contract, Math.max(to, start), end),
  ]);
  const values = await ownValues(standing);
  for (const segment of segments) {
    const row = told.get(segment.index);
    // Of a segment as it was before its time was changed, what was told is not there any more.
    if (row === undefined || (row.time !== undefined && !addsUp(segment, row.time))) continue;
    const value = seenValues(row, seen);
    for (const index of [segment.index, ...(segment.holders?.values() ?? [])]) values.set(index, value);
  }
  const record = recordOf(
    {
      head,
      log: head.log,
      entries: [],
      ledger,
      told: { values, count: 0, scope: scopeOf(seen) },
      checkpoint: null,
      names: new Map([[key.kid, 'server']]),
      moments: new Map(),
      segments,
    },
    crypto.sha256,
  );
  return (
    record && {
      record,
      ledger,
      size: head.tree.size,
      told,
      segments: new Map(segments.map((one) => [one.index, one])),
    }
  );
}

/** Null: everything is covered, so what is not told is missing; else it is withheld. */
function scopeOf(seen: Seen): Scope | null {
  if (seen === 'all') return null;
  return { from: 0, to: Number.MAX_SAFE_INTEGER, fields: SCOPED.filter((kind) => seen.has(kind)) };
}

/** Fields of segments, which a scope names; the contract's own are always told. */
const SCOPED = ScopeSchema.shape.fields.element.options;

/** What the contract's own entries tell: its names, tags, and who states what. */
async function ownValues(standing: Standing): Promise<Map<number, ToldValues>> {
  const { ledger } = standing;
  const values = new Map<number, ToldValues>();
  const put = (index: number, value: ToldValues) => values.set(index, { ...values.get(index), ...value });
  for (const name of ['title', 'client'] as const) {
    const text = await ownText(standing, name);
    const index = ledger.ownHolders.get(name) ?? ledger.open?.index ?? 0;
    if (text !== null) put(index, { [name]: text });
  }
  for (const { index } of ledger.terms) put(index, { tags: await tagsOf(standing, index) });
  for (const { index } of ledger.attestations) {
    const statedBy = await textOf(standing, index, 'statedBy');
    if (statedBy !== null) put(index, { statedBy });
  }
  return values;
}

/** A row's fields as the verifier keeps them, those that are seen. */
function seenValues(row: ToldRow, seen: Seen): ToldValues {
  const values: ToldValues = {};
  if (row.memo !== undefined && sees(seen, 'memo')) values.memo = row.memo;
  if (row.tag !== undefined && sees(seen, 'tag')) values.tag = row.tag;
  if (row.reason !== undefined && sees(seen, 'reason')) values.reason = row.reason;
  if (row.time !== undefined && sees(seen, 'time')) values.time = row.time;
  if (row.activity !== undefined && sees(seen, 'activity')) values.activity = row.activity;
  if (row.minutes !== undefined && sees(seen, 'minutes'))
    values.minutes = { value: row.minutes, active: activeOf(row.minutes) };
  if (row.windows !== undefined && sees(seen, 'windows')) values.windows = { value: row.windows };
  if (sees(seen, 'picture')) values.pictures = numbered(row.pictures);
  if (sees(seen, 'missed')) values.missed = numbered(row.missed);
  return values;
}

/** By the number, which JSON has as text. */
function numbered<T>(row: Readonly<Record<string, T>>): Map<number, T> {
  return new Map(Object.entries(row).map(([number, value]) => [Number(number), value]));
}
