/**
 * A slice as it is sealed: what of it is signed in the open, and what only as a digest; and back again, from verified
 * fields to the slice's facts. Pure. SPEC: SG1, SG4, SG5; docs/evidence-format.md §5.
 */
import { toBase64Url } from './bytes';
import type { Json } from './canonical-json';
import { type Digest, DigestSchema, digestOf, writeDisclosure } from './disclosure';
import { type Entry, type EntryOf, type Leaf, PICTURES_MAX } from './entry';
import {
  BACKEND_MAX,
  DISPLAY_MAX,
  type Draw,
  type Field,
  type FieldValue,
  isField,
  TITLE_MAX,
} from './field';
import type { Sha256 } from './merkle';
import { activityLevel, type HiddenAreas, type Picture, type Slice, type Span, trackedMs } from './slice';

/** What the slice itself does not say. */
export interface SealingFacts {
  /** The machine's clocks when it is sealed. */
  at: number;
  mono: number;
  boot: number;
  app: string;
  /** The leaf that it was in another contract's log. */
  from: Leaf | null;
  seen: EntryOf<'segment'>['seen'] | null;
  /** Which draw gave the moment of a picture, by the picture's id; nothing for one that no day key gave. */
  draws: ReadonlyMap<Picture['id'], Draw>;
}

/** An entry without what only its place in the log gives. */
export type Draft<E extends Entry = Entry> = E extends Entry ? Omit<E, 'seq' | 'prev'> : never;

/** What is signed of a slice, and the fields that `_sd` stands for, in order. The slice must be closed. */
export function segmentOf(
  slice: Slice,
  pictures: readonly Picture[],
  facts: SealingFacts,
): { draft: Omit<Draft<EntryOf<'segment'>>, '_sd'>; fields: Field[] } {
  const { at, mono, boot, app, from, seen } = facts;
  const taken = takenInOrder(pictures);
  const missed = ordered(pictures.filter((one) => one.outcome === 'failed'));
  const jumped = slice.jumps.reduce((sum, jump) => sum + Math.abs(jump.byMs), 0);
  const unobserved = unobservedMs(slice);
  return {
    draft: {
      type: 'segment',
      at,
      mono,
      boot,
      app,
      slot: slice.slot,
      kind: slice.kind,
      ms: trackedMs(slice),
      ...(jumped > 0 && { jumped }),
      ...(unobserved > 0 && { unobserved }),
      ...(slice.excludedMs > 0 && { excluded: slice.excludedMs }),
      ...(slice.editedAt !== null && { edited: slice.editedAt }),
      ...(slice.importId !== null && { imported: 1 as const }),
      ...(from !== null && { from }),
      ...(seen != null && { seen }),
      pictures: slice.kind === 'manual' ? 0 : taken.length,
    },
    fields:
      slice.kind === 'manual'
        ? [memoOf(slice), tagOf(slice), { name: 'reason', value: slice.reason }, timeField(slice)]
        : [
            memoOf(slice),
            tagOf(slice),
            timeField(slice),
            { name: 'activity', value: activityLevel(slice.minutes) },
            { name: 'minutes', value: slice.minutes.map(countsOf) },
            { name: 'windows', value: slice.windows.map(windowOf) },
            ...taken.map(
              (one, n): Field => ({ name: `picture.${n}`, value: takenOf(one, facts.draws.get(one.id)) }),
            ),
            ...missed
              .slice(0, PICTURES_MAX - taken.length)
              .map((one, n): Field => ({ name: `missed.${n}`, value: missedOf(one) })),
          ],
  };
}

/** Pictures with an image, in the order of their numbers in the entry. */
export function takenInOrder(pictures: readonly Picture[]): Taken[] {
  return ordered(pictures.filter((one) => one.outcome === 'ok')).slice(0, PICTURES_MAX);
}

/** By the moment they were taken; of one moment by display, then id, so that the order is always the same. */
function ordered<P extends Picture>(pictures: readonly P[]): P[] {
  const key = (one: P) => `${one.display}\n${one.id}`;
  return [...pictures].sort((a, b) => a.takenAt - b.takenAt || (key(a) < key(b) ? -1 : 1));
}

export function memoOf({ memo }: Pick<Slice, 'memo'>): Field {
  return { name: 'memo', value: memo };
}

export function tagOf({ tag }: Pick<Slice, 'tag'>): Field {
  return { name: 'tag', value: tag };
}

/** The exact spans with the clock's jumps and the gaps; which idle question a span belonged to is not told. */
export function timeField({ spans, jumps, gaps }: Pick<Slice, 'spans' | 'jumps' | 'gaps'>): Field {
  return {
    name: 'time',
    value: {
      spans: spans.map((span) => [span.start, span.end, span.kind]),
      jumps: jumps.map((jump) => [jump.at, jump.byMs]),
      gaps: gaps.map((gap) => [gap.start, gap.end, gap.reason]),
    },
  };
}

function unobservedMs({ gaps }: Pick<Slice, 'gaps'>): number {
  return gaps.filter((gap) => gap.reason === 'unobserved').reduce((sum, gap) => sum + gap.end - gap.start, 0);
}

function countsOf({ keys, clicks, scrolls, distance, synthetic }: Slice['minutes'][number]): Json {
  return [keys, clicks, scrolls, distance, synthetic];
}

function windowOf({ app, title, ms }: Slice['windows'][number]): Json {
  return title === null ? [told(app, TITLE_MAX), ms] : [told(app, TITLE_MAX), told(title, TITLE_MAX), ms];
}

/** What the system says may be of any length, and half a character at its end: it must not keep a slice from being sealed. */
function told(text: string, max: number): string {
  return text.slice(0, max).replace(/\p{Surrogate}/gu, '\ufffd');
}

type Taken = Extract<Picture, { outcome: 'ok' }>;
type Missed = Extract<Picture, { outcome: 'failed' }>;

/** Also what a redaction discloses anew. */
export function takenOf(picture: Taken, draw: Draw | undefined): Json {
  const { sha256, bytes, width, height } = picture;
  return {
    ...picturedOf(picture),
    sha256,
    bytes,
    width,
    height,
    ...(picture.hidden !== null && { hidden: hiddenOf(picture.hidden) }),
    ...(picture.held && { held: 1 }),
    ...(draw && { draw: { nth: draw.nth, from: draw.from } }),
  };
}

function missedOf(picture: Missed): Json {
  return { ...picturedOf(picture), reason: picture.reason };
}

function picturedOf({ takenAt, trigger, display, backend, blurred }: Picture) {
  return {
    at: takenAt,
    trigger,
    display: told(display, DISPLAY_MAX),
    backend: told(backend, BACKEND_MAX),
    blurred: blurred ? 1 : 0,
  };
}

function hiddenOf(hidden: HiddenAreas): Json {
  return hidden === 'whole' ? hidden : hidden.map(({ x, y, width, height }) => [x, y, width, height]);
}

/** And back, from a verified disclosure. */
export function hiddenFrom(hidden: FieldValue<'picture'>['hidden']): HiddenAreas | null {
  if (hidden === undefined || hidden === 'whole') return hidden ?? null;
  return hidden.map(([x, y, width, height]) => ({ x, y, width, height }));
}

/** The slice's spans from a verified `time`; the idle questions are not known any more. */
export function spansFrom(time: FieldValue<'time'>): Span[] {
  return time.spans.map(([start, end, kind]) => ({ start, end, kind, idleId: null }));
}

/** Digests for an entry, sorted, and the disclosures in the order of the fields. Each field takes a fresh salt of 16 bytes. */
export function digestsOf(
  fields: readonly Field[],
  salt: () => Uint8Array,
  sha256: Sha256,
): { _sd: Digest[]; disclosures: string[] } {
  const wrong = fields.find(({ name, value }) => !isField(name, value));
  if (wrong !== undefined) throw new Error(`broken invariant: ${wrong.name} says what it cannot say`);
  const disclosures = fields.map(({ name, value }) =>
    writeDisclosure({ salt: toBase64Url(salt()), name, value }),
  );
  const _sd = disclosures.map((one) => DigestSchema.parse(digestOf(one, sha256))).sort();
  return { _sd, disclosures };
}
