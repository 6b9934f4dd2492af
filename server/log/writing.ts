/**
 * One write into a contract's log: entries are taken one after the other into a book, and what follows from them (what is
 * told, what is destroyed, which rows the diary reads) is gathered until all of it is stored at once. Promises: an entry
 * that is taken is one in which a verifier finds nothing broken. SPEC: SV2–SV6.
 */
import type { VerifierCrypto } from '../../domain/crypto';
import { readDisclosure } from '../../domain/disclosure';
import type { Entry, ReadEntry } from '../../domain/entry';
import { FIELD_SCHEMAS, type FieldName, type FieldValue, fieldNames } from '../../domain/field';
import { FINDINGS, type FindingId } from '../../domain/finding';
import type { PublicKey } from '../../domain/keys';
import type { Receipt, Refusal } from '../../domain/protocol-log';
import { addsUp, overlaps } from '../../domain/verify-segments';
import type { StandingSegment } from '../../domain/verify-standing';
import { activeOf, standsIn } from '../../domain/verify-told';
import { SLOT_MS } from '../../domain/week';
import type {
  LogStore,
  LogWrite,
  NewEntry,
  PictureShelf,
  SegmentRow,
  StoredContract,
} from '../store/log-store';
import { type Arrived, Book } from './book';
import { type Destroyed, destroyedBy } from './destroyed';
import { pictureIdOf, sliceIdOf } from './ids';
import { implausible } from './plausible';
import { REFUSED_CHAIN, REFUSED_FINDING } from './refusals';
import { type ToldField, toldOf } from './told';
import { toldRowOf } from './told-row';

export interface Refused {
  why: Refusal;
  detail: string;
  pictures?: string[];
}

type Taken = { taken: true } | ({ taken: false } & Refused);

interface Kept extends Arrived {
  number: number;
  told: readonly ToldField[];
}

export interface WritingParts {
  store: LogStore;
  shelf: PictureShelf;
  key: PublicKey;
  crypto: VerifierCrypto;
}

export class Writing {
  readonly kept: Kept[] = [];
  private readonly told = new Map<number, readonly ToldField[]>();
  private readonly toldLater = new Map<number, ToldField[]>();
  private readonly later = new Map<number, Entry>();
  private readonly destroyed: { number: number; names: readonly string[] | 'all' }[] = [];
  private readonly touched = new Set<number>();

  constructor(
    private readonly parts: WritingParts,
    private readonly stored: StoredContract | null,
    /** Replaced where an entry changes which keys are one device. */
    public book: Book,
  ) {}

  get isEmpty(): boolean {
    return this.kept.length === 0 && this.toldLater.size === 0;
  }

  /** A device's entry, whose signature was verified. */
  async take(read: ReadEntry, disclosures: readonly string[], now: number): Promise<Taken> {
    const { book } = this;
    const refuse = (why: Refusal, detail: string): Taken => ({ taken: false, why, detail });
    const told = toldOf(read.entry, disclosures, book.sha256);
    if (fieldNames(read.entry) === null) return refuse('entry', FINDINGS['entry-digests'].sentence);
    if (told === null)
      return refuse('disclosure', 'A disclosure is not of this entry, or says what it cannot.');
    const odd = implausible(read, book.ledger, book.head, this.parts.key.kid, now, book.sha256);
    if (odd !== null) return { taken: false, ...odd };
    const pictures = await this.missing(told);
    if (pictures.length > 0)
      return { taken: false, why: 'picture', detail: 'Pictures come first.', pictures };
    if (book.mayRepeat(read.entry) && (await this.repeats(read.entry)))
      return refuse('entry', FINDINGS['digest-doubled'].sentence);
    return this.add(read, told, Math.max(now, book.receivedLast));
  }

  /** Any entry that is signed: the server's own come here at once. */
  async add(read: ReadEntry, told: readonly ToldField[], receivedAt: number): Promise<Taken> {
    const number = this.book.size;
    const plan = destroyedBy(read.entry, this.book.ledger);
    const why = this.book.extend(read, receivedAt);
    if (why !== null) return { taken: false, why: REFUSED_CHAIN[why] ?? 'entry', detail: why };
    const isOfKeys = read.entry.type === 'key.add' || read.entry.type === 'key.revoke';
    if (isOfKeys) await this.again([...this.kept, { read, receivedAt }]);
    else this.book.follow(read);
    this.told.set(number, told);
    const segment = segmentOf(read.entry, number, this.book);
    const wrong =
      this.book.broken.found[0] ?? (segment === null ? null : await this.wrongTimes(segment, read.entry));
    if (wrong !== null) {
      // The ledger followed it: it is made anew without.
      this.told.delete(number);
      await this.again(this.kept);
      return { taken: false, why: REFUSED_FINDING[wrong] ?? 'entry', detail: FINDINGS[wrong].sentence };
    }
    this.kept.push({ read, receivedAt, number, told });
    if (segment !== null) this.touched.add(segment.index);
    this.gather(plan);
    return { taken: true };
  }

  /** Disclosures of an entry that is here, which were not told when it came: those that still stand are kept. */
  async tellLater(read: ReadEntry, number: number, disclosures: readonly string[]): Promise<Refused | null> {
    const told = toldOf(read.entry, disclosures, this.book.sha256);
    if (told === null) return { why: 'disclosure', detail: 'A disclosure is not of this entry.' };
    const here = new Set(
      (await this.parts.store.disclosures(this.book.contract, number, number + 1)).map((one) => one.name),
    );
    for (const one of this.toldLater.get(number) ?? []) here.add(one.name);
    const fresh = told.filter(({ name }) => !here.has(name) && this.stands(read.entry, number, name));
    const pictures = await this.missing(fresh);
    if (pictures.length > 0) return { why: 'picture', detail: 'Pictures come first.', pictures };
    if (fresh.length === 0) return null;
    this.later.set(number, read.entry);
    this.toldLater.set(number, [...(this.toldLater.get(number) ?? []), ...fresh]);
    const segment = segmentOf(read.entry, number, this.book);
    if (segment !== null) {
      if ((await this.wrongTimes(segment, read.entry)) !== null) {
        this.toldLater.delete(number);
        return { why: 'disclosure', detail: FINDINGS['time-wrong'].sentence };
      }
      this.touched.add(segment.index);
    }
    return null;
  }

  /** Everything at once, as it is stored. `receiptOf`: null for the server's own. */
  async write(
    opened: LogWrite['opened'],
    checkpoint: string,
    receiptOf: (kept: Pick<Kept, 'number' | 'read' | 'receivedAt'>) => Receipt | null,
  ): Promise<LogWrite> {
    const segments: SegmentRow[] = [];
    for (const index of [...this.touched].sort((a, b) => a - b)) {
      const segment = this.book.segmentAt(index);
      if (segment !== undefined) segments.push(await this.rowOf(segment));
    }
    const told = [...this.toldLater].map(([number, fields]) => {
      const line = this.later.get(number);
      const about = line === undefined ? null : segmentOf(line, number, this.book);
      return { number, disclosures: rowsOf(fields, about?.index ?? number) };
    });
    return {
      contract: this.book.contract,
      opened,
      entries: this.kept.map((one) => ({
        number: one.number,
        leaf: one.read.leaf,
        kid: one.read.kid,
        seq: one.read.entry.seq,
        type: one.read.entry.type,
        line: one.read.line,
        receivedAt: one.receivedAt,
        receipt: receiptOf(one),
        disclosures: this.disclosuresOf(one.read.entry, one.number, one.told),
      })),
      told,
      segments,
      destroyed: this.destroyed,
      checkpoint,
    };
  }

  private disclosuresOf(entry: Entry, number: number, told: readonly ToldField[]): NewEntry['disclosures'] {
    // What this very write destroys again is never stored.
    const left = told.filter(({ name }) => this.stands(entry, number, name));
    return rowsOf(left, segmentOf(entry, number, this.book)?.index ?? number);
  }

  private stands(entry: Entry, number: number, name: FieldName): boolean {
    const segment = segmentOf(entry, number, this.book);
    if (segment !== null) return standsIn(segment, name, number);
    return (this.book.ledger.ownHolders.get(name) ?? number) === number;
  }

  /** Also where a key came or went: which keys are one device is known from the whole log. */
  private async again(more: readonly Arrived[]): Promise<void> {
    const { store, key, crypto } = this.parts;
    this.book = await Book.load(this.book.contract, this.stored, store, key, crypto, more);
  }

  private gather(plan: Destroyed): void {
    this.destroyed.push(...plan.at);
    for (const { segment, numbers } of plan.expired) {
      const lost = numbers.filter((number) => segment.lost?.has(number));
      if (lost.length === 0) continue;
      this.touched.add(segment.index);
      if (segment.state !== 'stands') continue;
      for (const number of lost) {
        const name = `picture.${number}`;
        this.destroyed.push({ number: segment.holders?.get(name) ?? segment.index, names: [name] });
      }
    }
  }

  private async missing(told: readonly ToldField[]): Promise<string[]> {
    const missing: string[] = [];
    for (const { name, value } of told) {
      if (!name.startsWith('picture.')) continue;
      const { sha256, bytes, held } = FIELD_SCHEMAS.picture.parse(value);
      if (held === 1) continue;
      const size = await this.parts.shelf.size(this.book.contract, sha256);
      if (size !== bytes) missing.push(sha256);
    }
    return missing;
  }

  /** Reads the log once more: so rare that it may take its time. */
  private async repeats({ type: _, ...entry }: Entry): Promise<boolean> {
    const digests: readonly string[] = '_sd' in entry ? entry._sd : [];
    for (const { read } of this.kept)
      if ('_sd' in read.entry && read.entry._sd.some((one) => digests.includes(one))) return true;
    for (let from = 0; ; from += 1000) {
      const lines = await this.parts.store.lines(this.book.contract, from, 1000);
      for (const { line } of lines) {
        const payload = Buffer.from(line.split('.')[1] ?? '', 'base64url').toString();
        if (digests.some((one) => payload.includes(`"${one}"`))) return true;
      }
      if (lines.length < 1000) return false;
    }
  }

  /** SPEC SG3–SG5 of what is told; null where nothing is wrong, or nobody can say. */
  private async wrongTimes(segment: StandingSegment, entry: Entry): Promise<FindingId | null> {
    const saysTime = entry.type === 'segment' || (entry.type === 'amend' && entry.ms !== undefined);
    if (segment.state !== 'stands' || !saysTime) return null;
    const fields = await this.fieldsOf(segment, ['time', 'activity', 'minutes']);
    const time = timeIn(fields);
    if (time !== null && !addsUp(segment, time)) return 'time-wrong';
    const minutes = fields.find(({ name }) => name === 'minutes');
    const activity = fields.find(({ name }) => name === 'activity');
    if (minutes !== undefined && activity !== undefined) {
      const active = activeOf(FIELD_SCHEMAS.minutes.parse(minutes.value));
      if (active !== activity.value) return 'activity-wrong';
    }
    const others = this.book
      .ofSlot(segment.entry.slot)
      .filter((one) => one.state === 'stands' && one !== segment);
    if (others.length === 0) return null;
    const ms = others.reduce((sum, one) => sum + one.ms, segment.ms);
    const times = time === null ? [] : [time];
    for (const other of others) {
      const told = timeIn(await this.fieldsOf(other, ['time']));
      if (told !== null) times.push(told);
    }
    return ms > SLOT_MS || overlaps(times) ? 'slot-overfull' : null;
  }

  /** What the diary reads of it, as it stands now. */
  async rowOf(segment: StandingSegment): Promise<SegmentRow> {
    const { entry, index, leaf, ms, state, goneAt } = segment;
    const row = toldRowOf(await this.fieldsOf(segment, fieldNames(entry) ?? []));
    const edits = segment.amendments.flatMap(({ at, fields }) =>
      fields.some((field) => field === 'memo' || field === 'tag') ? [at] : [],
    );
    const edited = Math.max(entry.edited ?? Number.NEGATIVE_INFINITY, ...edits);
    return {
      number: index,
      leaf,
      sliceId: sliceIdOf(leaf),
      slot: entry.slot,
      kind: entry.kind,
      imported: entry.imported === 1,
      ms,
      state,
      goneAt,
      editedAt: Number.isFinite(edited) ? edited : null,
      activity: row.activity ?? null,
      told: JSON.stringify(row),
      pictures: Object.entries(row.pictures).flatMap(([nth, { sha256, held }]) =>
        held === 1 ? [] : [{ nth: Number(nth), sha256, pictureId: pictureIdOf(leaf, Number(nth)) }],
      ),
    };
  }

  /** Of a segment's fields those that are told, as they stand. */
  private async fieldsOf(segment: StandingSegment, names: readonly FieldName[]): Promise<ToldField[]> {
    const holders = new Map<number, FieldName[]>();
    for (const name of names) {
      const number = segment.holders?.get(name) ?? segment.index;
      if (standsIn(segment, name, number)) holders.set(number, [...(holders.get(number) ?? []), name]);
    }
    const fields: ToldField[] = [];
    for (const [number, asked] of holders)
      fields.push(...(await this.toldAt(number)).filter(({ name }) => asked.includes(name)));
    return fields;
  }

  private async toldAt(number: number): Promise<readonly ToldField[]> {
    const now = this.told.get(number);
    if (now !== undefined) return now;
    const stored = await this.parts.store.disclosures(this.book.contract, number, number + 1);
    return [...stored.map(fieldIn), ...(this.toldLater.get(number) ?? [])];
  }
}

/** As they are stored: read and found right when they came. */
function fieldIn({ name, text }: { name: FieldName; text: string }): ToldField {
  const disclosure = readDisclosure(text);
  if (disclosure === null) throw new Error('broken invariant: a disclosure that is stored can be read');
  return { place: 0, name, value: disclosure.value, text };
}

/** The segment that an entry is, or is about; null: the contract's own, or several. */
function segmentOf(entry: Entry, number: number, book: Book): StandingSegment | null {
  if (entry.type === 'segment') return book.segmentAt(number) ?? null;
  if (entry.type === 'amend' || entry.type === 'redact' || entry.type === 'delete')
    return book.ledger.segment(entry.target) ?? null;
  return null;
}

function rowsOf(told: readonly ToldField[], about: number): NewEntry['disclosures'] {
  return told.map(({ place, name, text }) => ({ place, about, name, text }));
}

function timeIn(fields: readonly ToldField[]): FieldValue<'time'> | null {
  const time = fields.find(({ name }) => name === 'time');
  return time === undefined ? null : FIELD_SCHEMAS.time.parse(time.value);
}
