/**
 * The profile's database as docs/SPEC.md §2 describes it, read from outside of the app. Read-only, and each question
 * on a connection of its own, so that it can be asked while the app runs and after it was killed.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const SliceRow = z.object({
  id: z.string(),
  contract_id: z.string(),
  slot: z.int(),
  state: z.enum(['open', 'closed']),
  close_reason: z.string().nullable(),
  interrupted: z.int(),
  memo: z.string(),
  tracked_ms: z.int(),
  idle_ms: z.int(),
  activity: z.int(),
  first_ms: z.int().nullable(),
  last_ms: z.int().nullable(),
  updated_at: z.int(),
  spans: json(
    z.array(z.tuple([z.int(), z.int(), z.enum(['work', 'idle', 'kept', 'discarded'])]).rest(z.string())),
  ),
  /** Keys, clicks, scrolls, pixels travelled, and how many of the first three are known to be synthetic. */
  minutes: json(z.array(z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()])).length(10)),
  windows: json(z.array(z.tuple([z.string(), z.string().nullable(), z.int()]))),
  jumps: json(z.array(z.tuple([z.int(), z.int()]))),
  gaps: json(z.array(z.tuple([z.int(), z.int(), z.string()]))),
  backends: json(z.record(z.string(), z.array(z.string()))),
});
export type SliceRow = z.infer<typeof SliceRow>;

const PictureRow = z.object({
  id: z.string(),
  slice_id: z.string(),
  taken_at: z.int(),
  trigger: z.string(),
  display: z.string(),
  backend: z.string(),
  blurred: z.int(),
  outcome: z.enum(['ok', 'failed']),
  reason: z.string().nullable(),
  sha256: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
});
export type PictureRow = z.infer<typeof PictureRow>;

/** All slices, the oldest first. */
export function slices(folder: string): SliceRow[] {
  return z.array(SliceRow).parse(ask(folder, 'SELECT * FROM slices ORDER BY slot, first_ms'));
}

/** All pictures in the order in which they were taken. */
export function pictures(folder: string): PictureRow[] {
  return z.array(PictureRow).parse(ask(folder, 'SELECT * FROM pictures ORDER BY taken_at, display'));
}

/** `ok`, or what SQLite found. */
export function integrity(folder: string): string {
  const [row] = z
    .array(z.object({ integrity_check: z.string() }))
    .parse(ask(folder, 'PRAGMA integrity_check'));
  return row?.integrity_check ?? 'no answer';
}

function ask(folder: string, query: string): unknown[] {
  if (process.versions.electron === undefined) {
    throw new Error('better-sqlite3 belongs to the Node inside Electron: run these tests with npm test.');
  }
  const database = new Database(join(folder, 'minutier.db'), { readonly: true, timeout: 2_000 });
  try {
    return database.prepare(query).all();
  } finally {
    database.close();
  }
}
