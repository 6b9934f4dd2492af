/** The log store on SQLite (server/store/log-store.ts says what it promises). */
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { LeafSchema } from '../../domain/entry';
import { FIELD_KINDS, type FieldName, kindOfField } from '../../domain/field';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { ReceiptSchema } from '../../domain/protocol-log';
import { commitsOf } from './commits';
import type { LogStore, LogWrite, NewEntry, SegmentRow, StoredContract } from './log-store';

const ContractRow = z.object({
  id: ContractIdSchema,
  log: LeafSchema,
  opened_at: z.int(),
  shared: z.string(),
  checkpoint: z.string(),
});
const LineRow = z.object({ number: z.int(), line: z.string(), receivedAt: z.int() });
const DisclosureRow = z.object({
  number: z.int(),
  about: z.int(),
  name: z.custom<FieldName>((name) => typeof name === 'string' && kindOfField(name) !== null),
  text: z.string(),
});
const SharedSchema = z.array(z.enum(FIELD_KINDS));
/** What a freelancer shares before they say anything else: all but which windows were open. */
const SHARED_AT_FIRST = JSON.stringify(FIELD_KINDS.filter((kind) => kind !== 'windows'));

export class SqliteLogStore implements LogStore {
  private readonly statements = new Map<string, Sqlite.Statement>();

  constructor(private readonly sqlite: Sqlite.Database) {}

  /** Compiled once. */
  private say(sql: string): Sqlite.Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.sqlite.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  async contract(id: ContractId): Promise<StoredContract | null> {
    const row = this.say(`${CONTRACT} WHERE id = ?`).get(id);
    return row === undefined ? null : contractOf(row);
  }

  async contracts(): Promise<StoredContract[]> {
    return this.say(`${CONTRACT} ORDER BY opened_at, id`).all().map(contractOf);
  }

  async lines(id: ContractId, from: number, limit: number) {
    return z.array(LineRow).parse(
      this.sqlite
        .prepare(
          `SELECT number, line, received_at AS receivedAt FROM entries
               WHERE contract_id = ? AND number >= ? ORDER BY number LIMIT ?`,
        )
        .all(id, from, limit),
    );
  }

  async receipt(id: ContractId, leaf: string) {
    const text = this.say('SELECT receipt FROM entries WHERE contract_id = ? AND leaf = ?')
      .pluck()
      .get(id, leaf);
    return typeof text === 'string' ? ReceiptSchema.parse(JSON.parse(text)) : null;
  }

  async placed(id: ContractId, kid: string, seq: number) {
    const leaf = this.say('SELECT leaf FROM entries WHERE contract_id = ? AND kid = ? AND seq = ?')
      .pluck()
      .get(id, kid, seq);
    return leaf === undefined ? null : LeafSchema.parse(leaf);
  }

  async disclosures(id: ContractId, from: number, to: number) {
    return z.array(DisclosureRow).parse(
      this.sqlite
        .prepare(
          `SELECT number, about, name, text FROM disclosures
               WHERE contract_id = ? AND number >= ? AND number < ? ORDER BY number, place`,
        )
        .all(id, from, to),
    );
  }

  async append(write: LogWrite): Promise<void> {
    await commitsOf(this.sqlite).run(() => this.write(write));
    if (write.destroyed.length > 0) this.forget();
  }

  /** What was destroyed would lie in SQLite's own log until it is written over. */
  private forget(): void {
    try {
      this.sqlite.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // Beside a reader, or on a full disk, it waits for the next time: what was written is on the disk all the same.
      if (!(error instanceof Sqlite.SqliteError)) throw error;
    }
  }

  private write({ contract, opened, entries, told, segments, destroyed, checkpoint }: LogWrite): void {
    if (opened !== null) this.open(contract, opened, checkpoint);
    else {
      const changed = this.sqlite
        .prepare('UPDATE contracts SET checkpoint = ? WHERE id = ?')
        .run(checkpoint, contract).changes;
      if (changed !== 1) throw new Error('broken invariant: a contract without its open');
    }
    const next = this.say('SELECT coalesce(max(number) + 1, 0) FROM entries WHERE contract_id = ?').pluck();
    const add = this.say(
      `INSERT INTO entries (contract_id, number, leaf, kid, seq, type, line, received_at, receipt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    let number = entries.length === 0 ? 0 : z.int().parse(next.get(contract));
    for (const one of entries) {
      if (one.number !== number++) throw new Error('broken invariant: not the next number of the log');
      const receipt = one.receipt === null ? null : JSON.stringify(one.receipt);
      add.run(contract, one.number, one.leaf, one.kid, one.seq, one.type, one.line, one.receivedAt, receipt);
      this.tell(contract, one.number, one.disclosures);
    }
    for (const one of told) this.tell(contract, one.number, one.disclosures);
    this.destroy(contract, destroyed);
    const unused = new Set(segments.flatMap((segment) => this.keepSegment(contract, segment)));
    for (const sha256 of unused) this.erase(contract, sha256);
  }

  private open(contract: ContractId, opened: NonNullable<LogWrite['opened']>, checkpoint: string): void {
    const { log, openedAt, account } = opened;
    this.say('INSERT INTO contracts (id, log, opened_at, shared, checkpoint) VALUES (?, ?, ?, ?, ?)').run(
      contract,
      log,
      openedAt,
      SHARED_AT_FIRST,
      checkpoint,
    );
    this.say(`INSERT INTO memberships (contract_id, account_id, role) VALUES (?, ?, 'freelancer')`).run(
      contract,
      account,
    );
  }

  private tell(contract: ContractId, number: number, disclosures: NewEntry['disclosures']): void {
    const add = this.say(
      'INSERT INTO disclosures (contract_id, number, place, about, name, text) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const { place, about, name, text } of disclosures)
      add.run(contract, number, place, about, name, text);
  }

  private destroy(contract: ContractId, destroyed: LogWrite['destroyed']): void {
    const all = this.say('DELETE FROM disclosures WHERE contract_id = ? AND number = ?');
    const one = this.say('DELETE FROM disclosures WHERE contract_id = ? AND number = ? AND name = ?');
    for (const { number, names } of destroyed) {
      if (names === 'all') all.run(contract, number);
      else for (const name of names) one.run(contract, number, name);
    }
  }

  /** Gives the pictures that it had before. */
  private keepSegment(contract: ContractId, row: SegmentRow): string[] {
    this.say(
      `INSERT OR REPLACE INTO segments (contract_id, number, leaf, slice_id, slot, kind, imported, ms, state,
           gone_at, activity, edited_at, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      contract,
      row.number,
      row.leaf,
      row.sliceId,
      row.slot,
      row.kind,
      row.imported ? 1 : 0,
      row.ms,
      row.state,
      row.goneAt,
      row.activity,
      row.editedAt,
      row.told,
    );
    return this.keepUses(contract, row);
  }

  private keepUses(contract: ContractId, { number, pictures }: SegmentRow): string[] {
    const before = this.say('SELECT sha256 FROM picture_uses WHERE contract_id = ? AND number = ?')
      .pluck()
      .all(contract, number);
    this.say('DELETE FROM picture_uses WHERE contract_id = ? AND number = ?').run(contract, number);
    const use = this.say(
      'INSERT INTO picture_uses (contract_id, number, nth, sha256, picture_id) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { nth, sha256, pictureId } of pictures) use.run(contract, number, nth, sha256, pictureId);
    return z.array(z.string()).parse(before);
  }

  /** A picture whose last use has gone is gone at once: its key with this transaction, its files when somebody sweeps. */
  private erase(contract: ContractId, sha256: string): void {
    const use = this.say('SELECT 1 FROM picture_uses WHERE contract_id = ? AND sha256 = ? LIMIT 1').get(
      contract,
      sha256,
    );
    if (use !== undefined) return;
    this.say('DELETE FROM pictures WHERE contract_id = ? AND sha256 = ?').run(contract, sha256);
    this.say('INSERT OR IGNORE INTO erasures (name) VALUES (?)').run(`${contract}/${sha256}`);
  }
}

const CONTRACT = 'SELECT id, log, opened_at, shared, checkpoint FROM contracts';

function contractOf(row: unknown): StoredContract {
  const { opened_at: openedAt, shared, ...rest } = ContractRow.parse(row);
  return { ...rest, openedAt, shared: SharedSchema.parse(JSON.parse(shared)) };
}
