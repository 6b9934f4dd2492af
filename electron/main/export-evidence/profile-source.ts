/**
 * The profile as the export child reads it, beside the app that goes on writing: the log in one read transaction, which
 * is short, and the pictures one by one, so that one that is deleted meanwhile is gone at once. Writes nothing.
 */
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { Leaf } from '../../../domain/entry';
import type { SealedSource } from '../../../node/bundle/make';
import type { BlobsTable } from '../db/blobs';
import type { LogReader } from '../evidence/ports';
import { PICTURES_FOLDER, unsealPicture, unwrapKey } from '../picture-file';
import type { MasterKeys } from '../vault';
import type { Task } from './messages';

export interface ProfileTables {
  /** A connection that nothing else uses. */
  sqlite: Pick<Sqlite.Database, 'exec' | 'close'>;
  logs: LogReader;
  blobs: Pick<BlobsTable, 'get'>;
}

export function profileSource(
  { profile, contract, log, keys }: Pick<Task, 'profile' | 'contract' | 'log' | 'keys'>,
  { sqlite, logs, blobs }: ProfileTables,
): SealedSource & { close(): void } {
  const root = join(profile, PICTURES_FOLDER);
  const master: MasterKeys = {
    current: Buffer.from(keys.current, 'base64'),
    earlier: keys.earlier.map((key) => Buffer.from(key, 'base64')),
  };
  return {
    begin() {
      sqlite.exec('BEGIN');
      return sizeOf(logs, contract, log);
    },
    end: () => void sqlite.exec('COMMIT'),
    lines: () => logs.lines(log),
    disclosures: () => logs.disclosures(log),
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
function sizeOf(logs: LogReader, contract: Task['contract'], log: Leaf): number {
  const found = logs.logs(contract).find((one) => one.log === log);
  if (found === undefined) throw new Error('broken invariant: the log is not there');
  return found.head.tree.size;
}
