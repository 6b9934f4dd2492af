/**
 * Rows to values and back, in one place. Promises: nothing leaves the database unparsed; a row that does not
 * parse is named by table and id, and in a list it never hides the others (peers: one bad entry blocked a queue).
 */
import { z } from 'zod';
import { ContractIdSchema, IdleIdSchema, ImportIdSchema, SliceIdSchema } from '../../../domain/ids';
import type { InputCounts } from '../../../domain/sample';
import { activityLevel, idleMs, type Slice, type Span, trackedMs } from '../../../domain/slice';
import type { IdleQuestion } from '../ports';

/** A row that is there and cannot be read. It stays where it is. */
export interface BrokenRow {
  table: string;
  id: string;
  detail: string;
}

export class BrokenRowError extends Error {
  constructor(readonly broken: BrokenRow) {
    super(`row ${broken.id} of ${broken.table} cannot be read: ${broken.detail}`);
    this.name = 'BrokenRowError';
  }
}

/** Parses one row; throws `BrokenRowError`. */
export function decode<T>(table: string, schema: z.ZodType<T>, row: unknown): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new BrokenRowError({ table, id: idOf(row), detail: z.prettifyError(parsed.error) });
}

/** Parses each row; those that do not parse are told to `onBroken` and left out. */
export function decodeList<T>(
  table: string,
  schema: z.ZodType<T>,
  rows: readonly unknown[],
  onBroken: (broken: BrokenRow) => void,
): T[] {
  const values: T[] = [];
  for (const row of rows) {
    const parsed = schema.safeParse(row);
    if (parsed.success) values.push(parsed.data);
    else onBroken({ table, id: idOf(row), detail: z.prettifyError(parsed.error) });
  }
  return values;
}

/** A TEXT column of JSON, parsed by `schema`. */
export function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** 0 or 1. */
export const flag = z
  .int()
  .min(0)
  .max(1)
  .transform((value) => value === 1);

const ms = z.int();
const count = z.int().min(0);

/** `[start, end, kind, idle id if any]`: a span of `work` has no fourth part. */
const SpanSchema = z
  .union([
    z.tuple([ms, ms, z.enum(['work', 'idle', 'kept', 'discarded'])]),
    z.tuple([ms, ms, z.enum(['work', 'idle', 'kept', 'discarded']), IdleIdSchema]),
  ])
  .transform(([start, end, kind, idleId]): Span => ({ start, end, kind, idleId: idleId ?? null }));

export const SpansSchema = json(z.array(SpanSchema));

const MinuteSchema = z.tuple([count, count, count, count, count]).transform(
  ([keys, clicks, scrolls, distance, synthetic]): InputCounts => ({
    keys,
    clicks,
    scrolls,
    distance,
    synthetic,
  }),
);

const WindowSchema = z
  .tuple([z.string(), z.string().nullable(), count])
  .transform(([app, title, time]) => ({ app, title, ms: time }));

const JumpSchema = z.tuple([ms, z.int()]).transform(([at, byMs]) => ({ at, byMs }));

const GapSchema = z
  .tuple([ms, ms, z.enum(['suspend', 'unobserved', 'input-sensor', 'window-sensor', 'idle-sensor'])])
  .transform(([start, end, reason]) => ({ start, end, reason }));

const names = z.array(z.string());

/** The columns of `slices` that are not JSON: enough for a cell of the diary. */
export const SliceHeadSchema = z.object({
  id: SliceIdSchema,
  contract_id: ContractIdSchema,
  slot: z.int().multipleOf(600),
  state: z.enum(['open', 'closed']),
  close_reason: z
    .enum(['slot-end', 'stop', 'switch', 'lock', 'suspend', 'idle', 'limit', 'quit', 'interrupted'])
    .nullable(),
  interrupted: flag,
  memo: z.string(),
  tracked_ms: count,
  idle_ms: count,
  activity: z.int().min(0).max(10),
  kind: z.enum(['tracked', 'manual']),
  tag: z.string(),
  reason: z.string(),
  edited_at: ms.nullable(),
  moved_from: ContractIdSchema.nullable(),
  excluded_ms: count,
  import_id: ImportIdSchema.nullable(),
});

export const SliceRowSchema = SliceHeadSchema.extend({
  spans: SpansSchema,
  minutes: json(z.array(MinuteSchema).length(10)),
  windows: json(z.array(WindowSchema)),
  jumps: json(z.array(JumpSchema)),
  gaps: json(z.array(GapSchema)),
  backends: json(z.object({ input: names, window: names, idle: names })),
}).transform(
  (row): Slice => ({
    id: row.id,
    contractId: row.contract_id,
    slot: row.slot,
    state: row.state,
    closeReason: row.close_reason,
    interrupted: row.interrupted,
    memo: row.memo,
    kind: row.kind,
    tag: row.tag,
    reason: row.reason,
    editedAt: row.edited_at,
    movedFrom: row.moved_from,
    excludedMs: row.excluded_ms,
    importId: row.import_id,
    spans: row.spans,
    minutes: row.minutes,
    windows: row.windows,
    jumps: row.jumps,
    gaps: row.gaps,
    backends: row.backends,
  }),
);

/** The slice as the parameters of its statement, in the order of `SLICE_COLUMNS`. */
export const SLICE_COLUMNS = [
  'id',
  'contract_id',
  'slot',
  'state',
  'close_reason',
  'interrupted',
  'memo',
  'tracked_ms',
  'idle_ms',
  'activity',
  'first_ms',
  'last_ms',
  'updated_at',
  'spans',
  'minutes',
  'windows',
  'jumps',
  'gaps',
  'backends',
  'kind',
  'tag',
  'reason',
  'edited_at',
  'moved_from',
  'excluded_ms',
  'import_id',
] as const;

export function encodeSlice(slice: Slice, updatedAt: number): (string | number | null)[] {
  return [
    slice.id,
    slice.contractId,
    slice.slot,
    slice.state,
    slice.closeReason,
    slice.interrupted ? 1 : 0,
    slice.memo,
    trackedMs(slice),
    idleMs(slice),
    activityLevel(slice.minutes),
    boundOf(slice.spans, 'start', Math.min),
    boundOf(slice.spans, 'end', Math.max),
    updatedAt,
    JSON.stringify(
      slice.spans.map((s) =>
        s.idleId === null ? [s.start, s.end, s.kind] : [s.start, s.end, s.kind, s.idleId],
      ),
    ),
    JSON.stringify(slice.minutes.map((m) => [m.keys, m.clicks, m.scrolls, m.distance, m.synthetic])),
    JSON.stringify(slice.windows.map((w) => [w.app, w.title, w.ms])),
    JSON.stringify(slice.jumps.map((j) => [j.at, j.byMs])),
    JSON.stringify(slice.gaps.map((g) => [g.start, g.end, g.reason])),
    JSON.stringify(slice.backends),
    slice.kind,
    slice.tag,
    slice.reason,
    slice.editedAt,
    slice.movedFrom,
    slice.excludedMs,
    slice.importId,
  ];
}

export const IdleRowSchema = z
  .object({
    id: IdleIdSchema,
    contract_id: ContractIdSchema,
    start_ms: ms,
    end_ms: ms,
    state: z.enum(['pending', 'kept', 'discarded']),
    answered_at: ms.nullable(),
  })
  .transform(
    (row): IdleQuestion => ({
      id: row.id,
      contractId: row.contract_id,
      start: row.start_ms,
      end: row.end_ms,
      state: row.state,
      answeredAt: row.answered_at,
    }),
  );

function boundOf(spans: readonly Span[], side: 'start' | 'end', pick: (a: number, b: number) => number) {
  return spans.length === 0 ? null : spans.map((span) => span[side]).reduce((a, b) => pick(a, b));
}

/** Whatever names the row best; the row itself is not trusted to be an object. */
function idOf(row: unknown): string {
  const named = z.object({ id: z.unknown().optional(), key: z.unknown().optional() }).safeParse(row);
  const id = named.success ? (named.data.key ?? named.data.id) : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '?';
}
