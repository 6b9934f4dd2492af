/**
 * What the server keeps, as ports: another database or another place for pictures can take their part. One suite of tests
 * (tests/contracts/server-log-store.ts) holds every implementation to what is promised here.
 */
import type { Leaf } from '../../domain/entry';
import type { FieldKind, FieldName } from '../../domain/field';
import type { ContractId, PictureId, SliceId } from '../../domain/ids';
import type { Kid } from '../../domain/keys';
import type { Receipt } from '../../domain/protocol-log';

export interface StoredContract {
  id: ContractId;
  log: Leaf;
  openedAt: number;
  /** Fields that the freelancer shares with the client. */
  shared: readonly FieldKind[];
  /** The newest signed head. */
  checkpoint: string;
}

export interface NewEntry {
  number: number;
  leaf: Leaf;
  kid: Kid;
  seq: number;
  type: string;
  line: string;
  receivedAt: number;
  /** Null for the server's own. */
  receipt: Receipt | null;
  disclosures: readonly { place: number; about: number; name: FieldName; text: string }[];
}

/** A row of what the diary reads. */
export interface SegmentRow {
  number: number;
  leaf: Leaf;
  sliceId: SliceId;
  slot: number;
  kind: 'tracked' | 'manual';
  imported: boolean;
  ms: number;
  state: 'stands' | 'deleted' | 'moved';
  goneAt: number | null;
  editedAt: number | null;
  activity: number | null;
  /** What is told of it as it stands: JSON of domain/verify-told.ts `ToldValues`, by name. */
  told: string;
  pictures: readonly { nth: number; sha256: string; pictureId: PictureId }[];
}

export interface LogWrite {
  contract: ContractId;
  /** Only with the first entry of a log. */
  opened: { log: Leaf; openedAt: number; account: string } | null;
  entries: readonly NewEntry[];
  /** What is told only now of entries that are here already. */
  told: readonly { number: number; disclosures: NewEntry['disclosures'] }[];
  /** Rows that are new or as they are now. */
  segments: readonly SegmentRow[];
  /** Entries whose disclosures are destroyed, whole or of some names. */
  destroyed: readonly { number: number; names: readonly string[] | 'all' }[];
  checkpoint: string;
}

export interface LogStore {
  contract(id: ContractId): Promise<StoredContract | null>;
  contracts(): Promise<StoredContract[]>;
  /** Entries from `from` on, in order, at most `limit`. */
  lines(
    id: ContractId,
    from: number,
    limit: number,
  ): Promise<{ number: number; line: string; receivedAt: number }[]>;
  /** The stored answer for exactly this line; null where it is not there, or is the server's own. */
  receipt(id: ContractId, leaf: Leaf): Promise<Receipt | null>;
  /** What stands in the place `seq` of a signer's chain. */
  placed(id: ContractId, kid: Kid, seq: number): Promise<Leaf | null>;
  /** What is told of the entries in [from, to), in their order and that of their names. */
  disclosures(
    id: ContractId,
    from: number,
    to: number,
  ): Promise<{ number: number; about: number; name: FieldName; text: string }[]>;
  /**
   * All of it or nothing, and on the disk when it resolves: whoever was answered after that has been told the truth
   * whatever happens next. Rejects where the numbers are not the next ones of the log, and where the disk refuses; then
   * nothing has changed. What is destroyed is gone with it, pictures that no segment uses any more too: their files are
   * named in `erasures` until somebody has unlinked them.
   */
  append(write: LogWrite): Promise<void>;
}

/** Which pictures of a contract are here, whole and decoded once. */
export interface PictureShelf {
  /** Its bytes; null: it is not here. */
  size(id: ContractId, sha256: string): Promise<number | null>;
}
