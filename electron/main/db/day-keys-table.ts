/**
 * The table `day_keys`: for a contract and UTC day the secret that draws the moments of its pictures. Promises: a key is
 * given out only while its commitment stands in the contract's newest log and the key itself in none. SPEC: SG15.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { jsonOf } from '../../../domain/canonical-json';
import type { WallMs } from '../../../domain/clock';
import { DAY_KEY_BYTES } from '../../../domain/day-key';
import type { ContractId } from '../../../domain/ids';
import { readJws } from '../../../domain/jws';
import { decode, decodeList } from './codec';
import type { Base } from './connection';

/** A key in use, and when its commitment was signed. */
export interface CommittedKey {
  key: Uint8Array;
  committedAt: WallMs;
}

export interface DayKeyState {
  key: Uint8Array;
  /** Whether the contract's newest log has its commitment. */
  committed: boolean;
  revealed: boolean;
}

const key = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length === DAY_KEY_BYTES)
  .transform((bytes) => new Uint8Array(bytes));

/** A line as it was signed, for what every entry says. */
const AtSchema = z
  .string()
  .transform((line) => jsonOf(readJws(line)?.payload ?? ''))
  .pipe(z.object({ at: z.int() }));

const InUseSchema = z
  .object({ id: z.string(), key, line: AtSchema })
  .transform((row): CommittedKey => ({ key: row.key, committedAt: row.line.at }));
const StateSchema = z
  .object({ id: z.string(), key, committed: z.int(), revealed: z.int().nullable() })
  .transform(
    (row): DayKeyState => ({
      key: row.key,
      committed: row.committed === 1,
      revealed: row.revealed !== null,
    }),
  );
const OverSchema = z.object({ id: z.string(), day: z.int(), key });

/** Names a row that cannot be read, and the log that its contract's entries go into. */
const ID = "k.contract_id || ' ' || k.day AS id";
const NEWEST = '(SELECT MAX(id) FROM logs WHERE contract_id = k.contract_id)';

export class DayKeysTable {
  private readonly selectInUse: Statement;
  private readonly selectState: Statement;
  private readonly selectOver: Statement;
  private readonly upsert: Statement;
  private readonly setRevealed: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.selectInUse = sqlite.prepare(
      `SELECT ${ID}, k.key, e.line FROM day_keys k
       JOIN entries e ON e.log_id = k.log_id AND e.number = k.committed
       WHERE k.contract_id = ? AND k.day = ? AND k.revealed IS NULL AND k.log_id = ${NEWEST}`,
    );
    this.selectState = sqlite.prepare(
      `SELECT ${ID}, k.key, k.committed IS NOT NULL AND k.log_id IS ${NEWEST} AS committed, k.revealed
       FROM day_keys k WHERE k.contract_id = ? AND k.day = ?`,
    );
    this.selectOver = sqlite.prepare(
      `SELECT ${ID}, k.day, k.key FROM day_keys k
       WHERE k.contract_id = ? AND k.day < ? AND k.committed IS NOT NULL AND k.revealed IS NULL AND k.log_id = ${NEWEST}
       ORDER BY k.day`,
    );
    this.upsert = sqlite.prepare(
      `INSERT INTO day_keys (contract_id, day, key, log_id, committed) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (contract_id, day) DO UPDATE SET log_id = excluded.log_id, committed = excluded.committed
         WHERE key = excluded.key AND revealed IS NULL`,
    );
    this.setRevealed = sqlite.prepare('UPDATE day_keys SET revealed = ? WHERE contract_id = ? AND day = ?');
  }

  /** The day's key where moments may be drawn from it now. `day`: UTC midnight, Unix seconds. */
  inUse(contractId: ContractId, day: number): CommittedKey | null {
    const row = this.selectInUse.get(contractId, day);
    return row === undefined ? null : decode('day_keys', InUseSchema, row);
  }

  state(contractId: ContractId, day: number): DayKeyState | null {
    const row = this.selectState.get(contractId, day);
    return row === undefined ? null : decode('day_keys', StateSchema, row);
  }

  /** Keys of days before this one that are committed to in the newest log and not revealed, ascending. */
  hidden(contractId: ContractId, before: number): { day: number; key: Uint8Array }[] {
    const rows = this.selectOver.all(contractId, before);
    return decodeList('day_keys', OverSchema, rows, this.base.onBrokenRow);
  }

  /** To be called in the transaction that appends `day.commit` as entry `index` of the log in row `log`. */
  committed(contractId: ContractId, day: number, secret: Uint8Array, log: number, index: number): void {
    const { changes } = this.upsert.run(contractId, day, secret, log, index);
    if (changes !== 1)
      throw new Error('broken invariant: a day has one key, which is not revealed before its end');
  }

  /** To be called in the transaction that appends `day.reveal` as entry `index`. */
  revealed(contractId: ContractId, day: number, index: number): void {
    this.setRevealed.run(index, contractId, day);
  }
}
