/**
 * A whole copy of a database that is in use, and a look at one that is not: for backups, in a process of its own.
 * Promises: the copy is of one instant, whatever is written meanwhile, and keeps no page of what was erased.
 */
import { rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { syncFile } from '../../../node/durable-file';
import { APPLICATION_ID } from './connection';

export interface Content {
  schema: number;
  contracts: number;
  slices: number;
  /** Pictures that have a file. */
  pictures: number;
  /** Of the first and of the last slice, wall ms. */
  from: number | null;
  to: number | null;
  /** Names of all picture files, thumbnails too. */
  files: string[];
}

/** `unsound`: not a database, not ours, or damaged. */
export type Looked = { outcome: 'sound'; content: Content } | { outcome: 'unsound'; detail: string };

/** How long to wait for a lock of the app that uses the database. */
const BUSY_TIMEOUT_MS = 10_000;
const numbers = z.object({ contracts: z.int(), slices: z.int(), pictures: z.int() });
const ends = z.object({ from: z.int().nullable(), to: z.int().nullable() });

/** Copies the database at `from` to the new file `to`; durable when it returns. Throws what SQLite throws. */
export function snapshot(from: string, to: string): void {
  const sqlite = new Sqlite(from, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    // One read transaction: writers go on beside it.
    sqlite.prepare('VACUUM INTO ?').run(to);
  } finally {
    sqlite.close();
  }
  syncFile(to);
}

/** Reads the whole database at `path`, which nobody else uses, and leaves the file as it was. */
export function look(path: string): Looked {
  // Without a log beside it and read as it lies: no file is made, nothing is changed.
  let sqlite: Sqlite.Database;
  try {
    sqlite = new Sqlite(path, { readonly: true, fileMustExist: true });
  } catch (error) {
    return { outcome: 'unsound', detail: String(error) };
  }
  try {
    return lookInto(sqlite);
  } catch (error) {
    if (error instanceof Sqlite.SqliteError || error instanceof z.ZodError) {
      return { outcome: 'unsound', detail: String(error) };
    }
    throw error;
  } finally {
    sqlite.close();
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  }
}

function lookInto(sqlite: Sqlite.Database): Looked {
  const integer = (pragma: string) => z.int().parse(sqlite.pragma(pragma, { simple: true }));
  if (integer('application_id') !== APPLICATION_ID) {
    return { outcome: 'unsound', detail: "not a database of Minutier's" };
  }
  const check = z.string().parse(sqlite.pragma('quick_check(1)', { simple: true }));
  if (check !== 'ok') return { outcome: 'unsound', detail: check };
  const one = (sql: string) => sqlite.prepare(sql).get();
  const content = {
    schema: integer('user_version'),
    ...numbers.parse(
      one(`SELECT (SELECT COUNT(*) FROM contracts) AS contracts, (SELECT COUNT(*) FROM slices) AS slices,
             (SELECT COUNT(*) FROM pictures WHERE outcome = 'ok') AS pictures`),
    ),
    ...ends.parse(one('SELECT min(slot) * 1000 AS "from", max(slot) * 1000 AS "to" FROM slices')),
    files: z
      .array(z.string())
      .parse(sqlite.prepare('SELECT sha256 FROM blobs ORDER BY sha256').pluck().all()),
  };
  return { outcome: 'sound', content };
}
