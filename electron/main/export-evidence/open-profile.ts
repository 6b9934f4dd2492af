/** Opens a profile to read evidence from, in the export child: a connection of its own that cannot write. */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { SealedSource } from '../../../node/bundle/make';
import { DATABASE } from '../backup/format';
import { BlobsTable } from '../db/blobs';
import { LogsTable } from '../db/logs-table';
import { SyncTable } from '../db/sync-table';
import type { Task } from './messages';
import { profileSource } from './profile-source';

/** How long to wait for a lock of the app that uses the database. */
const BUSY_TIMEOUT_MS = 10_000;

/** Throws what SQLite throws. */
export function openProfileSource(task: Task): SealedSource & { close(): void } {
  const sqlite = new Sqlite(join(task.profile, DATABASE), {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    const base = {
      sqlite,
      folder: task.profile,
      now: () => 0,
      onBrokenRow: () => undefined,
      destroyed: () => undefined,
    };
    return profileSource(task, {
      sqlite,
      logs: new LogsTable(base),
      blobs: new BlobsTable(base),
      sync: new SyncTable(base),
    });
  } catch (error) {
    sqlite.close();
    throw error;
  }
}
