/** What a ledger holds of each segment and statement, and what became of it. */
import type { EntryOf, Leaf } from './entry';
import type { FieldKind } from './field';
import type { Kid } from './keys';

export type Lost = 'deleted' | 'expired';

/** A segment and what became of it. */
export interface StandingSegment {
  index: number;
  leaf: Leaf;
  entry: EntryOf<'segment'>;
  kid: Kid;
  /** The first key of its device: a key that took over by a rotation is the same device. */
  device: Kid;
  ms: number;
  state: 'stands' | 'deleted' | 'moved';
  goneAt: number | null;
  amendments: { at: number; fields: readonly FieldKind[] }[];
  /** The entry whose digest of the field stands, where it is not the segment itself. */
  holders: Map<string, number> | null;
  /** Of pictures, by number. */
  lost: Map<number, Lost> | null;
  /** When, as the entry that took it says. */
  lostAt: Map<number, number> | null;
  redactedAt: Map<number, number> | null;
}

export interface Attested {
  index: number;
  leaf: Leaf;
  entry: EntryOf<'attest'>;
  withdrawn: number | null;
}
