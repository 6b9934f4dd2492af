/**
 * What the disk refused, as data. Promises: every refusal of SQLite or of the file system becomes a `StorageFault`;
 * anything else (a constraint, a misspelt statement) is a defect of ours and stays an exception.
 */
import { accessSync, closeSync, constants, existsSync, openSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import type { Saved, StorageFault } from '../ports';

/** Below this much free space a failed write is taken for a full disk: SQLite needs 32 KiB for its shared index alone. */
const NO_SPACE_BYTES = 64 * 1024;

const ErrnoSchema = z.object({ code: z.string(), message: z.string() });

/** Saved, or the row it was about is not there. */
export type Changed = Saved | { outcome: 'missing' };

/** Runs one write; the disk's refusals come back as `failed`, defects are thrown. */
export function attempt<T>(folder: string, write: () => T): T | ({ outcome: 'failed' } & StorageFault) {
  try {
    return write();
  } catch (error) {
    if (isCorruption(error)) suspect(folder);
    const fault = faultOf(error, folder);
    if (fault === null) throw error;
    return { outcome: 'failed', ...fault };
  }
}

/** An empty file that asks the next start to check the whole database, whatever the end was like. */
export const SUSPECT_FILE = 'minutier.db.suspect';

function suspect(folder: string): void {
  try {
    closeSync(openSync(join(folder, SUSPECT_FILE), 'w'));
  } catch {
    // The disk refuses even this: the next failure asks again.
  }
}

/** The storage fault that the error tells of, null if it tells of none. `folder` is where the write went. */
export function faultOf(error: unknown, folder: string): StorageFault | null {
  if (error instanceof Sqlite.SqliteError) return sqliteFault(error.code, error.message, folder);
  const errno = ErrnoSchema.safeParse(error);
  return errno.success ? errnoFault(errno.data.code, errno.data.message, folder) : null;
}

/** True where SQLite says that the file itself is not sound. */
export function isCorruption(error: unknown): boolean {
  return (
    error instanceof Sqlite.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code.startsWith('SQLITE_NOTADB'))
  );
}

/** True where a row names another that is not there (yet). */
export function isDangling(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

function sqliteFault(code: string, message: string, folder: string): StorageFault | null {
  const detail = `${code}: ${message}`;
  switch (code.split('_')[1]) {
    case 'FULL':
      return { reason: 'full', detail };
    case 'READONLY':
    case 'PERM':
    case 'AUTH':
      return { reason: 'readonly', detail };
    // A file that cannot be made and a write that failed say nothing of why: the folder is asked.
    case 'CANTOPEN':
    case 'IOERR':
      return { reason: reasonOf(folder), detail };
    case 'BUSY':
    case 'LOCKED':
    case 'PROTOCOL':
    case 'CORRUPT':
    case 'NOTADB':
    case 'NOMEM':
    case 'NOLFS':
      return { reason: 'io', detail };
    default:
      return null;
  }
}

function errnoFault(code: string, detail: string, folder: string): StorageFault | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { reason: 'full', detail };
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return { reason: 'readonly', detail };
    // Node's recursive mkdir says ENOENT where the file system is read-only.
    case 'ENOENT':
    case 'EIO':
      return { reason: reasonOf(folder), detail };
    case 'EBUSY':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENAMETOOLONG':
    case 'ESTALE':
    case 'ELOOP':
      return { reason: 'io', detail };
    default:
      return null;
  }
}

/** What the folder says itself, or the nearest above it that is there. */
function reasonOf(folder: string): StorageFault['reason'] {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (hasNoSpace(nearest)) return 'full';
  return cannotWrite(nearest) ? 'readonly' : 'io';
}

function hasNoSpace(folder: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    return bavail * bsize < NO_SPACE_BYTES || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}

/** `access` answers EROFS on a file system mounted read-only, even to root. */
function cannotWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}
