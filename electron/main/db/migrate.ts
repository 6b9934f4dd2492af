/**
 * Brings a database to today's schema. Promises: an existing file is copied before it is changed, and each migration
 * happens wholly or not at all.
 */
import { renameSync, rmSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { invariant } from '../../../domain/assert';
import { syncFile, syncFolderOf } from '../../../node/durable-file';
import { APPLICATION_ID } from './connection';
import type { Migration } from './migrations';

const IntegerSchema = z.int();

export function versionOf(sqlite: Sqlite.Database): number {
  return IntegerSchema.parse(sqlite.pragma('user_version', { simple: true }));
}

/**
 * Runs the migrations above the file's version. Returns the version found and the path of the copy made before
 * (null for a new file, or where nothing had to be done). Throws what SQLite and the file system throw.
 */
export function migrate(
  sqlite: Sqlite.Database,
  path: string,
  migrations: readonly Migration[],
): { from: number; backup: string | null } {
  const from = versionOf(sqlite);
  const pending = migrations.filter((migration) => migration.number > from);
  const last = pending.at(-1);
  if (last === undefined) return { from, backup: null };

  const backup = from === 0 ? null : backUp(sqlite, `${path}.before-v${last.number}`);
  // Off while tables are rebuilt, and checked as a whole before each commit.
  sqlite.pragma('foreign_keys = OFF');
  for (const migration of pending) run(sqlite, migration);
  sqlite.pragma('foreign_keys = ON');
  return { from, backup };
}

/** A crash before the commit leaves the file at the migration before this one, after it at this one. */
function run(sqlite: Sqlite.Database, { number, name, sql }: Migration): void {
  sqlite
    .transaction(() => {
      sqlite.exec(sql);
      const broken = z.array(z.unknown()).parse(sqlite.pragma('foreign_key_check'));
      invariant(
        broken.length === 0,
        `migration ${number} (${name}) left ${broken.length} dangling references`,
      );
      sqlite.pragma(`application_id = ${APPLICATION_ID}`);
      sqlite.pragma(`user_version = ${number}`);
    })
    .immediate();
}

/** A whole, sound copy, in place only when complete: a crash on the way leaves at most the unfinished `.tmp`. */
function backUp(sqlite: Sqlite.Database, to: string): string {
  const unfinished = `${to}.tmp`;
  rmSync(unfinished, { force: true });
  try {
    sqlite.prepare('VACUUM INTO ?').run(unfinished);
    syncFile(unfinished);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  renameSync(unfinished, to);
  syncFolderOf(to);
  return to;
}
