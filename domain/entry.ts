/**
 * The entries of a contract's log: what each kind says, key by key, in the order in which it is written. A payload is
 * integers and strings only and has one text (domain/canonical-json.ts). SPEC: EN3–EN6; docs/evidence-format.md §4.
 */
import { z } from 'zod';
import { fromAscii, toAscii, toBase64Url } from './bytes';
import { canonicalJson, parseCanonical } from './canonical-json';
import { DigestSchema } from './disclosure';
import {
  BillingSchema,
  LimitSchema,
  OverLimitSchema,
  PicturePolicySchema,
  RateSchema,
} from './hourly-contract';
import { ContractIdSchema } from './ids';
import { type Jws, otherVersion, readJwsBytes, sealed, signingInput } from './jws';
import { Bytes32Schema, isBytes32, isKid, KeyXSchema, type Kid, KidSchema, type SigningKey } from './keys';
import { leafHash, type Sha256 } from './merkle';
import { CurrencySchema } from './money';
import { type Parsed, parsed, refused } from './parsed';
import { ContractPrivacySchema } from './privacy';
import { AttestationSchema } from './terms';
import { SLOT_MS, SLOT_SECONDS } from './week';

/** An entry is some hundred bytes; a line of more than this is refused unread. */
export const LINE_MAX = 16_384;
/** Pictures (taken or missed) of one slice. */
export const PICTURES_MAX = 64;
/** Times that one `seal` may tell. */
export const SEAL_MAX = 256;

/** The hash of an entry's line as a leaf of the tree (RFC 6962), base64url: its name everywhere. */
export const LeafSchema = Bytes32Schema.brand<'Leaf'>();
export type Leaf = z.infer<typeof LeafSchema>;

const Count = z.int().min(0);
/** The last millisecond of the year 9999: an instant that no calendar has is none, and whoever prints one need not care. */
const INSTANT_MAX = 253_402_300_799_999;
/** Wall ms since 1970 UTC. */
export const InstantSchema = z.int().min(0).max(INSTANT_MAX);
/** The same in Unix seconds. */
const Seconds = z
  .int()
  .min(0)
  .max(Math.floor(INSTANT_MAX / 1000));
const At = InstantSchema;
const Flag = z.union([z.literal(0), z.literal(1)]);
export const SlotSchema = Seconds.multipleOf(SLOT_SECONDS);
/** Monday 00:00 UTC in Unix seconds. */
const WeekSchema = Seconds.refine((at) => (at - 345_600) % 604_800 === 0, 'not a Monday 00:00 UTC');
/** Midnight UTC in Unix seconds. */
export const DaySchema = Seconds.multipleOf(86_400);
/** Milliseconds of one slot. */
const SlotMs = z.int().min(0).max(SLOT_MS);
const Version = z.string().regex(/^[0-9A-Za-z.+-]{1,40}$/);
/** Sorted, so that their order tells nothing of what they stand for; no two are the same. */
const Digests = (min: number, max: number) =>
  z
    .array(DigestSchema)
    .min(min)
    .max(max)
    .refine((all) => all.every((one, at) => at === 0 || (all[at - 1] ?? '') < one), 'not in order');

/** Every entry begins with these. `seq` counts the signer's own entries; `prev` is its one before. */
const chained = { seq: Count, prev: LeafSchema, at: At };

/** Where a secret is kept. `unknown`: the device that signs this has not seen it, as of another party's key. */
export const KeyStoreSchema = z.enum(['system', 'file', 'unknown']);
export type KeyStore = z.infer<typeof KeyStoreSchema>;
export const RoleSchema = z.enum(['device', 'server', 'client']);
export type Role = z.infer<typeof RoleSchema>;

/** The terms that are changed as a whole; rate and limit have entries of their own. */
export const TermsSchema = z.strictObject({
  kind: z.enum(['hourly', 'fixed']),
  billing: BillingSchema,
  pictures: PicturePolicySchema,
  perSlice: ContractPrivacySchema.shape.perSlice.unwrap(),
  blur: ContractPrivacySchema.shape.blur.unwrap(),
  idleMinutes: z.int().min(1).max(120),
  overLimit: OverLimitSchema,
  manual: Flag,
  tagRequired: Flag,
  /** Not there: pictures are kept. */
  retentionDays: z.int().min(0).max(3650).optional(),
  /** Version of the protection rules that the parties know of. */
  rules: z.int().min(1),
});
export type LogTerms = z.infer<typeof TermsSchema>;

/** Seconds a week; not there: no limit. */
const Limit = LimitSchema.unwrap().optional();

/** Leaf 0. Disclosed: `title`, `client`, `tags`. */
export const OpenSchema = z.strictObject({
  type: z.literal('open'),
  seq: z.literal(0),
  prev: z.literal(''),
  at: At,
  app: Version,
  contract: ContractIdSchema,
  currency: CurrencySchema,
  rate: RateSchema,
  limit: Limit,
  terms: TermsSchema,
  /** The key that signs this entry, and where its secret is kept. */
  key: KeyXSchema,
  store: KeyStoreSchema.exclude(['unknown']),
  /** An earlier log of this contract of which entries were lost (a database restored from a backup). */
  continues: z.strictObject({ log: LeafSchema, size: z.int().min(1), root: Bytes32Schema }).optional(),
  _sd: Digests(3, 3),
});

/** Disclosed: see `fieldNames`. `jumped`, `unobserved`, `excluded`: ms in all, not there for none. */
export const SegmentSchema = z.strictObject({
  type: z.literal('segment'),
  ...chained,
  /** The machine's other clocks when it was sealed: ms without and with time asleep, from an arbitrary start. */
  mono: Count,
  boot: Count,
  app: Version,
  slot: SlotSchema,
  kind: z.enum(['tracked', 'manual']),
  /** Milliseconds that count. */
  ms: SlotMs,
  jumped: z.int().min(1).optional(),
  unobserved: z.int().min(1).optional(),
  excluded: SlotMs.min(1).optional(),
  /** When the freelancer changed memo, tag or contract before it was sealed here. */
  edited: At.optional(),
  /** 1: manual time taken over from another program's report. */
  imported: z.literal(1).optional(),
  /** Moved here: the segment that it was in another contract's log. */
  from: LeafSchema.optional(),
  /** The server's newest checkpoint known to the device: it was not sealed before that. */
  seen: z.strictObject({ size: z.int().min(1), root: Bytes32Schema }).optional(),
  /** How many pictures with an image were taken. The other digests of pictures are of missed ones. */
  pictures: z.int().min(0).max(PICTURES_MAX),
  _sd: Digests(4, 6 + PICTURES_MAX),
});

export const AMENDABLE = ['title', 'client', 'memo', 'tag', 'time'] as const;

/** New digests of an `open`'s or a segment's fields; the old disclosures are destroyed. */
export const AmendSchema = z.strictObject({
  type: z.literal('amend'),
  ...chained,
  target: LeafSchema,
  /** Which fields, in the order of `AMENDABLE`; as many digests. */
  fields: z.array(z.enum(AMENDABLE)).min(1).max(AMENDABLE.length),
  /** Only with `time`: what counts now, never more than before. */
  ms: SlotMs.optional(),
  _sd: Digests(1, AMENDABLE.length),
});

/** The tombstone of a segment, or of one picture of it. What it names is destroyed. */
export const DeleteSchema = z.strictObject({
  type: z.literal('delete'),
  ...chained,
  target: LeafSchema,
  /** The number of the picture; not there: the whole segment. */
  picture: Count.max(PICTURES_MAX - 1).optional(),
  /** Moved: the segment that it is now in another contract's log. Only with the whole segment. */
  to: LeafSchema.optional(),
});

/** A picture whose areas were hidden by hand, or that was held and is kept: its new disclosure. */
export const RedactSchema = z.strictObject({
  type: z.literal('redact'),
  ...chained,
  target: LeafSchema,
  picture: Count.max(PICTURES_MAX - 1),
  _sd: Digests(1, 1),
});

/** Retention: every picture of every segment of an earlier slot is destroyed. */
export const ExpireSchema = z.strictObject({ type: z.literal('expire'), ...chained, before: SlotSchema });

/** Terms that take effect at `from`. Disclosed: `tags`. */
export const NewTermsSchema = z.strictObject({
  type: z.literal('terms'),
  ...chained,
  from: At,
  terms: TermsSchema,
  _sd: Digests(1, 1),
});
export const NewRateSchema = z.strictObject({
  type: z.literal('rate'),
  ...chained,
  from: At,
  rate: RateSchema,
});
export const NewLimitSchema = z.strictObject({
  type: z.literal('limit'),
  ...chained,
  from: At,
  limit: Limit,
});
export const PauseEntrySchema = z.strictObject({ type: z.literal('pause'), ...chained, from: At });
export const ResumeSchema = z.strictObject({ type: z.literal('resume'), ...chained, from: At });

/** What somebody states of the contract. Disclosed: `statedBy`. */
export const AttestSchema = z.strictObject({
  type: z.literal('attest'),
  ...chained,
  what: AttestationSchema.shape.what,
  from: At,
  _sd: Digests(1, 1),
});
export const WithdrawSchema = z.strictObject({
  type: z.literal('withdraw'),
  ...chained,
  target: LeafSchema,
  from: At,
});

/** The source of picture moments: a key's hash before the UTC day, the key after it. Whose it is, the signer says. */
export const DayCommitSchema = z.strictObject({
  type: z.literal('day.commit'),
  ...chained,
  day: DaySchema,
  commit: Bytes32Schema,
});
export const DayRevealSchema = z.strictObject({
  type: z.literal('day.reveal'),
  ...chained,
  day: DaySchema,
  key: Bytes32Schema,
});

/** A further device, the other one after a rotation, or the key of the server or the client. */
export const KeyAddSchema = z.strictObject({
  type: z.literal('key.add'),
  ...chained,
  key: KeyXSchema,
  role: RoleSchema,
  store: KeyStoreSchema,
});
export const KeyRevokeSchema = z.strictObject({
  type: z.literal('key.revoke'),
  ...chained,
  kid: KidSchema,
  reason: z.enum(['rotated', 'lost', 'compromised']),
});

/** A device's week: how many of its segments stand, and their time. Its own `seq` is the last of the week. */
export const CloseSchema = z.strictObject({
  type: z.literal('close'),
  ...chained,
  week: WeekSchema,
  count: Count,
  ms: Count,
  /** Not there where nothing stands. */
  first: SlotSchema.optional(),
  last: SlotSchema.optional(),
});

/** Why hours of a week are disputed; in the order of the client's list. */
export const DISPUTE_REASONS = ['memo', 'activity', 'pictures', 'agreed-scope', 'hours', 'other'] as const;

/** A step of a week's review, written by the server for whoever took it. Disclosed: `statement`. */
export const ReviewEntrySchema = z.strictObject({
  type: z.literal('review'),
  ...chained,
  week: WeekSchema,
  what: z.enum(['closed', 'approved', 'silence', 'disputed', 'answered', 'mediator', 'decided']),
  /** Whose step it is; `clock`: nobody's, the time had come. */
  by: z.enum(['client', 'freelancer', 'mediator', 'clock']),
  /** Of a dispute, its answer or its decision: the time that is disputed, conceded or granted. */
  ms: Count.optional(),
  reason: z.enum(DISPUTE_REASONS).optional(),
  _sd: Digests(1, 1),
});

/** The server: when it received each entry from index `first` on, up to this one. */
export const SealSchema = z.strictObject({
  type: z.literal('seal'),
  ...chained,
  first: Count,
  received: z.array(At).min(1).max(SEAL_MAX),
});

export const EntrySchema = z.discriminatedUnion('type', [
  OpenSchema,
  SegmentSchema,
  AmendSchema,
  DeleteSchema,
  RedactSchema,
  ExpireSchema,
  NewTermsSchema,
  NewRateSchema,
  NewLimitSchema,
  PauseEntrySchema,
  ResumeSchema,
  AttestSchema,
  WithdrawSchema,
  DayCommitSchema,
  DayRevealSchema,
  KeyAddSchema,
  KeyRevokeSchema,
  CloseSchema,
  ReviewEntrySchema,
  SealSchema,
]);
export type Entry = z.infer<typeof EntrySchema>;
export type EntryType = Entry['type'];
export type EntryOf<T extends EntryType> = Extract<Entry, { type: T }>;

/** An entry as it was signed. */
export interface SealedEntry {
  /** ASCII, without a line end: what is stored, sent and hashed. */
  line: string;
  leaf: Leaf;
  kid: Kid;
  entry: Entry;
}

/** As read: what must still be verified is in `jws`. */
export interface ReadEntry extends SealedEntry {
  jws: Jws;
}

/** `version`: of a version that this program does not know. */
export type EntryRefusal = 'too-long' | 'version' | 'envelope' | 'json' | 'schema' | 'not-canonical';

/** Signs the entry. Its keys may stand in any order; they are written in the schema's. Throws for what is no entry. */
export function sealEntry(entry: Entry, key: SigningKey, sha256: Sha256): SealedEntry {
  const ordered = EntrySchema.parse(entry);
  const input = signingInput(key.kid, canonicalJson(ordered));
  const signature = key.sign(ascii(input));
  const line = sealed(input, signature);
  return { line, leaf: leafOf(line, sha256), kid: key.kid, entry: ordered };
}

/** Reads a line to the byte. The signature, and whether it may stand where it stands, are for others. */
export function readEntry(line: string, sha256: Sha256): Parsed<ReadEntry, EntryRefusal> {
  const bytes = line.length > LINE_MAX ? null : toAscii(line);
  if (bytes === null) return refused(line.length > LINE_MAX ? 'too-long' : 'envelope');
  const read = readEntryBytes(bytes, sha256);
  return read.ok ? parsed({ ...read.value, line }) : read;
}

/** The same of a line's bytes, which must stay as they are: the message to verify is in them. */
export function readEntryBytes(
  line: Uint8Array,
  sha256: Sha256,
): Parsed<Omit<ReadEntry, 'line'>, EntryRefusal> {
  if (line.length > LINE_MAX) return refused('too-long');
  const jws = readJwsBytes(line);
  if (jws === null || !isKid(jws.kid))
    return refused(otherVersion(fromAscii(line)) === null ? 'envelope' : 'version');
  const entry = parseCanonical(jws.payload, EntrySchema);
  if (!entry.ok) return entry;
  return parsed({ leaf: leafOfBytes(line, sha256), kid: jws.kid, entry: entry.value, jws });
}

/** The line must be ASCII. */
export function leafOf(line: string, sha256: Sha256): Leaf {
  return leafOfBytes(ascii(line), sha256);
}

function leafOfBytes(line: Uint8Array, sha256: Sha256): Leaf {
  const leaf = toBase64Url(leafHash(line, sha256));
  if (!isLeaf(leaf)) throw new Error('broken invariant: a hash has 32 bytes');
  return leaf;
}

function isLeaf(text: string): text is Leaf {
  return isBytes32(text);
}

function ascii(text: string): Uint8Array {
  const bytes = toAscii(text);
  if (bytes === null) throw new Error('broken invariant: an entry is ASCII');
  return bytes;
}
