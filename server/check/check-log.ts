/**
 * One contract's log as it is stored, looked at as a stranger's verifier would, and then at what the server keeps beside it:
 * its answers, its columns, what the diary reads. SPEC: SV14.
 */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { fromBase64Url, sameBytes } from '../../domain/bytes';
import { readCheckpoint } from '../../domain/checkpoint';
import type { SignatureCheck, VerifierCrypto } from '../../domain/crypto';
import { readEntry } from '../../domain/entry';
import { fieldNames } from '../../domain/field';
import { FINDINGS, type Finding } from '../../domain/finding';
import type { PublicKey } from '../../domain/keys';
import { isIncluded } from '../../domain/merkle';
import { ReceiptSchema } from '../../domain/protocol-log';
import { ofKnownKeys, readNote } from '../../domain/signed-note';
import type { Trust } from '../../domain/trust';
import { verifyServed } from '../../domain/verify-served';
import { Book } from '../log/book';
import { Writing } from '../log/writing';
import type { StoredContract } from '../store/log-store';
import { SqliteLogStore } from '../store/sqlite-log-store';
import type { Findings } from './found';

const TRUST: Trust = { format: 'minutier-trust-1', keys: [], checkpoints: [] };

const EntryRow = z.object({
  number: z.int(),
  leaf: z.string(),
  kid: z.string(),
  seq: z.int(),
  type: z.string(),
  line: z.string(),
  received_at: z.int(),
  receipt: z.string().nullable(),
});
type EntryRow = z.infer<typeof EntryRow>;

export interface LogCheck {
  sqlite: Sqlite.Database;
  key: PublicKey;
  crypto: VerifierCrypto;
  findings: Findings;
}

export async function checkLog(stored: StoredContract, parts: LogCheck): Promise<void> {
  const { sqlite, key, crypto, findings } = parts;
  const { id } = stored;
  const rows = z
    .array(EntryRow)
    .parse(sqlite.prepare('SELECT * FROM entries WHERE contract_id = ? ORDER BY number').all(id));
  const store = new SqliteLogStore(sqlite);
  const disclosures = (await store.disclosures(id, 0, Number.MAX_SAFE_INTEGER)).map(({ text }) => text);
  const lines = rows.map(({ line }) => line);
  const served = await verifyServed({ lines, checkpoint: stored.checkpoint, disclosures }, TRUST, crypto);
  for (const finding of served.findings) {
    // Until its key is part of the log this server signs heads for the device alone: the book asks for that signature.
    if (finding.severity !== 'broken' || finding.id === 'checkpoint-signature') continue;
    findings.add(whereOf(id, finding), sentenceOf(finding), `contract ${id}, its log`);
  }
  if (rows[0]?.received_at !== stored.openedAt)
    findings.add(`contract ${id}`, 'it was not opened when its first entry came');
  checkColumns(id, rows, parts);
  let book: Book;
  try {
    book = await Book.load(id, stored, store, key, crypto);
  } catch (error) {
    findings.add(`contract ${id}`, error instanceof Error ? error.message : String(error));
    return;
  }
  await checkReceipts(id, rows, book, parts);
  checkReception(id, rows, book, findings);
  checkDisclosureColumns(id, book, rows, parts);
  await checkSegments(stored, book, store, parts);
}

function whereOf(id: string, { subject }: Finding): string {
  switch (subject.type) {
    case 'entry':
      return `contract ${id}, entry ${subject.index}`;
    case 'segment':
      return `contract ${id}, entry ${subject.index} (slot ${subject.slot})`;
    case 'line':
      return `contract ${id}, disclosure ${subject.line}`;
    case 'key':
      return `contract ${id}, key ${subject.kid}`;
    default:
      return `contract ${id}`;
  }
}

function sentenceOf({ id, values }: Finding): string {
  const sentence = FINDINGS[id].sentence.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? '?'),
  );
  return `${id}: ${sentence}`;
}

/** What stands beside each line is what the line says. */
function checkColumns(id: string, rows: readonly EntryRow[], { crypto, findings }: LogCheck): void {
  for (const [index, row] of rows.entries()) {
    const where = `contract ${id}, entry ${index}`;
    if (row.number !== index)
      findings.add(where, `it is stored as number ${row.number}`, `contract ${id}, numbers`);
    const read = readEntry(row.line, crypto.sha256);
    // That a line is none was found by the verifier.
    if (!read.ok) continue;
    const { leaf, kid, entry } = read.value;
    const isSo = row.leaf === leaf && row.kid === kid && row.seq === entry.seq && row.type === entry.type;
    if (!isSo) findings.add(where, 'its columns are not those of its line', `contract ${id}, columns`);
  }
}

/** SPEC SV2: each answer still proves what it proved, under a head that is one of this log. */
async function checkReceipts(
  id: string,
  rows: readonly EntryRow[],
  book: Book,
  { key, crypto, findings }: LogCheck,
): Promise<void> {
  const group = `contract ${id}, receipts`;
  const checks: { index: number; check: SignatureCheck }[] = [];
  const seen = new Map<string, boolean>();
  for (const row of rows) {
    const where = `contract ${id}, receipt of entry ${row.number}`;
    const isOwn = row.kid === key.kid;
    if ((row.receipt === null) !== isOwn) {
      findings.add(where, isOwn ? 'the server answered itself' : 'there is none', group);
      continue;
    }
    if (row.receipt === null) continue;
    const json = ReceiptSchema.safeParse(jsonIn(row.receipt));
    if (!json.success || JSON.stringify(json.data) !== row.receipt) {
      findings.add(where, 'it cannot be read', group);
      continue;
    }
    const { leaf, index, receivedAt, path, checkpoint } = json.data;
    const note = readNote(checkpoint);
    const head = note && readCheckpoint(note.text);
    const hashes = path.map((hash) => fromBase64Url(hash) ?? new Uint8Array());
    const isRow = leaf === row.leaf && index === row.number && receivedAt === row.received_at;
    const isHead =
      note !== null &&
      head !== null &&
      head.origin === book.origin &&
      head.size <= book.size &&
      sameBytes(head.root, book.levels.root(head.size));
    const isIn =
      isHead &&
      isIncluded(fromBase64Url(leaf) ?? new Uint8Array(), index, head.size, hashes, head.root, crypto.sha256);
    if (!isRow || !isIn) findings.add(where, 'it does not say what is here', group);
    if (note === null || seen.has(checkpoint)) continue;
    seen.set(checkpoint, true);
    const known = ofKnownKeys(note, [{ name: book.origin, publicKey: key.bytes }], crypto.sha256);
    const [one] = known;
    if (one === undefined || one.refused) findings.add(where, 'its head is not signed by this server', group);
    else
      checks.push({
        index: row.number,
        check: { publicKey: key.bytes, message: one.message, signature: one.signature },
      });
  }
  const answers = await crypto.verifyEd25519(checks.map(({ check }) => check));
  for (const [at, { index }] of checks.entries())
    if (answers[at] !== true)
      findings.add(
        `contract ${id}, receipt of entry ${index}`,
        'its head is not signed by this server',
        group,
      );
}

/** SPEC SV12: the log's seals say what is stored. */
function checkReception(id: string, rows: readonly EntryRow[], book: Book, findings: Findings): void {
  for (const row of rows) {
    const sealed = book.ledger.received.get(row.number);
    if (sealed !== undefined && sealed.at !== row.received_at)
      findings.add(
        `contract ${id}, entry ${row.number}`,
        'its time of reception is not the one that was sealed',
        `contract ${id}, times`,
      );
  }
}

const DisclosureRow = z.object({ number: z.int(), place: z.int(), about: z.int(), name: z.string() });

function checkDisclosureColumns(
  id: string,
  book: Book,
  rows: readonly EntryRow[],
  { sqlite, crypto, findings }: LogCheck,
): void {
  const all = z
    .array(DisclosureRow)
    .parse(
      sqlite.prepare('SELECT number, place, about, name FROM disclosures WHERE contract_id = ?').all(id),
    );
  for (const { number, place, about, name } of all) {
    const read = readEntry(rows[number]?.line ?? '', crypto.sha256);
    const entry = read.ok ? read.value.entry : null;
    const owner = book.ledger.owners.get(number);
    const isAbout = about === (owner?.index ?? number);
    if (entry === null || fieldNames(entry)?.[place] !== name || !isAbout)
      findings.add(
        `contract ${id}, entry ${number}`,
        'what is told of it stands in the wrong place',
        `contract ${id}, disclosures`,
      );
  }
}

const SegmentColumns = z.object({
  number: z.int(),
  leaf: z.string(),
  slice_id: z.string(),
  slot: z.int(),
  kind: z.string(),
  imported: z.int(),
  ms: z.int(),
  state: z.string(),
  gone_at: z.int().nullable(),
  activity: z.int().nullable(),
  edited_at: z.int().nullable(),
  told: z.string(),
});
const UseRow = z.object({ number: z.int(), nth: z.int(), sha256: z.string(), picture_id: z.string() });

/** SPEC SV8: what the diary reads is what the log and its disclosures give. */
async function checkSegments(
  stored: StoredContract,
  book: Book,
  store: SqliteLogStore,
  { sqlite, key, crypto, findings }: LogCheck,
): Promise<void> {
  const { id } = stored;
  const group = `contract ${id}, diary`;
  const columns = z
    .array(SegmentColumns)
    .parse(sqlite.prepare('SELECT * FROM segments WHERE contract_id = ?').all(id));
  const rows = new Map(columns.map((row) => [row.number, row]));
  const uses = new Map<string, z.infer<typeof UseRow>>();
  for (const use of z
    .array(UseRow)
    .parse(sqlite.prepare('SELECT * FROM picture_uses WHERE contract_id = ?').all(id)))
    uses.set(`${use.number}:${use.nth}`, use);
  // Nothing is missing to a writing that nobody writes.
  const writing = new Writing({ store, shelf: { size: async () => null }, key, crypto }, stored, book);
  for (const segment of book.ledger.segments) {
    const where = `contract ${id}, diary row of entry ${segment.index}`;
    const row = rows.get(segment.index);
    rows.delete(segment.index);
    const made = await writing.rowOf(segment);
    const isSo =
      row !== undefined &&
      row.leaf === made.leaf &&
      row.slice_id === made.sliceId &&
      row.slot === made.slot &&
      row.kind === made.kind &&
      row.imported === (made.imported ? 1 : 0) &&
      row.ms === made.ms &&
      row.state === made.state &&
      row.gone_at === made.goneAt &&
      row.activity === made.activity &&
      row.edited_at === made.editedAt &&
      row.told === made.told;
    if (!isSo) findings.add(where, 'it is not what the log and its disclosures say', group);
    for (const { nth, sha256, pictureId } of made.pictures) {
      const use = uses.get(`${segment.index}:${nth}`);
      uses.delete(`${segment.index}:${nth}`);
      if (use?.sha256 !== sha256 || use.picture_id !== pictureId)
        findings.add(where, `picture ${nth} is not noted as used`, group);
    }
  }
  for (const number of rows.keys())
    findings.add(`contract ${id}, diary row ${number}`, 'there is no such segment', group);
  for (const { number, nth } of uses.values())
    findings.add(
      `contract ${id}, diary row of entry ${number}`,
      `picture ${nth} is noted, and is not told`,
      group,
    );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
