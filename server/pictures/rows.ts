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
  /** `new`: not decoded yet. `bad`: it cannot be. */
  state: PictureState;
}
export type PictureState = 'new' | 'ok' | 'bad';

export interface NewPicture extends Omit<PictureRow, 'state'> {
  contract: ContractId;
  sha256: string;
  arrivedAt: number;
}

const RowSchema = z.object({
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  key: z.instanceof(Uint8Array),
  state: z.enum(['new', 'ok', 'bad']),
});
const NamesSchema = z.array(z.object({ name: z.string() })).transform((rows) => rows.map(({ name }) => name));
const LikenessSchema = z.array(z.object({ sha256: z.string(), likeness: z.string() }));
const NamedSchema = z.array(z.object({ contract_id: ContractIdSchema, sha256: z.string() }));

export class PictureRows {
  constructor(private readonly sqlite: Sqlite.Database) {}

  of(contract: ContractId, sha256: string): PictureRow | null {
    const row = this.sqlite
      .prepare('SELECT bytes, width, height, key, state FROM pictures WHERE contract_id = ? AND sha256 = ?')
      .get(contract, sha256);
    return row === undefined ? null : RowSchema.parse(row);
  }

  /**
   * What was to be erased under this name is here anew. Not waited for on the disk: nobody was promised anything before the
   * entry that names the picture is kept, and that commit takes everything before it along.
   */
  add({ contract, sha256, bytes, width, height, key, arrivedAt }: NewPicture): void {
    this.withoutWaiting(() => {
      this.sqlite
        .prepare(
          `INSERT OR REPLACE INTO pictures (contract_id, sha256, bytes, width, height, key, state, arrived_at)
           VALUES (?, ?, ?, ?, ?, ?, 'new', ?)`,
        )
        .run(contract, sha256, bytes, width, height, key, arrivedAt);
      this.sqlite.prepare('DELETE FROM erasures WHERE name = ?').run(nameOf(contract, sha256));
    });
  }

  private withoutWaiting(work: () => void): void {
    this.sqlite.pragma('synchronous = NORMAL');
    try {
      this.sqlite.transaction(work)();
    } finally {
      this.sqlite.pragma('synchronous = FULL');
    }
  }

  /** What its decoder found; where a power cut takes it, it is looked at again. */
  looked(contract: ContractId, sha256: string, state: 'ok' | 'bad', likeness: string | null): void {
    this.withoutWaiting(() => {
      this.sqlite
        .prepare('UPDATE pictures SET state = ?, likeness = ? WHERE contract_id = ? AND sha256 = ?')
        .run(state, likeness, contract, sha256);
    });
  }

  /** The one that has waited longest to be decoded. */
  firstNew(): { contract: ContractId; sha256: string } | null {
    const row = this.sqlite
      .prepare(`SELECT contract_id, sha256 FROM pictures WHERE state = 'new' ORDER BY arrived_at LIMIT 1`)
      .all();
    const [first] = NamedSchema.parse(row);
    return first === undefined ? null : { contract: first.contract_id, sha256: first.sha256 };
  }

  /** Those that no segment uses. */
  unused(): { contract: ContractId; sha256: string }[] {
    const rows = this.sqlite.prepare(`SELECT contract_id, sha256 ${UNUSED}`).all(Number.MAX_SAFE_INTEGER);
    return NamedSchema.parse(rows).map(({ contract_id, sha256 }) => ({ contract: contract_id, sha256 }));
  }

  remove(contract: ContractId, sha256: string): void {
    this.sqlite.prepare('DELETE FROM pictures WHERE contract_id = ? AND sha256 = ?').run(contract, sha256);
  }

  /** By hash. */
  likenesses(contract: ContractId, sha256s: readonly string[]): Map<string, string> {
    const rows = this.sqlite
      .prepare(
        `SELECT sha256, likeness FROM pictures
         WHERE contract_id = ? AND likeness IS NOT NULL AND sha256 IN (SELECT value FROM json_each(?))`,
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
