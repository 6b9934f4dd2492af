/**
 * What the log of a slice still lacks: what was sealed of it is held against what stands in the tables now, and the
 * difference is named. It does not matter how the difference came about, or whether the app was killed in between.
 * Pure. SPEC: SG6–SG8, SG10, SG19.
 */
import type { Json } from '../../domain/canonical-json';
import type { EntryOf } from '../../domain/entry';
import type { Draw, Field } from '../../domain/field';
import type { PictureId } from '../../domain/ids';
import { type SealingFacts, segmentOf, takenOf } from '../../domain/segment';
import type { Picture, Slice } from '../../domain/slice';

/** A closed slice as the tables have it. */
export interface Standing {
  slice: Slice;
  pictures: readonly Picture[];
  draws: ReadonlyMap<PictureId, Draw>;
}

/** The segment of it that stands. */
export interface Sealed {
  contractId: Slice['contractId'];
  /** False where the contract's log is another one by now. */
  isNewest: boolean;
  entry: EntryOf<'segment'>;
  /** What counts now. */
  ms: number;
  /** What is told of it, by the field's name. */
  told: ReadonlyMap<string, Json>;
  pictures: readonly { nth: number; id: PictureId; stands: boolean }[];
}

export type Change =
  /** Into its contract's log: it is in none, in one that is gone on with in another, or in another contract's. */
  | { what: 'seal' }
  /** It is not what was sealed, beyond what an amendment can say: a tombstone, and a new segment. */
  | { what: 'replace' }
  | { what: 'delete' }
  | { what: 'move' }
  /** `ms`: with `time`, what counts now. */
  | { what: 'amend'; fields: Field[]; ms: number | null }
  | { what: 'picture-gone'; nth: number; why: 'deleted' | 'expired' }
  | { what: 'redact'; nth: number; field: Field };

/** In the order of `AMENDABLE`. */
const AMENDED = ['memo', 'tag', 'time'];

/** Of a segment, what the clocks say has no part in it. */
const ANY_TIME: Omit<SealingFacts, 'draws'> = { at: 0, mono: 0, boot: 0, app: '0', from: null, seen: null };

/**
 * `standing` is null for a slice that is gone for good. Nothing that may still be undone may be asked about: a picture
 * that waits for its undo is left as it is. Empty where the log says it all.
 */
export function changesOf(sealed: Sealed | null, standing: Standing | null): Change[] {
  if (standing === null) return sealed?.isNewest === true ? [{ what: 'delete' }] : [];
  if (sealed === null) return [{ what: 'seal' }];
  if (sealed.contractId !== standing.slice.contractId) return [{ what: sealed.isNewest ? 'move' : 'seal' }];
  if (!sealed.isNewest) return [{ what: 'seal' }];
  const { draft, fields } = segmentOf(standing.slice, standing.pictures, {
    ...ANY_TIME,
    draws: standing.draws,
  });
  const { entry, told } = sealed;
  const differing = fields.filter(
    ({ name, value }) => !isPictureName(name) && !isSame(told.get(name), value),
  );
  const isAmendable =
    differing.every(({ name }) => AMENDED.includes(name)) &&
    draft.kind === entry.kind &&
    draft.slot === entry.slot &&
    draft.jumped === entry.jumped &&
    draft.unobserved === entry.unobserved &&
    draft.excluded === entry.excluded &&
    draft.imported === entry.imported &&
    draft.ms <= sealed.ms &&
    (draft.ms === sealed.ms || differing.some(({ name }) => name === 'time'));
  if (!isAmendable) return [{ what: 'replace' }];
  const changes: Change[] = sealed.pictures.flatMap((one) => pictureChange(one, sealed, standing));
  if (differing.length === 0) return changes;
  const ms = differing.some(({ name }) => name === 'time') ? draft.ms : null;
  return [{ what: 'amend', fields: differing, ms }, ...changes];
}

function pictureChange(
  { nth, id, stands }: Sealed['pictures'][number],
  { told }: Sealed,
  { pictures, draws }: Standing,
): Change[] {
  if (!stands) return [];
  const picture = pictures.find((one) => one.id === id);
  // A row that is lost (of a damaged file) leaves nothing that could be shown.
  if (picture === undefined) return [{ what: 'picture-gone', nth, why: 'deleted' }];
  if (picture.outcome === 'failed') {
    if (picture.deletedAt !== undefined) return [];
    return [{ what: 'picture-gone', nth, why: picture.reason === 'expired' ? 'expired' : 'deleted' }];
  }
  const name = `picture.${nth}` as const;
  const value = takenOf(picture, draws.get(id));
  return isSame(told.get(name), value) ? [] : [{ what: 'redact', nth, field: { name, value } }];
}

/** Missed pictures stay as they were sealed; taken ones are looked at by their rows. */
function isPictureName(name: string): boolean {
  return name.startsWith('picture.') || name.startsWith('missed.');
}

/** Both are written by the same code, key by key in the same order. */
function isSame(a: Json | undefined, b: Json): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
