/**
 * `report.json` of a bundle: everything that was verified, for programs. Made from the verified record alone; it is no
 * evidence itself. One schema says its shape, and docs/report.schema.json is made of it. Promises: the same record gives
 * the same text; segments are written one at a time, so a long range needs no second copy of itself in memory.
 * SPEC: VF10, BU7; docs/evidence-format.md §8.
 */
import { z } from 'zod';
import { ManifestSchema, ScopeSchema } from './bundle';
import { toBase64 } from './bytes';
import {
  DISPUTE_REASONS,
  KeyStoreSchema,
  LeafSchema,
  ReviewEntrySchema,
  RoleSchema,
  SlotSchema,
  TermsSchema,
} from './entry';
import { FIELD_KINDS, FIELD_SCHEMAS, type FieldKind } from './field';
import { FINDINGS, type Finding, sentenceOf, type Verdict } from './finding';
import { KeyXSchema, KidSchema } from './keys';
import { CurrencySchema } from './money';
import { BECAUSE } from './protection';
import { RULE_IDS } from './protection-rules';
import type { Dated, LogRecord, SegmentRecord, SignerRecord } from './record';
import { AttestationSchema } from './terms';

const Count = z.int().min(0);
const At = z.int();
const Minor = z.int();
const Untold = z.strictObject({
  told: z.literal(false),
  why: z.enum(['withheld', 'deleted', 'expired', 'missing', 'none']),
});
const told = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('told', [z.strictObject({ told: z.literal(true), value }), Untold]);
const field = <K extends FieldKind>(kind: K) => told(FIELD_SCHEMAS[kind]);
/** KY10: a `stranger` is a server or client whose key nobody trusts. */
const TellerSchema = z.enum([...RoleSchema.options, 'stranger']);
const dated = <T extends z.ZodType>(value: T) =>
  z.array(z.strictObject({ from: At, at: At, by: TellerSchema, value }));

const FINDING_IDS = Object.keys(FINDINGS);

export const FindingSchema = z.strictObject({
  id: z.string().refine((id): id is Finding['id'] => FINDING_IDS.includes(id), 'no finding'),
  rule: z.string(),
  severity: z.enum(['broken', 'undecided', 'note']),
  subject: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('bundle') }),
    z.strictObject({ type: z.literal('file'), name: z.string() }),
    z.strictObject({ type: z.literal('line'), file: z.string(), line: z.int() }),
    z.strictObject({ type: z.literal('entry'), index: Count }),
    z.strictObject({ type: z.literal('segment'), index: Count, slot: z.int() }),
    z.strictObject({ type: z.literal('key'), kid: z.string() }),
    z.strictObject({ type: z.literal('week'), week: z.int() }),
    z.strictObject({ type: z.literal('day'), day: z.int() }),
  ]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});

const KeySchema = z.strictObject({
  kid: KidSchema,
  x: KeyXSchema,
  /** The fingerprint in words. */
  words: z.string(),
  role: RoleSchema,
  store: KeyStoreSchema,
  active: z.boolean(),
  /** Places of the entries that brought and revoked it. */
  added: Count,
  revoked: Count.nullable(),
  trusted: z.string().nullable(),
});

const ProtectionSchema = z.strictObject({
  rules: z.int(),
  protectedMs: Count,
  atRiskMs: Count,
  overMs: Count,
  manualMs: Count,
  reasons: z.array(z.strictObject({ rule: z.enum(RULE_IDS), because: z.enum(BECAUSE) })),
});

const SegmentSchema = z.strictObject({
  /** Its place among the entries, from 0. */
  index: Count,
  leaf: LeafSchema,
  signer: KidSchema,
  /** Unix seconds, UTC. */
  slot: SlotSchema,
  kind: z.enum(['tracked', 'manual']),
  state: z.enum(['stands', 'deleted', 'moved']),
  /** What counts now, and what was sealed. */
  ms: Count,
  sealedMs: Count,
  sealedAt: At,
  goneAt: At.nullable(),
  receivedAt: At.nullable(),
  imported: z.boolean(),
  editedAt: At.nullable(),
  /** The leaf that it was in another contract's log. */
  movedFrom: LeafSchema.nullable(),
  jumpedMs: Count,
  unobservedMs: Count,
  excludedMs: Count,
  amendments: z.array(z.strictObject({ at: At, fields: z.array(z.enum(FIELD_KINDS)) })),
  memo: field('memo'),
  tag: field('tag'),
  reason: field('reason'),
  time: field('time'),
  activity: field('activity'),
  minutes: field('minutes'),
  windows: field('windows'),
  pictures: z.array(
    z.strictObject({
      number: Count,
      picture: field('picture'),
      redactedAt: At.nullable(),
      atMoment: z.boolean().nullable(),
    }),
  ),
  missed: z.array(field('missed')),
  protection: ProtectionSchema.nullable(),
});

/** Milliseconds of what stands. */
const SumsSchema = z.strictObject({
  segments: Count,
  deleted: Count,
  ms: Count,
  protectedMs: Count,
  atRiskMs: Count,
  overMs: Count,
  manualMs: Count,
  /** Of segments for which there is no verdict, because something that it needs is not told. */
  unjudgedMs: Count,
});

/** Instants in wall ms since 1970 UTC; money in minor units of the currency; `Ms` in milliseconds. */
export const ReportSchema = z.strictObject({
  format: z.literal('minutier-report-1'),
  contract: ManifestSchema.shape.contract,
  log: LeafSchema,
  app: ManifestSchema.shape.app,
  language: ManifestSchema.shape.language,
  scope: ScopeSchema,
  /** The maker's word. */
  note: ManifestSchema.shape.note,
  verdict: z.enum(['proven', 'broken', 'undecided']),
  findings: z.array(FindingSchema.extend({ sentence: z.string() })),
  title: field('title'),
  client: field('client'),
  currency: CurrencySchema,
  openedAt: At,
  /** Null where the bundle has no head of these entries that is signed as it must be. */
  checkpoint: z.strictObject({ origin: z.string(), size: Count, root: z.base64() }).nullable(),
  keys: z.array(KeySchema),
  terms: dated(TermsSchema.extend({ tags: z.array(z.string()) })),
  /** An hour. */
  rates: dated(Minor),
  /** Seconds a week; null: no limit. */
  limits: dated(Count.nullable()),
  pauses: z.array(z.strictObject({ from: At, to: At.nullable() })),
  attestations: z.array(
    z.strictObject({
      what: AttestationSchema.shape.what,
      statedBy: field('statedBy'),
      from: At,
      withdrawn: At.nullable(),
    }),
  ),
  /** Steps of the weeks' reviews, written by a server. */
  reviews: z.array(
    z.strictObject({
      index: Count,
      at: At,
      week: z.int(),
      what: ReviewEntrySchema.shape.what,
      by: ReviewEntrySchema.shape.by,
      ms: Count.nullable(),
      reason: z.enum(DISPUTE_REASONS).nullable(),
      statement: field('statement'),
    }),
  ),
  closes: z.array(
    z.strictObject({
      index: Count,
      signer: KidSchema,
      at: At,
      week: z.int(),
      count: Count,
      ms: Count,
      first: SlotSchema.nullable(),
      last: SlotSchema.nullable(),
    }),
  ),
  /** Of the segments in the scope's range. */
  sums: SumsSchema,
  /** All of the log's, in the order of their slots: of those outside the range nothing is told but that they are. */
  segments: z.array(SegmentSchema),
});
export type ReportDocument = z.infer<typeof ReportSchema>;
type ReportSegment = ReportDocument['segments'][number];

/** What a report is made of. */
export interface Reported {
  record: LogRecord;
  verdict: Verdict;
  findings: readonly Finding[];
  manifest: Pick<z.infer<typeof ManifestSchema>, 'app' | 'language' | 'scope' | 'note'>;
}

/** The file's text, in pieces: a segment a line. */
export function* reportJson(reported: Reported): Generator<string> {
  const { record } = reported;
  const head = JSON.stringify(headOf(reported));
  yield `${head.slice(0, -1)},"segments":[`;
  let before = '\n';
  for (const segment of record.segments) {
    yield before + JSON.stringify(segmentOf(segment));
    before = ',\n';
  }
  yield '\n]}\n';
}

function headOf({ record, verdict, findings, manifest }: Reported): Omit<
  ReportDocument,
  'segments' | 'findings'
> & {
  findings: readonly (Finding & { sentence: string })[];
} {
  const { app, language, scope, note } = manifest;
  const { contract, log, title, client, currency, openedAt, checkpoint } = record;
  return {
    format: 'minutier-report-1',
    contract,
    log,
    app,
    language,
    scope,
    note,
    verdict,
    findings: findings.map((finding) => ({ ...finding, sentence: sentenceOf(finding) })),
    title,
    client,
    currency,
    openedAt,
    checkpoint: checkpoint && {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: toBase64(checkpoint.root),
    },
    keys: record.signers.map(keyOf),
    terms: datedOf(record.terms, ({ tags, ...terms }) => ({ ...terms, tags: [...tags] })),
    rates: datedOf(record.rates, (rate) => rate),
    limits: datedOf(record.limits, (limit) => limit),
    pauses: record.pauses.map(({ from, to }) => ({ from, to })),
    attestations: record.attestations.map(({ what, statedBy, from, withdrawn }) => ({
      what,
      statedBy,
      from,
      withdrawn,
    })),
    reviews: record.reviews.map(({ index, entry, statement }) => ({
      index,
      at: entry.at,
      week: entry.week,
      what: entry.what,
      by: entry.by,
      ms: entry.ms ?? null,
      reason: entry.reason ?? null,
      statement,
    })),
    closes: record.closes.map(({ index, signer, entry }) => ({
      index,
      signer,
      at: entry.at,
      week: entry.week,
      count: entry.count,
      ms: entry.ms,
      first: entry.first ?? null,
      last: entry.last ?? null,
    })),
    sums: sumsOf(record.segments.filter(({ entry }) => entry.slot >= scope.from && entry.slot < scope.to)),
  };
}

function keyOf({ kid, x, words, role, store, active, added, revoked, trusted }: SignerRecord) {
  return { kid, x, words, role, store, active, added, revoked, trusted };
}

function datedOf<T, U>(
  all: Dated<T>,
  value: (one: T) => U,
): { from: number; at: number; by: Dated<T>[number]['by']; value: U }[] {
  return all.map((one) => ({ from: one.from, at: one.at, by: one.by, value: value(one.value) }));
}

function segmentOf(segment: SegmentRecord): ReportSegment {
  const { index, leaf, signer, state, ms, goneAt, receivedAt, entry } = segment;
  const { memo, tag, reason, time, activity, minutes, windows, protection } = segment;
  return {
    index,
    leaf,
    signer,
    slot: entry.slot,
    kind: entry.kind,
    state,
    ms,
    sealedMs: entry.ms,
    sealedAt: entry.at,
    goneAt,
    receivedAt,
    imported: entry.imported === 1,
    editedAt: entry.edited ?? null,
    movedFrom: entry.from ?? null,
    jumpedMs: entry.jumped ?? 0,
    unobservedMs: entry.unobserved ?? 0,
    excludedMs: entry.excluded ?? 0,
    amendments: segment.amendments.map(({ at, fields }) => ({ at, fields: [...fields] })),
    memo,
    tag,
    reason,
    time,
    activity,
    minutes,
    windows,
    pictures: segment.pictures.map(({ number, picture, redactedAt, atMoment }) => ({
      number,
      picture,
      redactedAt,
      atMoment,
    })),
    missed: [...segment.missed],
    protection: protection && {
      rules: protection.rules,
      ...protection.parts,
      reasons: protection.reasons.map(({ rule, because }) => ({ rule, because })),
    },
  };
}

function sumsOf(segments: readonly SegmentRecord[]): z.infer<typeof SumsSchema> {
  const standing = segments.filter(({ state }) => state === 'stands');
  const sum = (value: (one: SegmentRecord) => number) =>
    standing.reduce((total, one) => total + value(one), 0);
  return {
    segments: standing.length,
    deleted: segments.length - standing.length,
    ms: sum(({ ms }) => ms),
    protectedMs: sum(({ protection }) => protection?.parts.protectedMs ?? 0),
    atRiskMs: sum(({ protection }) => protection?.parts.atRiskMs ?? 0),
    overMs: sum(({ protection }) => protection?.parts.overMs ?? 0),
    manualMs: sum(({ protection }) => protection?.parts.manualMs ?? 0),
    unjudgedMs: sum(({ ms, protection }) => (protection === null ? ms : 0)),
  };
}
