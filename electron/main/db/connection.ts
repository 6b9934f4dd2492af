/**
 * One connection to the database, always with the same pragmas. Promises: no connection of ours is ever open
 * without them (`synchronous` is NORMAL by default in WAL, which can lose acknowledged rows at a power cut).
 */
import Sqlite from 'better-sqlite3';
import type { WallMs } from '../../../domain/clock';
import type { BrokenRow } from './codec';

/** "MNTR" in ASCII: how a file is known to be ours. */
export const APPLICATION_ID = 0x4d4e5452;

/** How long a statement waits for another process's lock. There is one app a profile: only a look from outside can hold one. */
const BUSY_TIMEOUT_MS = 2_000;

/** What every table needs: the connection, its folder, the time of day, and whom to tell of a row that cannot be read. */
export interface Base {
  sqlite: Sqlite.Database;
  folder: string;
  now: () => WallMs;
  onBrokenRow: (broken: BrokenRow) => void;
  /** Called at the end of each transaction that destroys something, inside it: what the logs say of it goes with it. */
  destroyed: () => void;
}

/** Opens (and makes, where missing) the file. Throws what SQLite throws. */
export function connect(path: string): Sqlite.Database {
  const sqlite = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // WAL is kept in the file's header, the others last as long as the connection.
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('secure_delete = ON');
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}
