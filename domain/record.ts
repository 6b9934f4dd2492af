/**
 * What a verified log says, put together: the contract, its keys, its terms by date, its segments with what is told of
 * each. Reports, the PDF and the verifier's page are made from this and from nothing else. The types; `domain/verify.ts`
 * fills them. SPEC: SG18.
 */
import type { Checkpoint } from './checkpoint';
import type { EntryOf, Leaf, LogTerms, Role } from './entry';
import type { FieldKind, FieldValue } from './field';
import type { ContractId } from './ids';
import type { Kid } from './keys';
import type { Signer } from './log';
import type { Verdict } from './protection';

/** A field that is told, or why it is not. `none`: this kind of segment has no such field. */
export type Told<T> =
  | { told: true; value: T }
  | { told: false; why: 'withheld' | 'deleted' | 'expired' | 'missing' | 'none' };

export type ToldField<K extends FieldKind> = Told<FieldValue<K>>;

/** Values that hold from an instant on, ascending; of two from the same instant the later entry holds. */
export type Dated<T> = readonly { from: number; at: number; by: Teller; value: T }[];

/** Whose word it is; `stranger`: of a server or client whose key nobody trusts (KY10). */
export type Teller = Role | 'stranger';

export interface PictureRecord {
  /** Its number in the segment. */
  number: number;
  picture: ToldField<'picture'>;
  /** When it was redacted or released last; null for never. */
  redactedAt: number | null;
  /** Whether its moment is the one that the day's key gives; null where that cannot be said. */
  atMoment: boolean | null;
}

export interface SegmentRecord {
  index: number;
  leaf: Leaf;
  entry: EntryOf<'segment'>;
  signer: Kid;
  /** What counts now; 0 once it is deleted. */
  ms: number;
  state: 'stands' | 'deleted' | 'moved';
  /** When it was deleted or moved away; null while it stands. */
  goneAt: number | null;
  /** By the server; null where none told. */
  receivedAt: number | null;
  amendments: readonly { at: number; fields: readonly FieldKind[] }[];
  memo: ToldField<'memo'>;
  tag: ToldField<'tag'>;
  reason: ToldField<'reason'>;
  time: ToldField<'time'>;
  activity: ToldField<'activity'>;
  minutes: ToldField<'minutes'>;
  windows: ToldField<'windows'>;
  pictures: readonly PictureRecord[];
  missed: readonly ToldField<'missed'>[];
  /** By the rules in force at its slot; null where it does not stand, or a field that the verdict needs is not told. */
  protection: Omit<Verdict, 'sliceId'> | null;
}

export interface SignerRecord extends Signer {
  /** The fingerprint as words. */
  words: string;
  /** The index of the entry that brought it, and of the one that revoked it. */
  added: number;
  revoked: number | null;
  /** The name that the trust file gives it; null for a key that is not in it. */
  trusted: string | null;
}

export interface LogRecord {
  contract: ContractId;
  log: Leaf;
  currency: string;
  openedAt: number;
  title: ToldField<'title'>;
  client: ToldField<'client'>;
  /** Null where the bundle has no head of these entries that is signed as it must be. */
  checkpoint: Checkpoint | null;
  signers: readonly SignerRecord[];
  terms: Dated<LogTerms & { tags: readonly string[] }>;
  rates: Dated<number>;
  /** Seconds a week; null: no limit. */
  limits: Dated<number | null>;
  pauses: readonly { from: number; to: number | null }[];
  attestations: readonly {
    what: 'identity' | 'billing' | 'standing';
    statedBy: ToldField<'statedBy'>;
    from: number;
    withdrawn: number | null;
  }[];
  /** In the order of their slots, then of the log. Deleted ones too. */
  segments: readonly SegmentRecord[];
  /** Steps of the weeks' reviews, in the order of the log. */
  reviews: readonly { index: number; entry: EntryOf<'review'>; statement: ToldField<'statement'> }[];
  closes: readonly { index: number; signer: Kid; entry: EntryOf<'close'> }[];
}
