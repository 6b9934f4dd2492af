/**
 * One server a data folder: two would each think that the log ends where they left it. Held by SQLite's own lock on a file
 * of its own, which the system takes back when the process is gone, however it went.
 */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

export const LOCK_FILE = 'server.lock';

/** Null: another process has it. The function gives it back. */
export function lockFolder(folder: string): (() => void) | null {
  const lock = new Sqlite(join(folder, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return () => {
      lock.close();
    };
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}
