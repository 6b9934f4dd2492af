/**
 * The fields that an entry holds as digests only: their names and what each may say. SPEC: DS3;
 * docs/evidence-format.md §5.
 */
import { z } from 'zod';
import { assertNever } from './assert';
import type { Json } from './canonical-json';
import { type Entry, type EntryOf, InstantSchema } from './entry';
import { quickly } from './shape';
import { TagSchema } from './terms';

const Ms = InstantSchema;
const Count = z.int().min(0);
const Text = (max: number) => z.string().max(max);

/** Characters of what the system says. */
export const TITLE_MAX = 4096;
export const DISPLAY_MAX = 200;
export const BACKEND_MAX = 60;

// Version 1 of the format for ever: the lists of the app may grow, and these must not grow with them unnoticed.
const SPAN_KINDS = ['work', 'idle', 'kept', 'discarded'] as const;
const GAP_REASONS = ['suspend', 'unobserved', 'input-sensor', 'window-sensor', 'idle-sensor'] as const;
const TRIGGERS = ['moment', 'stop', 'switch', 'limit', 'quit'] as const;
const FAILURES = [
  'no-display',
  'permission',
  'black',
  'timeout',
  'crash',
  'encode',
  'disk',
  'locked',
  'interrupted',
  'excluded',
  'deleted',
  'expired',
  'unknown',
] as const;

/** Which draw of the day key gave a picture's moment: its number in the slice (0–2), or the same drawn anew; and from when on. */
export const DrawSchema = z.strictObject({
  nth: z.union([z.int().min(0).max(2), z.enum(['anew', 'anew:2', 'anew:3'])]),
  from: Ms,
});
export type Draw = z.infer<typeof DrawSchema>;

const pictured = {
  at: Ms,
  trigger: z.enum(TRIGGERS),
  display: Text(DISPLAY_MAX),
  backend: Text(BACKEND_MAX),
  blurred: z.union([z.literal(0), z.literal(1)]),
};

/** `[x, y, width, height]` in pixels of the picture, or all of it. */
const HiddenField = z.union([
  z.literal('whole'),
  z
    .array(z.tuple([Count, Count, Count, Count]))
    .min(1)
    .max(100),
]);

/** What each field says. Times are wall ms. */
export const FIELD_SCHEMAS = {
  title: Text(120),
  client: Text(120),
  tags: z.array(TagSchema).max(100),
  statedBy: Text(120),
  /** Of a step of a week's review: what its author says. */
  statement: Text(2000),
  memo: Text(500),
  tag: Text(60),
  /** Of manual time: why it was entered by hand. */
  reason: Text(500),
  time: z.strictObject({
    spans: z.array(z.tuple([Ms, Ms, z.enum(SPAN_KINDS)])),
    /** When, and by how many ms the wall clock moved. */
    jumps: z.array(z.tuple([Ms, z.int()])),
    gaps: z.array(z.tuple([Ms, Ms, z.enum(GAP_REASONS)])),
  }),
  /** Minutes 0–10 with input. */
  activity: z.int().min(0).max(10),
  /** Ten `[keys, clicks, scrolls, distance, synthetic]`. */
  minutes: z.array(z.tuple([Count, Count, Count, Count, Count])).length(10),
  /** `[application, ms]` where no title was told, else `[application, title, ms]`. */
  windows: z.array(
    z.union([z.tuple([Text(TITLE_MAX), Count]), z.tuple([Text(TITLE_MAX), Text(TITLE_MAX), Count])]),
  ),
  picture: z.strictObject({
    ...pictured,
    /** Of the WebP bytes: its name in the bundle, lower-case hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(1),
    width: z.int().min(1).max(65_535),
    height: z.int().min(1).max(65_535),
    hidden: HiddenField.optional(),
    /** 1: it shows a window of another client and waits for the freelancer. */
    held: z.literal(1).optional(),
    draw: DrawSchema.optional(),
  }),
  missed: z.strictObject({ ...pictured, reason: z.enum(FAILURES) }),
} as const;

export type FieldKind = keyof typeof FIELD_SCHEMAS;
export const FIELD_KINDS = [
  'title',
  'client',
  'tags',
  'statedBy',
  'statement',
  'memo',
  'tag',
  'reason',
  'time',
  'activity',
  'minutes',
  'windows',
  'picture',
  'missed',
] as const satisfies readonly FieldKind[];

export type FieldValue<K extends FieldKind> = z.infer<(typeof FIELD_SCHEMAS)[K]>;

/** A field's name: its kind; of pictures with their number, `picture.0`, `missed.1`. */
export type FieldName = Exclude<FieldKind, 'picture' | 'missed'> | `picture.${number}` | `missed.${number}`;

export interface Field {
  name: FieldName;
  value: Json;
}

const NUMBERED = /^(picture|missed)\.(0|[1-9][0-9]?)$/;

const UNNUMBERED: ReadonlyMap<string, FieldKind> = new Map(
  FIELD_KINDS.filter((kind) => kind !== 'picture' && kind !== 'missed').map((kind) => [kind, kind]),
);

/** Null for what is no name. */
export function kindOfField(name: string): FieldKind | null {
  const plain = UNNUMBERED.get(name);
  if (plain !== undefined) return plain;
  const kind = NUMBERED.exec(name)?.[1] ?? name;
  const known = FIELD_KINDS.find((one) => one === kind) ?? null;
  const needsNumber = known === 'picture' || known === 'missed';
  return needsNumber === (kind !== name) ? known : null;
}

const TRACKED = ['memo', 'tag', 'time', 'activity', 'minutes', 'windows'] as const;
const MANUAL = ['memo', 'tag', 'reason', 'time'] as const;

/**
 * The names that the entry's digests stand for, in the order in which a bundle tells them. Null where there are more or
 * fewer digests than such an entry has. Which digest is whose only the disclosures say.
 */
export function fieldNames(entry: Entry): FieldName[] | null {
  const names = namesOf(entry);
  const digests = '_sd' in entry ? entry._sd.length : 0;
  return names !== null && names.length === digests ? names : null;
}

function namesOf(entry: Entry): FieldName[] | null {
  switch (entry.type) {
    case 'open':
      return ['title', 'client', 'tags'];
    case 'terms':
      return ['tags'];
    case 'attest':
      return ['statedBy'];
    case 'review':
      return ['statement'];
    case 'segment':
      return segmentNames(entry);
    case 'amend':
      return [...entry.fields];
    case 'redact':
      return [`picture.${entry.picture}`];
    case 'delete':
    case 'expire':
    case 'rate':
    case 'limit':
    case 'pause':
    case 'resume':
    case 'withdraw':
    case 'day.commit':
    case 'day.reveal':
    case 'key.add':
    case 'key.revoke':
    case 'close':
    case 'seal':
      return [];
    default:
      return assertNever(entry);
  }
}

function segmentNames({ kind, pictures, _sd }: EntryOf<'segment'>): FieldName[] | null {
  const base: readonly FieldName[] = kind === 'manual' ? MANUAL : TRACKED;
  const missed = _sd.length - base.length - pictures;
  if (missed < 0 || (kind === 'manual' && pictures + missed > 0)) return null;
  return [
    ...base,
    ...Array.from({ length: pictures }, (_, n) => `picture.${n}` as const),
    ...Array.from({ length: missed }, (_, n) => `missed.${n}` as const),
  ];
}

/** Whether it is the name of a field, and a field of that kind may say this. */
export function isField(name: string, value: Json): boolean {
  const kind = kindOfField(name);
  return kind !== null && quickly<unknown>(FIELD_SCHEMAS[kind], value).success;
}
