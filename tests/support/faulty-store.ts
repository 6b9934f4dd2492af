/** Any `RecorderStore`, with saves that fail on demand, before or after the write took effect. */
import type { WallMs } from '../../domain/clock';
import type { ContractId, IdleId, SliceId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import type { Slot } from '../../domain/week';
import type { IdleQuestion, RecorderStore, Saved, StorageFault } from '../../electron/main/ports';

export class FaultyStore implements RecorderStore {
  /** How many saves were asked for. */
  saves = 0;
  private next: { when: 'before' | 'after'; fault: StorageFault; times: number } | null = null;

  constructor(private readonly real: RecorderStore) {}

  /**
   * The next saves fail. `before`: nothing is written. `after`: all is written, and the answer is lost on its way
   * (a power cut between the commit and the return, say); whoever asked must be able to ask again.
   */
  fail(when: 'before' | 'after', fault: StorageFault, times = Number.POSITIVE_INFINITY): void {
    this.next = { when, fault, times };
  }

  recover(): void {
    this.next = null;
  }

  save(slices: readonly Slice[], idles: readonly IdleQuestion[]): Saved {
    this.saves++;
    if (this.next === null || this.next.times <= 0) return this.real.save(slices, idles);
    this.next.times--;
    if (this.next.when === 'after') this.real.save(slices, idles);
    return { outcome: 'failed', ...this.next.fault };
  }

  openSlices(): Slice[] {
    return this.real.openSlices();
  }

  latestSlice(): Slice | null {
    return this.real.latestSlice();
  }

  sliceAt(contractId: ContractId, slot: Slot): Slice | null {
    return this.real.sliceAt(contractId, slot);
  }

  slicesBetween(from: WallMs, to: WallMs): Slice[] {
    return this.real.slicesBetween(from, to);
  }

  occupied(from: WallMs, to: WallMs) {
    return this.real.occupied(from, to);
  }

  trackedMs(contractId: ContractId, from: WallMs, to: WallMs, except: readonly SliceId[] = []): number {
    return this.real.trackedMs(contractId, from, to, except);
  }

  pendingIdles(): IdleQuestion[] {
    return this.real.pendingIdles();
  }

  idle(id: IdleId): IdleQuestion | null {
    return this.real.idle(id);
  }

  contract(id: ContractId) {
    return this.real.contract(id);
  }
}
