/** Opens a profile to read evidence from, in the export child: a connection of its own that cannot write. */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { DATABASE } from '../backup/format';
import { BlobsTable } from '../db/blobs';
import { LogsTable } from '../db/logs-table';
import type { Task } from './messages';
import { profileSource } from './profile-source';
import type { SealedSource } from './work';

/** How long to wait for a lock of the app that uses the database. */
const BUSY_TIMEOUT_MS = 10_000;

const ThumbSchema = z.object({ thumb_sha256: z.string() });

/** Throws what SQLite throws. */
export function openProfileSource(task: Task): SealedSource & { close(): void } {
  const sqlite = new Sqlite(join(task.profile, DATABASE), {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    const base = { sqlite, folder: task.profile, now: () => 0, onBrokenRow: () => undefined };
    const thumb = sqlite.prepare(
      "SELECT thumb_sha256 FROM pictures WHERE sha256 = ? AND outcome = 'ok' LIMIT 1",
    );
    return profileSource(task, {
      sqlite,
      logs: new LogsTable(base),
      blobs: new BlobsTable(base),
      thumbnailOf(sha256) {
        const row = thumb.get(sha256);
        return row === undefined ? null : ThumbSchema.parse(row).thumb_sha256;
      },
    });
  } catch (error) {
    sqlite.close();
    throw error;
  }
}
