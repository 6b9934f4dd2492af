/** A sealer over a real database, with a test's own key, clock and memory; and a look at what it wrote. */
import { randomBytes } from 'node:crypto';
import type { Clock, WallMs } from '../../domain/clock';
import { type Entry, type EntryOf, type EntryType, type Leaf, readEntry } from '../../domain/entry';
import type { ContractId, SliceId } from '../../domain/ids';
import { admit, type LogHead, NEW_LOG } from '../../domain/log';
import { faultOf } from '../../electron/main/db/faults';
import type { Database } from '../../electron/main/db/open';
import type { DeviceKey, LogMemory, Remembered } from '../../electron/main/evidence/ports';
import { createSealer, type Sealer, type SealerDeps } from '../../electron/main/sealer';
import { sha256, testKey } from './evidence';

/** A memory that forgets with the test. */
export function testMemory(): LogMemory & { heads: Map<ContractId, Remembered> } {
  const heads = new Map<ContractId, Remembered>();
  return {
    heads,
    read: (id) => heads.get(id) ?? null,
    write(id, remembered) {
      const known = heads.get(id);
      if (known?.log === remembered.log && known.size >= remembered.size) return;
      heads.set(id, remembered);
    },
  };
}

export interface TestSealerOptions {
  /** The wall clock; the machine's other two start with it at 1,000,000 ms. */
  now(): WallMs;
  clock?: Clock;
  memory?: LogMemory;
  device?: () => readonly DeviceKey[];
  salt?: () => Uint8Array;
  change?: Partial<SealerDeps>;
}

/** What the sealer complained of is in `warnings`. */
export function testSealer(
  database: Database,
  options: TestSealerOptions,
): { signer: Sealer; memory: LogMemory; warnings: string[] } {
  const memory = options.memory ?? testMemory();
  const warnings: string[] = [];
  const started = options.now();
  const since = () => 1_000_000 + Math.max(0, options.now() - started);
  const device: DeviceKey = { key: testKey('device'), store: 'system' };
  const signer = createSealer({
    logs: database.logs,
    due: database.sealDue,
    slices: database.slices,
    pictures: database.pictures,
    contracts: database.contracts,
    transaction: (work) => database.transaction(work),
    isFault: (error) => faultOf(error, database.folder) !== null,
    memory,
    device: options.device ?? (() => [device]),
    restored: () => database.settings.restored(),
    clock: options.clock ?? { read: () => ({ wall: options.now(), mono: since(), boot: since() }) },
    salt: options.salt ?? (() => new Uint8Array(randomBytes(16))),
    sha256,
    app: '0.1.0',
    underWay: () => false,
    pause: () => Promise.resolve(),
    log: (message) => void warnings.push(message),
    ...options.change,
  });
  database.whenDestroyed(() => signer.destroyed());
  return { signer, memory, warnings };
}

/** The entries of the contract's newest log, read to the byte and each allowed where it stands. */
export function readLog(
  database: Database,
  id: ContractId,
): { entries: (Entry & { leaf: Leaf })[]; head: LogHead } {
  const log = database.logs.newest(id);
  const entries: (Entry & { leaf: Leaf })[] = [];
  let head = NEW_LOG;
  for (const line of log === null ? [] : database.logs.lines(log.log)) {
    const read = readEntry(line, sha256);
    if (!read.ok) throw new Error(`entry ${entries.length} is refused: ${read.why}`);
    const next = admit(head, read.value, sha256);
    if (!next.ok) throw new Error(`entry ${entries.length} may not come next: ${next.why}`);
    head = next.value;
    entries.push({ ...read.value.entry, leaf: read.value.leaf });
  }
  return { entries, head };
}

export function entriesOf(database: Database, id: ContractId): Entry[] {
  return readLog(database, id).entries;
}

/** Those of one kind. */
export function entriesOfType<T extends EntryType>(
  database: Database,
  id: ContractId,
  type: T,
): (EntryOf<T> & { leaf: Leaf })[] {
  const isOf = (entry: Entry & { leaf: Leaf }): entry is EntryOf<T> & { leaf: Leaf } => entry.type === type;
  return readLog(database, id).entries.filter(isOf);
}

/** What the newest log tells of the slice, by the field's name; null where it stands in none. */
export function toldOf(database: Database, id: SliceId): Map<string, unknown> | null {
  const segment = database.logs.segmentOf(id);
  return segment && new Map([...segment.disclosed].map(([name, { value }]) => [name, value]));
}
