/** What the diary reads beside the ledger: the rows of segments, of what is told, of what is shared. */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { FIELD_KINDS, type FieldKind } from '../../domain/field';
import type { ContractId } from '../../domain/ids';
import { type ToldRow, ToldRowSchema } from '../log/told-row';

export interface DaySum {
  /** Midnight UTC, Unix seconds. */
  day: number;
  ms: number;
  manualMs: number;
  /** Mean of the tracked segments' levels by their time, 0–10. */
  activity: number;
}

const JsonSchema = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
const ToldSchema = z.array(z.object({ number: z.int(), told: JsonSchema.pipe(ToldRowSchema) }));
const SumsSchema = z.array(
  z.object({ day: z.int(), ms: z.int(), manualMs: z.int(), activity: z.number().nullable() }),
);
const SharedSchema = z.object({
  shared: JsonSchema.pipe(z.array(z.enum(FIELD_KINDS))),
  presence: z.int(),
});
const UsesSchema = z.array(z.object({ number: z.int(), nth: z.int() }));
const TextsSchema = z.array(z.object({ number: z.int(), name: z.string(), text: z.string() }));
const ReceivedSchema = z.object({ receivedAt: z.int() });

export class SegmentRows {
  constructor(private readonly sqlite: Sqlite.Database) {}

  /** What is told of the segments with slots in [from, to), by the number of their entry. */
  told(contract: ContractId, from: number, to: number): Map<number, ToldRow> {
    const rows = this.sqlite
      .prepare(
        `SELECT number, told FROM segments
         WHERE contract_id = ? AND slot >= ? AND slot < ? AND state = 'stands'`,
      )
      .all(contract, from, to);
    return new Map(ToldSchema.parse(rows).map(({ number, told }) => [number, told]));
  }

  /** Of the same their exact times only, which is a small part of what is told. */
  times(contract: ContractId, from: number, to: number): Map<number, ToldRow> {
    const rows = this.sqlite
      .prepare(
        `SELECT number, json_object('time', json_extract(told, '$.time'), 'pictures', json('{}'), 'missed', json('{}'))
           AS told
         FROM segments WHERE contract_id = ? AND slot >= ? AND slot < ? AND state = 'stands'
           AND json_extract(told, '$.time') IS NOT NULL`,
      )
      .all(contract, from, to);
    return new Map(ToldSchema.parse(rows).map(({ number, told }) => [number, told]));
  }

  /** Days with time that stands, ascending; of slots in [from, to). */
  sums(contract: ContractId, from: number, to: number): DaySum[] {
    const rows = this.sqlite
      .prepare(
        `SELECT slot - slot % 86400 AS day, SUM(ms) AS ms,
           SUM(CASE kind WHEN 'manual' THEN ms ELSE 0 END) AS manualMs,
           SUM(CASE WHEN activity IS NULL THEN 0.0 ELSE activity * ms END)
             / NULLIF(SUM(CASE WHEN activity IS NULL THEN 0 ELSE ms END), 0) AS activity
         FROM segments WHERE contract_id = ? AND slot >= ? AND slot < ? AND state = 'stands'
         GROUP BY day ORDER BY day`,
      )
      .all(contract, from, to);
    return SumsSchema.parse(rows).map((row) => ({ ...row, activity: row.activity ?? 0 }));
  }

  shared(contract: ContractId): { fields: FieldKind[]; presence: boolean } {
    const row = this.sqlite.prepare('SELECT shared, presence FROM contracts WHERE id = ?').get(contract);
    const read = SharedSchema.parse(row ?? { shared: '[]', presence: 0 });
    return { fields: read.shared, presence: read.presence === 1 };
  }

  share(contract: ContractId, fields: readonly FieldKind[], presence: boolean): void {
    this.sqlite
      .prepare('UPDATE contracts SET shared = ?, presence = ? WHERE id = ?')
      .run(JSON.stringify(fields), presence ? 1 : 0, contract);
  }

  /** Which pictures of which segments it is: a picture that was taken twice is in two. */
  usesOf(contract: ContractId, sha256: string): { number: number; nth: number }[] {
    const rows = this.sqlite
      .prepare('SELECT number, nth FROM picture_uses WHERE contract_id = ? AND sha256 = ? ORDER BY number')
      .all(contract, sha256);
    return UsesSchema.parse(rows);
  }

  /** The texts that are told of these entries, in the order of the log and of their fields. */
  texts(contract: ContractId, numbers: readonly number[]): { number: number; name: string; text: string }[] {
    const rows = this.sqlite
      .prepare(
        `SELECT number, name, text FROM disclosures
         WHERE contract_id = ? AND number IN (SELECT value FROM json_each(?)) ORDER BY number, place`,
      )
      .all(contract, JSON.stringify(numbers));
    return TextsSchema.parse(rows);
  }

  /** The log's first entries. */
  lines(contract: ContractId, count: number): string[] {
    return z
      .array(z.string())
      .parse(
        this.sqlite
          .prepare('SELECT line FROM entries WHERE contract_id = ? AND number < ? ORDER BY number')
          .pluck()
          .all(contract, count),
      );
  }

  /** When the newest entry of a device came; null where the log is empty. */
  lastReceived(contract: ContractId): number | null {
    const row = this.sqlite
      .prepare(
        `SELECT received_at AS receivedAt FROM entries WHERE contract_id = ? AND receipt IS NOT NULL
         ORDER BY number DESC LIMIT 1`,
      )
      .get(contract);
    return row === undefined ? null : ReceivedSchema.parse(row).receivedAt;
  }
}
