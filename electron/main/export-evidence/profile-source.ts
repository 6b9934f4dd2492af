/**
 * The profile as the export child reads it, beside the app that goes on writing: the log in one read transaction, which
 * is short, and the pictures one by one, so that one that is deleted meanwhile is gone at once. Writes nothing.
 */
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { readCheckpoint } from '../../../domain/checkpoint';
import type { Leaf } from '../../../domain/entry';
import { readNote } from '../../../domain/signed-note';
import type { SealedSource } from '../../../node/bundle/make';
import type { BlobsTable } from '../db/blobs';
import type { SyncTable } from '../db/sync-table';
import type { LogReader } from '../evidence/ports';
import { PICTURES_FOLDER, unsealPicture, unwrapKey } from '../picture-file';
import type { MasterKeys } from '../vault';
import type { Task } from './messages';

export interface ProfileTables {
  /** A connection that nothing else uses. */
  sqlite: Pick<Sqlite.Database, 'exec' | 'close'>;
  logs: LogReader;
  blobs: Pick<BlobsTable, 'get'>;
  /** Of a log that a server orders: its entries up to the newest signed head. */
  sync: Pick<SyncTable, 'ordered'>;
}

export function profileSource(
  { profile, contract, log, keys }: Pick<Task, 'profile' | 'contract' | 'log' | 'keys'>,
  { sqlite, logs, blobs, sync }: ProfileTables,
): SealedSource & { close(): void } {
  const root = join(profile, PICTURES_FOLDER);
  const master: MasterKeys = {
    current: Buffer.from(keys.current, 'base64'),
    earlier: keys.earlier.map((key) => Buffer.from(key, 'base64')),
  };
  // What a server may still put something before has no head: it is for a later bundle.
  let size = Number.POSITIVE_INFINITY;
  return {
    begin() {
      sqlite.exec('BEGIN');
      size = sizeOf({ logs, sync }, contract, log);
      return size;
    },
    end: () => void sqlite.exec('COMMIT'),
    *lines() {
      let number = 0;
      for (const line of logs.lines(log)) if (number++ < size) yield line;
    },
    *disclosures() {
      for (const one of logs.disclosures(log)) if (one.index < size) yield one;
    },
    async picture(sha256) {
      const blob = blobs.get(sha256);
      const key = blob === null ? null : unwrapKey(blob, master);
      return key === null ? null : unsealPicture(root, sha256, key);
    },
    hasPicture: (sha256) => blobs.get(sha256) !== null,
    close: () => void sqlite.close(),
  };
}

/** Also the first reading: from here on the transaction sees the database as it is now. */
function sizeOf(
  { logs, sync }: Pick<ProfileTables, 'logs' | 'sync'>,
  contract: Task['contract'],
  log: Leaf,
): number {
  const found = logs.logs(contract).find((one) => one.log === log);
  if (found === undefined) throw new Error('broken invariant: the log is not there');
  const ordered = sync.ordered(found);
  if (ordered === null) return found.head.tree.size;
  const head = ordered.checkpoint === null ? null : readCheckpoint(readNote(ordered.checkpoint)?.text ?? '');
  return head?.size ?? ordered.base;
}
