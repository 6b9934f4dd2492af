/** The table `blobs`: one row a stored file, with the wrapped key that opens it. */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { decode } from './codec';
import type { Base } from './connection';

export interface Blob {
  /** Of the plain bytes, lower-case hex. */
  sha256: string;
  /** Length of the plain bytes. */
  bytes: number;
  /** nonce ‖ ciphertext ‖ tag: 60 bytes. */
  wrappedKey: Uint8Array;
}

const RowSchema = z
  .object({ sha256: z.string().length(64), bytes: z.int().min(1), wrapped_key: z.instanceof(Uint8Array) })
  .transform((row): Blob => ({ sha256: row.sha256, bytes: row.bytes, wrappedKey: row.wrapped_key }));

const NameSchema = z.object({ sha256: z.string() });

export class BlobsTable {
  private readonly upsertOne: Statement;
  private readonly selectOne: Statement;
  private readonly selectNames: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.upsertOne = sqlite.prepare(
      `INSERT INTO blobs (sha256, bytes, wrapped_key, created_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (sha256) DO UPDATE SET wrapped_key = excluded.wrapped_key`,
    );
    this.selectOne = sqlite.prepare('SELECT * FROM blobs WHERE sha256 = ?');
    this.selectNames = sqlite.prepare('SELECT sha256 FROM blobs WHERE sha256 >= ? AND sha256 < ?');
  }

  /** Inserts, or gives a known blob its new key. Throws what SQLite throws: whoever calls holds the transaction. */
  upsert(blob: Blob): void {
    this.upsertOne.run(blob.sha256, blob.bytes, blob.wrappedKey, this.base.now());
  }

  get(sha256: string): Blob | null {
    const row = this.selectOne.get(sha256);
    return row === undefined ? null : decode('blobs', RowSchema, row);
  }

  /** The known hashes that begin with the two hex digits. */
  namesUnder(prefix: string): Set<string> {
    // 'g' comes after every hex digit.
    const rows = z.array(NameSchema).parse(this.selectNames.all(prefix, `${prefix}g`));
    return new Set(rows.map((row) => row.sha256));
  }
}
