/**
 * The logs of the server, as everybody else in it sees them: what may be appended, by whom, and what stands. One write at
 * a time in each contract; what resolved is on the disk. Every method rejects with `BrokenLog` where what is stored is not
 * what this server signed. What is done in a turn (`make`, `read`) must not ask for another turn of the same contract.
 */

import type { z } from 'zod';
import type { Leaf, ReadEntry } from '../../domain/entry';
import type { ContractId } from '../../domain/ids';
import type { Kid } from '../../domain/keys';
import type { LogHead } from '../../domain/log';
import type { AppendResult, AppendSchema, HeadSchema } from '../../domain/protocol-log';
import type { AccountId } from '../../domain/protocol-shared';
import type { Draft } from '../../domain/segment';
import type { Ledger } from '../../domain/verify-ledger';

/** An entry that the server is to sign, and what its digests stand for. */
export interface OwnDraft {
  draft: Draft;
  disclosures: readonly string[];
}

/** What a contract's log says now. To be read at once: it moves on with the next write. */
export interface Standing {
  contract: ContractId;
  ledger: Ledger;
  head: LogHead;
  /** The text of a disclosed field as it stands, by its entry's index and name; null: not told, or destroyed. */
  told(index: number, name: string): Promise<string | null>;
}

export interface LogChange {
  contract: ContractId;
  /** Entries in the log now. */
  size: number;
  /** The new ones. */
  entries: readonly (Pick<ReadEntry, 'entry' | 'kid' | 'leaf'> & { index: number })[];
}

export interface Logs {
  /**
   * A device's entries, in order: one outcome for each. An `open` begins the log, and makes its account the contract's
   * freelancer. Undefined contract and no `open`: null.
   */
  append(
    contract: ContractId,
    by: { account: AccountId; kid: Kid },
    entries: z.output<typeof AppendSchema>['entries'],
    now: number,
  ): Promise<AppendResult[] | null>;
  /**
   * Entries of the server: `make` sees the log as it stands and says which, in the same turn, so that nothing comes
   * between. All of them or none. An empty list: nothing was needed. Null: no such contract, or its log has not (yet, or
   * any more) the server's key.
   */
  own(
    contract: ContractId,
    now: number,
    make: (standing: Standing) => readonly OwnDraft[] | Promise<readonly OwnDraft[]>,
  ): Promise<readonly Leaf[] | null>;
  /** Reads what stands, between two writes. Null: no such contract. */
  read<T>(contract: ContractId, read: (standing: Standing) => T | Promise<T>): Promise<T | null>;
  lines(
    contract: ContractId,
    from: number,
    limit: number,
  ): Promise<{ log: Leaf; size: number; lines: string[] } | null>;
  /** The newest signed head; the path proves that it continues the size `since`. */
  head(contract: ContractId, since: number | null): Promise<z.output<typeof HeadSchema> | null>;
  /** Tells the reception times of entries that no `seal` tells yet. */
  seal(contract: ContractId, now: number): Promise<void>;
  /** The same of every log in which something has waited for a minute. Its troubles are logged; it never rejects. */
  sealDue(now: number): Promise<void>;
  /** Opens every log once, as it is to be done before anybody is served: those that are not what this server signed. */
  checkAll(): Promise<{ contract: ContractId; detail: string }[]>;
  /** Without those that are known to be broken: whoever goes through all of them is not stopped by one. */
  contracts(): Promise<ContractId[]>;
  /** Called after the answer's transaction; what it throws is logged and harms nobody. */
  onChange(listener: (change: LogChange) => void): () => void;
}
