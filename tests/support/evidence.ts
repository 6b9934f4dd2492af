/** A small log for tests: real keys, real signatures, a seed for the salts. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { type Entry, type EntryOf, type SealedEntry, TermsSchema } from '../../domain/entry';
import { ContractIdSchema, PictureIdSchema, SliceIdSchema } from '../../domain/ids';
import { publicKeyOf, type SigningKey } from '../../domain/keys';
import { type Appended, append, type LogHead, NEW_LOG } from '../../domain/log';
import { type Draft, digestsOf, type SealingFacts, segmentOf } from '../../domain/segment';
import type { Picture, Slice } from '../../domain/slice';
import { emptySlice } from '../../domain/slice-edit';
import { slotEnd, slotStart } from '../../domain/week';

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

/** PKCS #8 of an Ed25519 secret, but for its 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key whose secret is the SHA-256 of the name: the same in every run. */
export function testKey(name: string): SigningKey {
  const secret = createPrivateKey({
    key: Buffer.concat([PKCS8, sha256(Buffer.from(name))]),
    format: 'der',
    type: 'pkcs8',
  });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = publicKeyOf(new Uint8Array(raw), sha256);
  if (key === null) throw new Error('no key');
  return { ...key, sign: (message) => new Uint8Array(sign(null, message, secret)) };
}

/** Salts that count up: fresh each, and the same in every run. */
export function countedSalts(): () => Uint8Array {
  let count = 0;
  return () => sha256(Buffer.from(`salt ${count++}`)).slice(0, 16);
}

export const CONTRACT = ContractIdSchema.parse('11111111-1111-4111-8111-111111111111');
/** Tuesday 3 November 2026, 10:00 UTC. */
export const SLOT = Date.UTC(2026, 10, 3, 10) / 1000;

export const TERMS = TermsSchema.parse({
  kind: 'hourly',
  billing: 'exact',
  pictures: 'every',
  perSlice: 1,
  blur: 'normal',
  idleMinutes: 10,
  overLimit: 'continue',
  manual: 1,
  tagRequired: 0,
  rules: 1,
});

export const FACTS: SealingFacts = {
  at: slotEnd(SLOT) + 15_000,
  mono: 700_000,
  boot: 700_000,
  app: '0.1.0',
  from: null,
  seen: null,
  draws: new Map(),
};

/** A full slice with a memo and input in each minute. */
export function workedSlice(slot = SLOT): Slice {
  const id = SliceIdSchema.parse('22222222-2222-4222-8222-222222222222');
  return {
    ...emptySlice(id, CONTRACT, slot, 'Chapter two, façade'),
    state: 'closed',
    closeReason: 'slot-end',
    spans: [{ start: slotStart(slot), end: slotEnd(slot), kind: 'work', idleId: null }],
    minutes: Array.from({ length: 10 }, () => ({
      keys: 40,
      clicks: 3,
      scrolls: 1,
      distance: 900,
      synthetic: 0,
    })),
    windows: [{ app: 'Editor', title: 'façade.md', ms: 600_000 }],
  };
}

export function takenPicture(slice: Slice): Picture {
  return {
    id: PictureIdSchema.parse('33333333-3333-4333-8333-333333333333'),
    sliceId: slice.id,
    takenAt: slotStart(slice.slot) + 123_000,
    trigger: 'moment',
    display: 'DP-1',
    backend: 'node-screenshots',
    blurred: false,
    hidden: null,
    held: false,
    outcome: 'ok',
    sha256: 'ab'.repeat(32),
    bytes: 150_000,
    width: 1920,
    height: 1080,
    thumbSha256: 'cd'.repeat(32),
  };
}

/** A log that is being written. */
export class TestLog {
  head: LogHead = NEW_LOG;
  readonly lines: string[] = [];
  readonly disclosures: string[][] = [];
  protected readonly salts = countedSalts();

  constructor(
    readonly opener: SigningKey,
    opened: Partial<Draft<EntryOf<'open'>>> = {},
  ) {
    const { _sd, disclosures } = digestsOf(
      [
        { name: 'title', value: 'The book' },
        { name: 'client', value: 'A publisher' },
        { name: 'tags', value: ['Writing'] },
      ],
      this.salts,
      sha256,
    );
    this.add(
      {
        type: 'open',
        at: slotStart(SLOT) - 60_000,
        app: '0.1.0',
        contract: CONTRACT,
        currency: 'EUR',
        rate: 5000,
        limit: 144_000,
        terms: TERMS,
        key: opener.x,
        store: 'system',
        ...opened,
        _sd,
      },
      opener,
      disclosures,
    );
  }

  add(draft: Draft, key: SigningKey = this.opener, disclosures: string[] = []): Appended {
    const appended = append(this.head, draft, key, sha256);
    this.head = appended.head;
    this.lines.push(appended.sealed.line);
    this.disclosures.push(disclosures);
    return appended;
  }

  seal(slice: Slice, pictures: readonly Picture[] = [], key: SigningKey = this.opener): Appended {
    const { draft, fields } = segmentOf(slice, pictures, FACTS);
    const { _sd, disclosures } = digestsOf(fields, this.salts, sha256);
    return this.add({ ...draft, _sd }, key, disclosures);
  }
}

/** The entry as it would be with other values, whether or not that may be. */
export function altered(sealed: SealedEntry, change: Partial<Record<string, unknown>>): Entry {
  const entry: Entry = { ...sealed.entry };
  return Object.assign(entry, change);
}
