/**
 * The end of a log that the server does not have yet: what the server said first comes before it, and what the server
 * refused is taken out of it. Promises: nothing before the place is touched; inside the caller's transaction, so whoever
 * looks sees the log before or after, never between; numbers stay without a gap. SPEC: SY6, SY9.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type Entry, type Leaf, LeafSchema } from '../../../domain/entry';
import type { FieldName } from '../../../domain/field';
import { KidSchema } from '../../../domain/keys';
import { type LogHead, writeHead } from '../../../domain/log';
import type { Base } from './connection';

/** More than any log has: rows wait up there while the numbers below are given anew. */
const ABOVE = 1_000_000_000_000;

export interface TailEntry {
  number: number;
  leaf: Leaf;
  kid: z.infer<typeof KidSchema>;
  type: string;
  line: string;
  sliceId: string | null;
}

/** Somebody else's entry. `slice`: of another device's segment, which has none here. */
export interface ForeignEntry {
  leaf: Leaf;
  kid: string;
  type: string;
  line: string;
  slice: { id: string; slot: number; ms: number } | null;
  told: readonly { name: FieldName; text: string; about: number | null }[];
}

const RowSchema = z
  .object({
    number: z.int(),
    leaf: LeafSchema,
    kid: KidSchema,
    type: z.string(),
    line: z.string(),
    slice_id: z.string().nullable(),
  })
  .transform(({ slice_id, ...row }): TailEntry => ({ ...row, sliceId: slice_id }));
const TextSchema = z.object({ name: z.string(), text: z.string() });

export class LogTail {
  private readonly select: Statement;
  private readonly texts: Statement;
  private readonly about: Statement;
  private readonly lift: readonly Statement[];
  private readonly settle: readonly Statement[];
  private readonly insert: Statement;
  private readonly tell: Statement;
  private readonly head: Statement;
  private readonly resign: Statement;
  private readonly drop: readonly Statement[];
  private readonly shorten: Statement;
  private readonly fall: readonly Statement[];
  private readonly losePicture: Statement;

  constructor({ sqlite }: Base) {
    this.select = sqlite.prepare(
      'SELECT number, leaf, kid, type, line, slice_id FROM entries WHERE log_id = ? AND number >= ? ORDER BY number LIMIT ?',
    );
    this.texts = sqlite.prepare(
      'SELECT name, text FROM disclosures WHERE log_id = ? AND number = ? ORDER BY place',
    );
    this.about = sqlite.prepare('SELECT about FROM disclosures WHERE log_id = ? AND number = ? LIMIT 1');
    // In two steps, because a number must at no row be there twice.
    this.lift = [
      `UPDATE entries SET number = number + ${ABOVE} + @by WHERE log_id = @log AND number >= @from`,
      'UPDATE entries SET changed = changed + @by WHERE log_id = @log AND changed >= @from',
      `UPDATE disclosures SET number = number + ${ABOVE} + @by WHERE log_id = @log AND number >= @from`,
      `UPDATE disclosures SET about = about + ${ABOVE} + @by WHERE log_id = @log AND about >= @from`,
      `UPDATE sealed_pictures SET number = number + ${ABOVE} + @by WHERE log_id = @log AND number >= @from`,
      'UPDATE day_keys SET committed = committed + @by WHERE log_id = @log AND committed >= @from',
      'UPDATE day_keys SET revealed = revealed + @by WHERE log_id = @log AND revealed >= @from',
    ].map((sql) => sqlite.prepare(sql));
    this.settle = [
      `UPDATE entries SET number = number - ${ABOVE} WHERE log_id = @log AND number >= ${ABOVE}`,
      `UPDATE disclosures SET number = number - ${ABOVE} WHERE log_id = @log AND number >= ${ABOVE}`,
      `UPDATE disclosures SET about = about - ${ABOVE} WHERE log_id = @log AND about >= ${ABOVE}`,
      `UPDATE sealed_pictures SET number = number - ${ABOVE} WHERE log_id = @log AND number >= ${ABOVE}`,
    ].map((sql) => sqlite.prepare(sql));
    this.insert = sqlite.prepare(
      `INSERT INTO entries (log_id, number, leaf, type, kid, line, slice_id, slot, ms, stands)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.tell = sqlite.prepare(
      `INSERT INTO disclosures (log_id, number, place, about, name, text) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    this.head = sqlite.prepare('UPDATE logs SET head = ? WHERE id = ?');
    this.resign = sqlite.prepare('UPDATE entries SET leaf = ?, line = ? WHERE log_id = ? AND number = ?');
    const number = '(SELECT number FROM entries WHERE log_id = @log AND leaf = @target)';
    this.shorten = sqlite.prepare('UPDATE entries SET ms = @ms WHERE log_id = @log AND leaf = @target');
    this.fall = [
      `DELETE FROM disclosures WHERE log_id = @log AND about = ${number}`,
      'UPDATE entries SET stands = 0, ms = 0 WHERE log_id = @log AND leaf = @target',
    ].map((sql) => sqlite.prepare(sql));
    this.losePicture = sqlite.prepare(
      `UPDATE sealed_pictures SET stands = 0 WHERE log_id = @log AND number = ${number} AND nth = @picture`,
    );
    this.drop = [
      'DELETE FROM disclosures WHERE log_id = @log AND (number = @number OR about = @number)',
      'DELETE FROM sealed_pictures WHERE log_id = @log AND number = @number',
      'DELETE FROM entries WHERE log_id = @log AND number = @number',
    ].map((sql) => sqlite.prepare(sql));
  }

  /** Entries from the number on. */
  from(log: number, number: number, limit: number): TailEntry[] {
    return z.array(RowSchema).parse(this.select.all(log, number, limit));
  }

  /** What stands beside the entry of its own digests, in the order of its names. */
  textsOf(log: number, number: number): { name: string; text: string }[] {
    return z.array(TextSchema).parse(this.texts.all(log, number));
  }

  /** The number of the entry that the fields of this one belong to; itself where it has none. */
  aboutOf(log: number, number: number): number {
    const row = this.about.get(log, number);
    return row === undefined ? number : z.object({ about: z.int() }).parse(row).about;
  }

  /** Puts these in the place `at`, and everything from there on behind them. `head`: of the whole log, afterwards. */
  put(log: number, at: number, entries: readonly ForeignEntry[], head: LogHead): void {
    this.shift(log, at, entries.length);
    for (const [n, { leaf, kid, type, line, slice, told }] of entries.entries()) {
      const segment = slice === null ? [null, null, null, null] : [slice.id, slice.slot, slice.ms, 1];
      this.insert.run(log, at + n, leaf, type, kid, line, ...segment);
      for (const [place, { name, text, about }] of told.entries())
        this.tell.run(log, at + n, place, about ?? at + n, name, text);
    }
    this.head.run(writeHead(head), log);
  }

  /** What an entry that was not said here changes of the rows of others: whatever stands there, stands here. */
  follow(log: number, entry: Entry): void {
    if (entry.type === 'amend' && entry.ms !== undefined)
      this.shorten.run({ log, target: entry.target, ms: entry.ms });
    if (entry.type !== 'delete') return;
    const { target, picture } = entry;
    if (picture === undefined) for (const statement of this.fall) statement.run({ log, target });
    else this.losePicture.run({ log, target, picture });
  }

  /** The entry, all that is told of it and its pictures are gone; what comes after moves up. */
  remove(log: number, number: number): void {
    for (const statement of this.drop) statement.run({ log, number });
    this.shift(log, number + 1, -1);
  }

  /** The same entry in another place of its signer's chain. */
  signAnew(log: number, number: number, leaf: Leaf, line: string): void {
    this.resign.run(leaf, line, log, number);
  }

  setHead(log: number, head: LogHead): void {
    this.head.run(writeHead(head), log);
  }

  private shift(log: number, from: number, by: number): void {
    if (by === 0) return;
    for (const statement of this.lift) statement.run({ log, from, by });
    for (const statement of this.settle) statement.run({ log });
  }
}
