/**
 * A contract's log for the tests of the verifier: every kind of entry, several keys, pictures with bytes, and what of
 * the disclosures is left after amendments, deletions, redactions and retention. Real keys and signatures; the same in
 * every run. It can also sign what no honest device would (`forge`).
 */
import { z } from 'zod';
import { fromBase64Url, toBase64Url } from '../../domain/bytes';
import { commitmentOf, dayOf, keyedRandom } from '../../domain/day-key';
import { type Digest, readDisclosure } from '../../domain/disclosure';
import { AMENDABLE, type EntryOf, EntrySchema, type Leaf, leafOf } from '../../domain/entry';
import { type Draw, DrawSchema, type Field } from '../../domain/field';
import { type ContractId, PictureIdSchema } from '../../domain/ids';
import { sealed, signingInput } from '../../domain/jws';
import type { SigningKey } from '../../domain/keys';
import type { Appended } from '../../domain/log';
import { grown } from '../../domain/merkle';
import { momentOf } from '../../domain/moments';
import { type Draft, digestsOf, type SealingFacts, segmentOf, takenOf } from '../../domain/segment';
import type { HiddenAreas, Picture, Slice } from '../../domain/slice';
import { slotEnd, slotStart, weekStart } from '../../domain/week';
import { CONTRACT, SLOT, sha256, TestLog, testKey, workedSlice } from './evidence';
import { solidWebp } from './solid-webp';

/** When the machine was started: its other clocks count from here. */
const BOOTED = slotStart(SLOT) - 3_600_000;
/** Monday 00:00 UTC of the week that `SLOT` is in, Unix seconds, and the next. */
export const WEEK = weekStart(slotStart(SLOT)) / 1000;
export const NEXT_WEEK = WEEK + 604_800;

export interface SegmentOptions {
  key?: SigningKey;
  /** What of the slice differs from a full one with input in each minute. */
  slice?: Partial<Slice>;
  /** How many pictures; of them, those whose moment the day's key gave (`draws`, from the first). */
  pictures?: number;
  drawn?: number;
  missed?: number;
  /** The pictures show a window of another client, and wait for the freelancer. */
  held?: boolean;
  /** What the device says beside the slice. */
  facts?: Partial<SealingFacts>;
  /** What it says against the slice: in the open, and in a field. */
  change?: Partial<EntryOf<'segment'>>;
  field?: Field;
  /** What the pictures claim to weigh. */
  bytes?: number;
  /** When the pictures were taken, ms after their moment. */
  late?: number;
}

/** A disclosure that still exists. */
interface Held {
  /** Of the entry whose digest it is, and the leaf of what it tells of: the segment, the open or itself. */
  index: number;
  about: Leaf;
  name: string;
  text: string;
}

export class BundleLog extends TestLog {
  /** Bytes of the pictures that still exist, by their hash. */
  readonly pictures = new Map<string, Uint8Array>();
  readonly slots = new Map<Leaf, number>();
  held: Held[] = [];
  private drawnPictures = 0;

  constructor(
    opener: SigningKey = testKey('device'),
    opened: Partial<Draft<EntryOf<'open'>>> = {},
    readonly contract: ContractId = opened.contract ?? CONTRACT,
  ) {
    super(opener, opened);
    this.keep(0, this.log, this.disclosures[0] ?? []);
  }

  get log(): Leaf {
    if (this.head.log === null) throw new Error('no log');
    return this.head.log;
  }

  /** The name of the entry at this place. */
  leafOf(index: number): Leaf {
    return leafOf(this.lines[index] ?? '', sha256);
  }

  /** A segment of the slot, with pictures of one colour each. */
  segment(slot: number = SLOT, options: SegmentOptions = {}): Appended {
    const { key = this.opener, pictures = 0, drawn = 0, missed = 0 } = options;
    const slice: Slice = { ...workedSlice(slot), contractId: this.contract, ...options.slice };
    const draws = new Map<Picture['id'], Draw>();
    const taken = Array.from({ length: pictures }, (_, n) => {
      const one = this.picture(slice, n);
      const picture = { ...one, held: options.held ?? false, bytes: options.bytes ?? one.bytes };
      if (n < drawn) draws.set(picture.id, drawOf(n, slot));
      const at = momentOfDraw(this.contract, slot, n) + (options.late ?? 0);
      return n < drawn ? { ...picture, takenAt: at } : picture;
    });
    const lost = Array.from({ length: missed }, (_, n) => this.missing(slice, n));
    const at = options.facts?.at ?? slotEnd(slot) + 15_000;
    const facts: SealingFacts = {
      at,
      mono: at - BOOTED,
      boot: at - BOOTED,
      app: '0.1.0',
      from: null,
      seen: null,
      draws,
      ...options.facts,
    };
    const { draft, fields } = segmentOf(slice, [...taken, ...lost], facts);
    const told = fields.map((one) => (one.name === options.field?.name ? options.field : one));
    const appended = this.say((_sd) => ({ ...draft, ...options.change, _sd }), told, key);
    this.slots.set(appended.sealed.leaf, slot);
    return appended;
  }

  manual(slot: number, options: SegmentOptions = {}): Appended {
    const slice = { kind: 'manual' as const, reason: 'A meeting without the machine', ...options.slice };
    return this.segment(slot, {
      ...options,
      slice: { minutes: workedSlice().minutes, windows: [], ...slice },
    });
  }

  amend(
    target: Leaf,
    fields: readonly Field[],
    more: { at: number; ms?: number; key?: SigningKey },
  ): Appended {
    const { key = this.opener, at, ms } = more;
    const names = fields.map(({ name }) => AmendableSchema.parse(name));
    const draft = { type: 'amend' as const, at, target, fields: names, ...(ms !== undefined && { ms }) };
    const appended = this.say((_sd) => ({ ...draft, _sd }), fields, key, target);
    this.destroy(appended.index, target, (name) => names.some((one) => one === name));
    return appended;
  }

  remove(target: Leaf, more: { at: number; picture?: number; to?: Leaf; key?: SigningKey }): Appended {
    const { key = this.opener, at, picture, to } = more;
    const draft = {
      type: 'delete' as const,
      at,
      target,
      ...(picture !== undefined && { picture }),
      ...(to !== undefined && { to }),
    };
    const appended = this.add(draft, key);
    this.destroy(appended.index, target, (name) => picture === undefined || name === `picture.${picture}`);
    return appended;
  }

  /** The picture again, of another colour, with its upper half hidden. */
  redact(
    target: Leaf,
    number: number,
    { at, key = this.opener }: { at: number; key?: SigningKey },
  ): Appended {
    const slot = this.slots.get(target);
    if (slot === undefined) throw new Error('no such segment');
    const picture = this.picture(workedSlice(slot), number, [{ x: 0, y: 0, width: 1920, height: 540 }]);
    const draft = { type: 'redact' as const, at, target, picture: number };
    const fields: Field[] = [{ name: `picture.${number}`, value: takenOf(picture, undefined) }];
    const appended = this.say((_sd) => ({ ...draft, _sd }), fields, key, target);
    this.destroy(appended.index, target, (name) => name === `picture.${number}`);
    return appended;
  }

  expire(before: number, at: number, key: SigningKey = this.opener): Appended {
    const appended = this.add({ type: 'expire', at, before }, key);
    const old = (about: Leaf) => (this.slots.get(about) ?? before) < before;
    for (const { about } of this.held.filter((one) => old(one.about)))
      this.destroy(appended.index, about, (name) => name.startsWith('picture.'));
    return appended;
  }

  addKey(key: SigningKey, role: 'device' | 'server' | 'client', at: number, by = this.opener): Appended {
    return this.add({ type: 'key.add', at, key: key.x, role, store: 'system' }, by);
  }

  revoke(key: SigningKey, at: number, by: SigningKey): Appended {
    return this.add({ type: 'key.revoke', at, kid: key.kid, reason: 'rotated' }, by);
  }

  /** The week's closing of a device, of segments that are told here: `[slot, ms]` of those that stand. */
  close(
    week: number,
    standing: readonly (readonly [slot: number, ms: number])[],
    key = this.opener,
  ): Appended {
    const slots = standing.map(([slot]) => slot);
    const range = slots.length > 0 && { first: Math.min(...slots), last: Math.max(...slots) };
    const ms = standing.reduce((sum, [, one]) => sum + one, 0);
    const at = (week + 604_800) * 1000 + 60_000;
    return this.add({ type: 'close', at, week, count: slots.length, ms, ...range }, key);
  }

  commit(day: number, at: number, key = this.opener): Appended {
    return this.add({ type: 'day.commit', at, day, commit: commitmentOf(dayKey(day), sha256) }, key);
  }

  reveal(day: number, at: number, key = this.opener): Appended {
    return this.add({ type: 'day.reveal', at, day, key: toBase64Url(dayKey(day)) }, key);
  }

  /** An entry with fields, which are kept as what still exists. `about`: what they tell of, where not the entry itself. */
  say(
    draft: (_sd: Digest[]) => Draft,
    fields: readonly Field[],
    key: SigningKey = this.opener,
    about?: Leaf,
  ): Appended {
    const { _sd, disclosures } = digestsOf(fields, this.salts, sha256);
    const appended = this.add(draft(_sd), key, disclosures);
    this.keep(appended.index, about ?? appended.sealed.leaf, disclosures);
    return appended;
  }

  /**
   * Signs what no log admits: `change` is put over what the honest entry in this place would say, `text` over the JSON.
   * The log goes on as if the entry were in it. Gives its leaf.
   */
  forge(draft: Draft, change: Readonly<Record<string, unknown>>, more: ForgeOptions = {}): Leaf {
    const { key = this.opener, disclosures = [], text = (json: string) => json } = more;
    const signer = this.head.signers.find(({ kid }) => kid === key.kid);
    const { type, ...rest } = draft;
    const place = { seq: signer?.next ?? 0, prev: signer?.prev ?? this.log };
    const said = { type, ...place, ...rest, ...change };
    const known = EntrySchema.safeParse(said);
    const json = text(JSON.stringify(known.success ? known.data : said));
    const input = signingInput(key.kid, json);
    const leaf = this.push(sealed(input, key.sign(Buffer.from(input))), disclosures);
    const signers = this.head.signers.map((one) =>
      one.kid === key.kid ? { ...one, next: one.next + 1, prev: leaf } : one,
    );
    this.head = { ...this.head, signers };
    return leaf;
  }

  /** A line as it is, whoever signed it. */
  push(line: string, disclosures: readonly string[] = []): Leaf {
    const leaf = leafOf(line, sha256);
    this.lines.push(line);
    this.disclosures.push([...disclosures]);
    this.keep(this.lines.length - 1, leaf, disclosures);
    const bytes = fromBase64Url(leaf);
    if (bytes === null) throw new Error('no leaf');
    this.head = { ...this.head, tree: grown(this.head.tree, bytes, sha256) };
    return leaf;
  }

  private keep(index: number, about: Leaf, disclosures: readonly string[]): void {
    for (const text of disclosures)
      this.held.push({ index, about, name: readDisclosure(text)?.name ?? '', text });
  }

  /** What entries before `index` told of the target. Bytes of a picture go with the last disclosure that names them. */
  private destroy(index: number, about: Leaf, isGone: (name: string) => boolean): void {
    this.held = this.held.filter((one) => one.about !== about || one.index >= index || !isGone(one.name));
    const texts = this.held.map(({ text }) => Buffer.from(text, 'base64url').toString());
    for (const hash of [...this.pictures.keys()])
      if (!texts.some((text) => text.includes(hash))) this.pictures.delete(hash);
  }

  private picture(slice: Slice, n: number, hidden: HiddenAreas | null = null): Taken {
    const colour = sha256(Buffer.from(`picture ${slice.slot} ${n} ${this.drawnPictures++}`));
    const bytes = solidWebp(1920, 1080, [colour[0] ?? 0, colour[1] ?? 0, colour[2] ?? 0]);
    const hash = Buffer.from(sha256(bytes)).toString('hex');
    this.pictures.set(hash, bytes);
    return {
      sliceId: slice.id,
      trigger: 'moment',
      display: 'DP-1',
      backend: 'node-screenshots',
      blurred: false,
      held: false,
      hidden,
      id: pictureId(n),
      takenAt: slotStart(slice.slot) + 100_000 * (n + 1),
      outcome: 'ok',
      sha256: hash,
      bytes: bytes.length,
      width: 1920,
      height: 1080,
      thumbSha256: 'cd'.repeat(32),
    };
  }

  private missing(slice: Slice, n: number): Picture {
    return {
      sliceId: slice.id,
      trigger: 'moment',
      display: 'DP-1',
      backend: 'node-screenshots',
      blurred: false,
      held: false,
      hidden: null,
      id: pictureId(n + 50),
      takenAt: slotStart(slice.slot) + 500_000 + n,
      outcome: 'failed',
      reason: 'timeout',
      detail: '',
    };
  }
}

type Taken = Extract<Picture, { outcome: 'ok' }>;

const AmendableSchema = z.enum(AMENDABLE);

export interface ForgeOptions {
  key?: SigningKey;
  /** Told as the entry's own. */
  disclosures?: readonly string[];
  text?: (json: string) => string;
}

function pictureId(n: number): Picture['id'] {
  return PictureIdSchema.parse(`33333333-3333-4333-8333-${String(n).padStart(12, '0')}`);
}

/** The secret of a UTC day's picture moments: the same in every run. */
export function dayKey(day: number): Uint8Array {
  return sha256(Buffer.from(`day ${day}`));
}

function drawOf(nth: number, slot: number): Draw {
  return DrawSchema.parse({ nth, from: slotStart(slot) });
}

function momentOfDraw(contract: ContractId, slot: number, nth: number): number {
  return momentOf(keyedRandom(dayKey(dayOf(slot)), sha256), contract, slot, nth, slotStart(slot));
}
