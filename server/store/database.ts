/**
 * The server's database, `DIR/minutier-server.db`. Promises: every connection has the same pragmas, so that what was
 * committed is on the disk; a file of a newer server, or of somebody else, is not touched; after an end that was cut off
 * the whole file is looked through before anybody is served; and before an existing file is migrated it is copied.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { SCHEMA } from './schema';

export const SERVER_DATABASE = 'minutier-server.db';
/** "MNSV" in ASCII: how a file is known to be ours. */
const APPLICATION_ID = 0x4d4e5356;
/** How long a statement waits for another process: a backup or a check that reads beside the server. */
const BUSY_TIMEOUT_MS = 10_000;

export interface Migration {
  number: number;
  name: string;
  sql: string;
}
const MIGRATIONS: readonly Migration[] = [SCHEMA];

export interface ServerDatabase {
  readonly folder: string;
  readonly sqlite: Sqlite.Database;
  /** Folds the log into the file. Without it (kill, power cut) nothing is lost either. */
  close(): void;
}

export type OpenedDatabase =
  /** `copy`: of the file as it was before it was migrated; null where nothing had to be done. */
  | { outcome: 'opened'; database: ServerDatabase; isNew: boolean; copy: string | null }
  /** Written by a newer server: untouched. */
  | { outcome: 'newer'; path: string; version: number; known: number }
  /** Not a database of ours, or not whole: untouched. A backup is to be restored. */
  | { outcome: 'damaged'; path: string; detail: string };

/** Throws what the file system throws. `migrations`: for tests of migrations. */
export function openServerDatabase(folder: string, migrations = MIGRATIONS): OpenedDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, SERVER_DATABASE);
  const wasCutOff = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  // Readable by its owner alone; SQLite gives the log the same mode.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  let sqlite: Sqlite.Database | null = null;
  const leave = (answer: OpenedDatabase): OpenedDatabase => {
    sqlite?.close();
    return answer;
  };
  try {
    sqlite = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS });
    const version = numberOf(sqlite, 'user_version');
    const known = migrations.at(-1)?.number ?? 0;
    if (version > known) return leave({ outcome: 'newer', path, version, known });
    const problem = strange(sqlite, version) ?? (wasCutOff ? quickCheck(sqlite) : null);
    if (problem !== null) return leave({ outcome: 'damaged', path, detail: problem });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('secure_delete = ON');
    const copy = migrate(sqlite, path, version, migrations);
    sqlite.pragma('foreign_keys = ON');
    return {
      outcome: 'opened',
      database: { folder, sqlite, close: () => closing(sqlite) },
      isNew: version === 0,
      copy,
    };
  } catch (error) {
    if (isDamage(error)) return leave({ outcome: 'damaged', path, detail: String(error) });
    sqlite?.close();
    throw error;
  }
}

/** A second connection that only looks, beside a server that runs or not. Throws what SQLite throws. */
export function lookIntoServerDatabase(folder: string): Sqlite.Database {
  const sqlite = new Sqlite(join(folder, SERVER_DATABASE), {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    const version = numberOf(sqlite, 'user_version');
    const foreign = strange(sqlite, version);
    const known = SCHEMA.number;
    if (foreign !== null) throw new Error(foreign);
    if (version !== known)
      throw new Error(`the database is of version ${version}, this program knows ${known}`);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Whether SQLite says with this that the file itself is not sound. */
export function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

function closing(sqlite: Sqlite.Database | null): void {
  if (sqlite === null || !sqlite.open) return;
  // What was destroyed is not left in the log, where secure_delete does not reach.
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    sqlite.close();
  }
}

function strange(sqlite: Sqlite.Database, version: number): string | null {
  const id = numberOf(sqlite, 'application_id');
  if (version > 0) return id === APPLICATION_ID ? null : "not a database of Minutier's server";
  const hasTables = sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
  return hasTables ? 'tables of an unknown origin' : null;
}

export function quickCheck(sqlite: Sqlite.Database): string | null {
  const answer = z.string().parse(sqlite.pragma('quick_check(1)', { simple: true }));
  return answer === 'ok' ? null : answer;
}

function migrate(
  sqlite: Sqlite.Database,
  path: string,
  version: number,
  migrations: readonly Migration[],
): string | null {
  const pending = migrations.filter(({ number }) => number > version);
  const last = pending.at(-1);
  if (last === undefined) return null;
  const copy = version === 0 ? null : copied(sqlite, `${path}.before-v${last.number}`);
  // Off while tables are rebuilt, and checked as a whole before each commit.
  sqlite.pragma('foreign_keys = OFF');
  for (const { number, name, sql } of pending) {
    // A crash before the commit leaves the file at the migration before this one, after it at this one.
    sqlite
      .transaction(() => {
        sqlite.exec(sql);
        const broken = z.array(z.unknown()).parse(sqlite.pragma('foreign_key_check'));
        if (broken.length > 0)
          throw new Error(`broken invariant: migration ${number} (${name}) left dangling rows`);
        sqlite.pragma(`application_id = ${APPLICATION_ID}`);
        sqlite.pragma(`user_version = ${number}`);
      })
      .immediate();
  }
  return copy;
}

function copied(sqlite: Sqlite.Database, to: string): string {
  const unfinished = `${to}.tmp`;
  rmSync(unfinished, { force: true });
  sqlite.prepare('VACUUM INTO ?').run(unfinished);
  const file = openSync(unfinished, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, to);
  return to;
}

function numberOf(sqlite: Sqlite.Database, pragma: string): number {
  return z.int().parse(sqlite.pragma(pragma, { simple: true }));
}
