/** What the sealer needs: the tables it holds against the logs, the keys, and what the server's order of a log asks of it. */
import type { Clock } from '../../domain/clock';
import type { ContractId, SliceId } from '../../domain/ids';
import type { Sha256 } from '../../domain/merkle';
import type { ContractsTable } from './db/contracts';
import type { LogRow, LogsTable } from './db/logs-table';
import type { PicturesTable } from './db/pictures-table';
import type { SealDueTable } from './db/seal-due';
import type { RestoredMark } from './db/settings';
import type { SlicesTable } from './db/slices';
import type { DeviceKey, LogMemory, OrderedLog } from './evidence/ports';

export interface SealerDeps {
  logs: LogsTable;
  due: SealDueTable;
  slices: Pick<SlicesTable, 'byId'>;
  pictures: Pick<PicturesTable, 'ofSlices' | 'draws'>;
  contracts: Pick<ContractsTable, 'get'>;
  /** Runs the work as one transaction, inside another as a part of it. Throws what it throws, with nothing of it kept. */
  transaction<T>(work: () => T): T;
  /** Whether an error is the disk's. */
  isFault(error: unknown): boolean;
  memory: LogMemory;
  /** This device's keys that are open: of a rotation under way the one that takes over comes first. */
  device(): readonly DeviceKey[];
  restored(): RestoredMark | null;
  clock: Clock;
  /** 16 fresh random bytes. */
  salt(): Uint8Array;
  sha256: Sha256;
  app: string;
  /** Whether a picture of the slice is under way, or something of it is not on the disk yet. */
  underWay(id: SliceId): boolean;
  /** Settles when the next step may begin. */
  pause(): Promise<void>;
  /** Folds what was destroyed out of the database's own log. False where it cannot be done now: it is asked again. */
  forget?(): boolean;
  /** The contract's log has entries that it had not before. */
  grew?(contractId: ContractId): void;
  /** Null, or not there: no server orders the log. */
  ordered?(log: LogRow): OrderedLog | null;
  log(message: string): void;
}
