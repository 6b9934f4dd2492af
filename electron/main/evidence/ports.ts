/**
 * What the evidence parts know of each other: whoever reads the sealed logs (export, screens), whoever has something
 * signed (day keys, key rotation), and the memory of what was signed, kept apart from the database.
 */
import type { Leaf } from '../../../domain/entry';
import type { FieldName } from '../../../domain/field';
import type { ContractId } from '../../../domain/ids';
import type { SigningKey } from '../../../domain/keys';
import type { Appended, LogHead } from '../../../domain/log';
import type { Draft } from '../../../domain/segment';
import type { Slot } from '../../../domain/week';

/** The key with which this device signs, and where its secret is kept. */
export interface DeviceKey {
  key: SigningKey;
  store: 'system' | 'file';
}

export interface SealedLog {
  contractId: ContractId;
  /** The leaf of its `open`, which names it. */
  log: Leaf;
  head: LogHead;
  /** Wall ms. */
  openedAt: number;
}

/** What stands beside an entry. */
export interface StoredDisclosure {
  /** The entry that has its digest, by its place among the leaves. */
  index: number;
  name: FieldName;
  /** Of the segment that it belongs to (an amendment's: its target's); null for the contract's own. */
  slot: Slot | null;
  text: string;
}

/** Reading never waits and never writes. Iterables read a page at a time: the log may grow while they are read. */
export interface LogReader {
  /** The newest last: it is the one that is sealed into. None before the contract's first entry. */
  logs(contractId: ContractId): SealedLog[];
  /** Entries in order, from the place `from` on. */
  lines(log: Leaf, from?: number): Iterable<string>;
  /** In the order of the leaves, inside an entry in the order of its names. */
  disclosures(log: Leaf): Iterable<StoredDisclosure>;
}

export interface LogSigner {
  /**
   * Says in the contract's log everything that can be said by now; settles when nothing is due but what waits (for an
   * undo, a picture, the end of a slot). Each step is one short transaction. Rejects where the disk refuses.
   */
  settle(contractId: ContractId): Promise<void>;
  /**
   * The signed head of the log, which must be the contract's newest. The memory is written first (LG16). Of a log that a
   * server orders it is the newest head that the server signed: this device signs none over what the server may still put
   * something before.
   */
  checkpoint(log: Leaf): string;
  /** A signed note of this text under the log's origin. */
  note(log: Leaf, text: string): string;
  /**
   * One more entry in the contract's newest log, in one transaction with `keep` (which is told what was appended);
   * signed by the device's key, or by the one given. Null where the contract has no log yet and none can be opened.
   */
  appendTo(contractId: ContractId, draft: Draft, options?: AppendOptions): Appended | null;
}

export interface AppendOptions {
  /** Another key of the log: the one that a rotation leaves, or brings. */
  key?: SigningKey;
  /** What is kept with the entry. `log` is the row of the log in the table `logs`. */
  keep?: (appended: Appended, log: number) => void;
}

/** A log that a server orders: how far that has come. */
export interface OrderedLog {
  /** Entries up to the server's key: what was signed over them holds. */
  base: number;
  /** The head of what the server has as well; null: nothing was sent yet. */
  sent: LogHead | null;
  /** The newest head that the server signed, as it signed it. */
  checkpoint: string | null;
  /** What is missing here of what was sent may come back from the server: no other log is opened before that was tried. */
  mayCatchUp: boolean;
}

export interface Remembered {
  log: Leaf;
  size: number;
  /** The head at that size, base64url. */
  root: string;
}

/**
 * The newest head of each contract's log that was signed, in a file apart from the database: a database that was
 * restored from a backup knows less than this. `write` is durable when it returns, and throws where the disk refuses.
 */
export interface LogMemory {
  read(contractId: ContractId): Remembered | null;
  write(contractId: ContractId, remembered: Remembered): void;
}
