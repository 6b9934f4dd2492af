/** The recorder's port over the tables. See `RecorderStore` in ../ports.ts for what it promises. */
import type { WallMs } from '../../../domain/clock';
import type { ContractId, IdleId, SliceId } from '../../../domain/ids';
import type { Slice } from '../../../domain/slice';
import type { Slot } from '../../../domain/week';
import type { IdleQuestion, RecorderStore, Saved } from '../ports';
import type { Base } from './connection';
import type { ContractsTable } from './contracts';
import { attempt } from './faults';
import type { IdlesTable } from './idles';
import type { SlicesTable } from './slices';

const SAVED = { outcome: 'saved' } as const;

export class SqliteRecorderStore implements RecorderStore {
  private readonly saveAll: (slices: readonly Slice[], idles: readonly IdleQuestion[]) => void;

  constructor(
    private readonly base: Base,
    private readonly slices: SlicesTable,
    private readonly idles: IdlesTable,
    private readonly contracts: ContractsTable,
  ) {
    this.saveAll = base.sqlite.transaction((all: readonly Slice[], questions: readonly IdleQuestion[]) => {
      for (const slice of all) slices.upsert(slice);
      for (const question of questions) idles.upsert(question);
    });
  }

  save(slices: readonly Slice[], idles: readonly IdleQuestion[]): Saved {
    return attempt(this.base.folder, () => {
      const [only] = slices;
      // The checkpoint of every few seconds is one statement, a transaction by itself.
      if (only !== undefined && slices.length === 1 && idles.length === 0) this.slices.upsert(only);
      else this.saveAll(slices, idles);
      // Commit point: the log is on the disk. A crash before leaves the rows of the last save, after it these.
      return SAVED;
    });
  }

  openSlices(): Slice[] {
    return this.slices.open();
  }

  latestSlice(): Slice | null {
    return this.slices.latest();
  }

  sliceAt(contractId: ContractId, slot: Slot): Slice | null {
    return this.slices.at(contractId, slot);
  }

  slicesBetween(from: WallMs, to: WallMs): Slice[] {
    return this.slices.between(from, to);
  }

  occupied(from: WallMs, to: WallMs) {
    return this.slices.occupied(from, to);
  }

  trackedMs(contractId: ContractId, from: WallMs, to: WallMs, except: readonly SliceId[] = []): number {
    return this.slices.trackedMs(contractId, from, to, except);
  }

  pendingIdles(): IdleQuestion[] {
    return this.idles.pending();
  }

  idle(id: IdleId): IdleQuestion | null {
    return this.idles.get(id);
  }

  contract(id: ContractId) {
    return this.contracts.get(id);
  }
}
