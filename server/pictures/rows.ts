/**
 * The tables `pictures` and `erasures`. Promises: a picture's key is in the database or nowhere, so what is deleted here
 * opens no more whatever is left of its file; a row that a segment uses is never deleted here.
 */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { type ContractId, ContractIdSchema } from '../../domain/ids';

export interface PictureRow {
  bytes: number;
  width: number;
  height: number;
  /** Sealed with the server's data key. */
  key: Uint8Array;
}

export interface NewPicture extends PictureRow {
  contract: ContractId;
  sha256: string;
  likeness: string;
  arrivedAt: number;
}

const RowSchema = z.object({
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  key: z.instanceof(Uint8Array),
});
const NamesSchema = z.array(z.object({ name: z.string() })).transform((rows) => rows.map(({ name }) => name));
const LikenessSchema = z.array(z.object({ sha256: z.string(), likeness: z.string() }));
const NamedSchema = z.array(z.object({ contract_id: ContractIdSchema, sha256: z.string() }));

export class PictureRows {
  constructor(private readonly sqlite: Sqlite.Database) {}

  of(contract: ContractId, sha256: string): PictureRow | null {
    const row = this.sqlite
      .prepare('SELECT bytes, width, height, key FROM pictures WHERE contract_id = ? AND sha256 = ?')
      .get(contract, sha256);
    return row === undefined ? null : RowSchema.parse(row);
  }

  /** What was to be erased under this name is here anew. */
  add({ contract, sha256, bytes, width, height, key, likeness, arrivedAt }: NewPicture): void {
    this.sqlite.transaction(() => {
      this.sqlite
        .prepare(
          `INSERT OR REPLACE INTO pictures (contract_id, sha256, bytes, width, height, key, likeness, arrived_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(contract, sha256, bytes, width, height, key, likeness, arrivedAt);
      this.sqlite.prepare('DELETE FROM erasures WHERE name = ?').run(nameOf(contract, sha256));
    })();
  }

  /** By hash. */
  likenesses(contract: ContractId, sha256s: readonly string[]): Map<string, string> {
    const rows = this.sqlite
      .prepare(
        `SELECT sha256, likeness FROM pictures
         WHERE contract_id = ? AND sha256 IN (SELECT value FROM json_each(?))`,
      )
      .all(contract, JSON.stringify(sha256s));
    return new Map(LikenessSchema.parse(rows).map((row) => [row.sha256, row.likeness]));
  }

  /** Takes pictures that no segment ever used, and that came before an instant, from the tables; their files are due. */
  eraseUnused(before: number): void {
    this.sqlite.transaction(() => {
      this.sqlite
        .prepare(`INSERT OR IGNORE INTO erasures (name) SELECT contract_id || '/' || sha256 ${UNUSED}`)
        .run(before);
      this.sqlite.prepare(`DELETE ${UNUSED}`).run(before);
    })();
  }

  due(): string[] {
    return NamesSchema.parse(this.sqlite.prepare('SELECT name FROM erasures').all());
  }

  erased(name: string): void {
    this.sqlite.prepare('DELETE FROM erasures WHERE name = ?').run(name);
  }

  all(): { contract: ContractId; sha256: string }[] {
    const rows = this.sqlite.prepare('SELECT contract_id, sha256 FROM pictures').all();
    return NamedSchema.parse(rows).map(({ contract_id, sha256 }) => ({ contract: contract_id, sha256 }));
  }
}

const UNUSED = `FROM pictures WHERE arrived_at < ? AND NOT EXISTS (
  SELECT 1 FROM picture_uses u WHERE u.contract_id = pictures.contract_id AND u.sha256 = pictures.sha256)`;

/** As it stands in `erasures`, and in the folder. */
export function nameOf(contract: ContractId, sha256: string): string {
  return `${contract}/${sha256}`;
}
