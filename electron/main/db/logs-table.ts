/**
 * The tables `logs`, `entries`, `disclosures` and `sealed_pictures`: what was signed, and what stands beside it.
 * Promises: a line is never changed; readers take a page at a time, so that the log may grow meanwhile. Whoever writes
 * decides on the transaction.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { invariant } from '../../../domain/assert';
import type { Disclosure } from '../../../domain/disclosure';
import { readDisclosure } from '../../../domain/disclosure';
import { type Leaf, LeafSchema } from '../../../domain/entry';
import { type FieldName, kindOfField } from '../../../domain/field';
import {
  type ContractId,
  ContractIdSchema,
  type PictureId,
  PictureIdSchema,
  type SliceId,
} from '../../../domain/ids';
import { type Appended, readHead, writeHead } from '../../../domain/log';
import type { Slot } from '../../../domain/week';
import type { LogReader, SealedLog, StoredDisclosure } from '../evidence/ports';
import type { Base } from './connection';

export interface LogRow extends SealedLog {
  /** Its row. */
  id: number;
}

/** A segment that stands, and what stands of it. */
export interface SealedSegment {
  log: number;
  contractId: ContractId;
  /** False where the contract's log is another one by now: it must be sealed there again. */
  isNewest: boolean;
  number: number;
  leaf: Leaf;
  line: string;
  slot: Slot;
  /** What counts now. */
  ms: number;
  disclosed: ReadonlyMap<string, Disclosure>;
  pictures: readonly { nth: number; id: PictureId; stands: boolean }[];
}

/** What an entry brings beside its line. `about`: the entry that its disclosures belong to, where it is not itself. */
export interface Beside {
  names?: readonly FieldName[];
  disclosures?: readonly string[];
  about?: number;
}

/** An entry about the contract itself, with the disclosures that are its own. */
export interface ToldEntry {
  number: number;
  leaf: Leaf;
  line: string;
}

const LogSchema = z
  .object({
    id: z.int(),
    contract_id: ContractIdSchema,
    leaf: LeafSchema,
    head: z.string(),
    opened_at: z.int(),
  })
  .transform((row): LogRow => {
    const head = readHead(row.head);
    invariant(head !== null, `the head of log ${row.id} cannot be read`);
    return { id: row.id, contractId: row.contract_id, log: row.leaf, head, openedAt: row.opened_at };
  });

const NameSchema = z.custom<FieldName>((name) => typeof name === 'string' && kindOfField(name) !== null);
const LineSchema = z.object({ number: z.int(), line: z.string() });
const ToldSchema = LineSchema.extend({ leaf: LeafSchema });
const StoredSchema = z.object({
  number: z.int(),
  place: z.int(),
  name: NameSchema,
  slot: z.int().nullable(),
  text: z.string(),
});
const SegmentSchema = z.object({
  log_id: z.int(),
  contract_id: ContractIdSchema,
  newest: z.int(),
  number: z.int(),
  leaf: LeafSchema,
  line: z.string(),
  slot: z.int(),
  ms: z.int(),
});
const TextSchema = z.object({ name: z.string(), text: z.string() });
const PictureSchema = z.object({ nth: z.int(), picture_id: PictureIdSchema, stands: z.int() });
const WeekSchema = z.object({ week: z.int(), newest: z.int() });
const CloseSchema = z.object({
  count: z.int(),
  ms: z.int(),
  first: z.int().nullable(),
  last: z.int().nullable(),
});
const LeafRowSchema = z.object({ leaf: LeafSchema });
const SlotSchema = z.object({ slot: z.int(), number: z.int() });

/** Rows a page. */
const PAGE = 200;

export class LogsTable implements LogReader {
  /** How often something that was told was destroyed here: it may still lie in the database's own log then. */
  destructions = 0;
  private readonly selectLogs: Statement;
  private readonly selectLog: Statement;
  private readonly insertLog: Statement;
  private readonly updateHead: Statement;
  private readonly insertEntry: Statement;
  private readonly insertDisclosure: Statement;
  private readonly insertPicture: Statement;
  private readonly selectLines: Statement;
  private readonly selectDisclosures: Statement;
  private readonly selectSegment: Statement;
  private readonly selectTexts: Statement;
  private readonly selectPictures: Statement;
  private readonly selectTold: Statement;
  private readonly selectLeaves: Statement;
  private readonly deleteTexts: Statement;
  private readonly deleteText: Statement;
  private readonly fall: Statement;
  private readonly shorten: Statement;
  private readonly losePicture: Statement;
  private readonly losePictures: Statement;
  private readonly deleteExpired: Statement;
  private readonly selectPictured: Statement;
  private readonly selectWeeks: Statement;
  private readonly sumWeek: Statement;
  private readonly deleteOwn: Statement;

  constructor({ sqlite }: Base) {
    this.selectLogs = sqlite.prepare('SELECT * FROM logs WHERE contract_id = ? ORDER BY id');
    this.selectLog = sqlite.prepare('SELECT * FROM logs WHERE leaf = ?');
    this.insertLog = sqlite.prepare(
      'INSERT INTO logs (contract_id, leaf, head, opened_at) VALUES (?, ?, ?, ?)',
    );
    this.updateHead = sqlite.prepare('UPDATE logs SET head = ? WHERE id = ?');
    this.insertEntry = sqlite.prepare(
      `INSERT INTO entries (log_id, number, leaf, type, kid, line, slice_id, slot, ms, stands)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.insertDisclosure = sqlite.prepare(
      'INSERT INTO disclosures (log_id, number, place, about, name, text) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.insertPicture = sqlite.prepare(
      'INSERT INTO sealed_pictures (log_id, number, nth, picture_id, stands) VALUES (?, ?, ?, ?, 1)',
    );
    this.selectLines = sqlite.prepare(
      `SELECT number, line FROM entries WHERE log_id = ? AND number >= ? ORDER BY number LIMIT ${PAGE}`,
    );
    this.selectDisclosures = sqlite.prepare(
      `SELECT d.number, d.place, d.name, e.slot, d.text FROM disclosures d
       LEFT JOIN entries e ON e.log_id = d.log_id AND e.number = d.about
       WHERE d.log_id = ? AND (d.number, d.place) > (?, ?) ORDER BY d.number, d.place LIMIT ${PAGE}`,
    );
    this.selectSegment = sqlite.prepare(
      `SELECT e.log_id, l.contract_id, e.number, e.leaf, e.line, e.slot, e.ms,
         l.id = (SELECT MAX(id) FROM logs WHERE contract_id = l.contract_id) AS newest
       FROM entries e JOIN logs l ON l.id = e.log_id WHERE e.slice_id = ? AND e.stands = 1 ORDER BY e.id DESC LIMIT 1`,
    );
    this.selectTexts = sqlite.prepare('SELECT name, text FROM disclosures WHERE log_id = ? AND about = ?');
    this.selectPictures = sqlite.prepare(
      'SELECT nth, picture_id, stands FROM sealed_pictures WHERE log_id = ? AND number = ? ORDER BY nth',
    );
    this.selectTold = sqlite.prepare(
      `SELECT number, leaf, line FROM entries WHERE log_id = ?
         AND type NOT IN ('segment', 'amend', 'delete', 'redact', 'day.commit', 'day.reveal', 'seal') ORDER BY number`,
    );
    this.selectLeaves = sqlite.prepare(
      'SELECT leaf FROM entries WHERE log_id = ? AND number < ? ORDER BY number',
    );
    this.deleteTexts = sqlite.prepare('DELETE FROM disclosures WHERE log_id = ? AND about = ?');
    this.deleteText = sqlite.prepare('DELETE FROM disclosures WHERE log_id = ? AND about = ? AND name = ?');
    // Whoever changes a segment has just written the entry that says so.
    const newest = 'changed = (SELECT MAX(number) FROM entries WHERE log_id = @log)';
    this.fall = sqlite.prepare(
      `UPDATE entries SET stands = 0, ms = 0, ${newest} WHERE log_id = @log AND number = @number`,
    );
    this.shorten = sqlite.prepare(
      `UPDATE entries SET ms = @ms, ${newest} WHERE log_id = @log AND number = @number`,
    );
    this.losePicture = sqlite.prepare(
      'UPDATE sealed_pictures SET stands = 0 WHERE log_id = ? AND number = ? AND nth = ?',
    );
    const before = 'SELECT number FROM entries WHERE log_id = @log AND slot < @before AND slot IS NOT NULL';
    this.losePictures = sqlite.prepare(
      `UPDATE sealed_pictures SET stands = 0 WHERE log_id = @log AND stands = 1 AND number IN (${before})`,
    );
    this.deleteExpired = sqlite.prepare(
      `DELETE FROM disclosures WHERE log_id = @log AND name LIKE 'picture.%' AND about IN (${before})`,
    );
    this.selectPictured = sqlite.prepare(
      `SELECT DISTINCT e.slot, e.number FROM entries e JOIN sealed_pictures p ON p.log_id = e.log_id AND p.number = e.number
       WHERE e.log_id = ? AND e.slot < ? AND (e.slot >= ? OR e.number > ?) AND e.stands = 1 ORDER BY e.slot`,
    );
    // 4 January 1970 is a Sunday: weeks begin 345,600 s after 1970.
    this.selectWeeks = sqlite.prepare(
      `SELECT (slot - 345600) / 604800 * 604800 + 345600 AS week, MAX(MAX(number, COALESCE(changed, 0))) AS newest FROM entries
       WHERE log_id = ? AND slot >= 345600 AND slot < ? GROUP BY week ORDER BY week`,
    );
    this.sumWeek = sqlite.prepare(
      `SELECT COUNT(*) AS count, COALESCE(SUM(ms), 0) AS ms, MIN(slot) AS first, MAX(slot) AS last FROM entries
       WHERE log_id = ? AND slot >= ? AND slot < ? AND stands = 1`,
    );
    this.deleteOwn = sqlite.prepare(
      `DELETE FROM disclosures WHERE log_id = @log
         AND about NOT IN (SELECT number FROM entries WHERE log_id = @log AND slot IS NOT NULL)`,
    );
  }

  logs(contractId: ContractId): LogRow[] {
    return z.array(LogSchema).parse(this.selectLogs.all(contractId));
  }

  newest(contractId: ContractId): LogRow | null {
    return this.logs(contractId).at(-1) ?? null;
  }

  named(log: Leaf): LogRow | null {
    const row = this.selectLog.get(log);
    return row === undefined ? null : LogSchema.parse(row);
  }

  *lines(log: Leaf, from = 0): Iterable<string> {
    const row = this.named(log);
    for (let next = from; row !== null; ) {
      const page = z.array(LineSchema).parse(this.selectLines.all(row.id, next));
      const last = page.at(-1);
      if (last === undefined) return;
      next = last.number + 1;
      for (const { line } of page) yield line;
    }
  }

  *disclosures(log: Leaf): Iterable<StoredDisclosure> {
    const row = this.named(log);
    for (let after = { number: -1, place: -1 }; row !== null; ) {
      const page = z.array(StoredSchema).parse(this.selectDisclosures.all(row.id, after.number, after.place));
      const last = page.at(-1);
      if (last === undefined) return;
      after = last;
      for (const { number, name, slot, text } of page) yield { index: number, name, slot, text };
    }
  }

  /** A log with its first entry. */
  open(contractId: ContractId, appended: Appended, beside: Beside, at: number): LogRow {
    const { log } = appended.head;
    invariant(log !== null, 'a log that has no name');
    const { lastInsertRowid } = this.insertLog.run(contractId, log, writeHead(appended.head), at);
    const id = Number(lastInsertRowid);
    this.keep(id, appended, beside);
    return { id, contractId, log, head: appended.head, openedAt: at };
  }

  /** The next entry of a log, and what stands beside it. `slice`: of a segment, with its pictures in order. */
  keep(
    log: number,
    { sealed: { leaf, entry, kid, line }, index, head }: Appended,
    { names = [], disclosures = [], about = index }: Beside,
    slice: { id: SliceId; pictures: readonly PictureId[] } | null = null,
  ): void {
    const segment =
      entry.type === 'segment' ? [slice?.id, entry.slot, entry.ms, 1] : [null, null, null, null];
    this.insertEntry.run(log, index, leaf, entry.type, kid, line, ...segment);
    for (const [place, name] of names.entries())
      this.insertDisclosure.run(log, index, place, about, name, disclosures[place]);
    for (const [nth, id] of (slice?.pictures ?? []).entries()) this.insertPicture.run(log, index, nth, id);
    this.updateHead.run(writeHead(head), log);
  }

  /** Null where the slice stands in no log. */
  segmentOf(id: SliceId): SealedSegment | null {
    const found = SegmentSchema.optional().parse(this.selectSegment.get(id));
    if (found === undefined) return null;
    const { log_id: log, contract_id: contractId, newest, ...row } = found;
    const pictures = z.array(PictureSchema).parse(this.selectPictures.all(log, row.number));
    return {
      ...row,
      log,
      contractId,
      isNewest: newest === 1,
      disclosed: this.textsAbout(log, row.number),
      pictures: pictures.map(({ nth, picture_id: id, stands }) => ({ nth, id, stands: stands === 1 })),
    };
  }

  /** What stands of an entry's fields, by name. */
  textsAbout(log: number, about: number): Map<string, Disclosure> {
    const texts = z.array(TextSchema).parse(this.selectTexts.all(log, about));
    return new Map(
      texts.flatMap(({ name, text }) => {
        const disclosure = readDisclosure(text);
        return disclosure === null ? [] : [[name, disclosure]];
      }),
    );
  }

  /** What was said of the contract itself: its opening, terms, pauses, closings, keys, retention. */
  told(log: number): ToldEntry[] {
    return z.array(ToldSchema).parse(this.selectTold.all(log));
  }

  /** The leaves of the first `size` entries. */
  *leaves(log: number, size: number): Iterable<Leaf> {
    for (const row of this.selectLeaves.iterate(log, size)) yield LeafRowSchema.parse(row).leaf;
  }

  /** Destroys what is told of the entry: all of it, or these fields. */
  destroy(log: number, about: number, names?: readonly string[]): void {
    if (names === undefined) this.deleteTexts.run(log, about);
    else for (const name of names) this.deleteText.run(log, about, name);
    // Also where a trigger destroyed it before.
    this.destructions++;
  }

  /** Destroys what is told of the contract itself in a log that is gone on with in another. */
  destroyOwn(log: number): void {
    this.deleteOwn.run({ log });
  }

  /** The segment stands no more, and nothing of it is told. */
  remove(log: number, number: number): void {
    this.fall.run({ log, number });
    this.destroy(log, number);
  }

  setMs(log: number, number: number, ms: number): void {
    this.shorten.run({ ms, log, number });
  }

  removePicture(log: number, number: number, nth: number): void {
    this.losePicture.run(log, number, nth);
    this.destroy(log, number, [`picture.${nth}`]);
  }

  /** Every picture of a segment before the slot is gone. */
  expire(log: number, before: Slot): void {
    this.losePictures.run({ log, before });
    this.deleteExpired.run({ log, before });
  }

  /**
   * Segments of slots before `to` that stand and were sealed with pictures, ascending by slot; without those that an
   * earlier retention passed over, which are before `since` and not after the entry `number`.
   */
  pictured(log: number, to: Slot, since: Slot, number: number): { slot: Slot; number: number }[] {
    return z.array(SlotSchema).parse(this.selectPictured.all(log, to, since, number));
  }

  /** Weeks (their Monday, Unix seconds) before the instant that have segments, with the number of the newest entry that changed what stands of each. */
  weeks(log: number, before: number): { week: number; newest: number }[] {
    return z.array(WeekSchema).parse(this.selectWeeks.all(log, before));
  }

  /** What stands of the slots in [from, to). */
  sums(log: number, from: Slot, to: Slot): z.infer<typeof CloseSchema> {
    return CloseSchema.parse(this.sumWeek.get(log, from, to));
  }
}
