/** A `RecorderStore` in memory. It passes the same contract suite as the real one (tests/contracts/store.ts). */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId, IdleId, SliceId } from '../../domain/ids';
import { type Slice, trackedMs } from '../../domain/slice';
import { type Slot, slotStart } from '../../domain/week';
import type { IdleQuestion, Interval, RecorderStore, Saved } from '../../electron/main/ports';

export class MemoryStore implements RecorderStore {
  private slices = new Map<SliceId, Slice>();
  private idles = new Map<IdleId, IdleQuestion>();
  private readonly contracts = new Map<ContractId, HourlyContract>();

  /** Adds or replaces a contract. */
  putContract(contract: HourlyContract): void {
    this.contracts.set(contract.id, structuredClone(contract));
  }

  /** All slices, ascending by slot, for what a test asserts. */
  all(): Slice[] {
    return this.sorted([...this.slices.values()]);
  }

  save(slices: readonly Slice[], idles: readonly IdleQuestion[]): Saved {
    const nextSlices = new Map(this.slices);
    for (const slice of slices) {
      this.mustBeAllowed(slice, nextSlices);
      nextSlices.set(slice.id, structuredClone(slice));
    }
    const nextIdles = new Map(this.idles);
    for (const idle of idles) nextIdles.set(idle.id, structuredClone(idle));
    this.slices = nextSlices;
    this.idles = nextIdles;
    return { outcome: 'saved' };
  }

  openSlices(): Slice[] {
    return this.all().filter((slice) => slice.state === 'open');
  }

  latestSlice(): Slice | null {
    const end = (slice: Slice) => Math.max(...slice.spans.map((span) => span.end));
    return (
      this.all()
        .sort((a, b) => a.slot - b.slot || end(a) - end(b))
        .at(-1) ?? null
    );
  }

  sliceAt(contractId: ContractId, slot: Slot): Slice | null {
    return this.all().find((slice) => slice.contractId === contractId && slice.slot === slot) ?? null;
  }

  slicesBetween(from: WallMs, to: WallMs): Slice[] {
    return this.all().filter((slice) => slice.spans.some((span) => span.start < to && span.end > from));
  }

  occupied(from: WallMs, to: WallMs): Interval[] {
    const spans = this.all()
      .flatMap((slice) => slice.spans)
      .filter((span) => span.start < to && span.end > from)
      .sort((a, b) => a.start - b.start);
    const merged: Interval[] = [];
    for (const { start, end } of spans) {
      const last = merged.at(-1);
      if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
      else merged.push({ start, end });
    }
    return merged;
  }

  trackedMs(contractId: ContractId, from: WallMs, to: WallMs, except: readonly SliceId[] = []): number {
    return this.all()
      .filter((slice) => slice.contractId === contractId && !except.includes(slice.id))
      .filter((slice) => slotStart(slice.slot) >= from && slotStart(slice.slot) < to)
      .reduce((sum, slice) => sum + trackedMs(slice), 0);
  }

  pendingIdles(): IdleQuestion[] {
    return [...this.idles.values()]
      .filter((idle) => idle.state === 'pending')
      .sort((a, b) => a.start - b.start)
      .map((idle) => structuredClone(idle));
  }

  idle(id: IdleId): IdleQuestion | null {
    return structuredClone(this.idles.get(id) ?? null);
  }

  contract(id: ContractId): HourlyContract | null {
    return structuredClone(this.contracts.get(id) ?? null);
  }

  /** What the real database's constraints refuse. */
  private mustBeAllowed(slice: Slice, known: ReadonlyMap<SliceId, Slice>): void {
    if (!this.contracts.has(slice.contractId)) throw new Error(`unknown contract ${slice.contractId}`);
    for (const other of known.values()) {
      const same = other.contractId === slice.contractId && other.slot === slice.slot;
      if (same && other.id !== slice.id) throw new Error(`second slice for slot ${slice.slot}`);
    }
    const start = slotStart(slice.slot);
    const outside = slice.spans.some((span) => span.start < start || span.end > start + 600_000);
    if (outside) throw new Error(`span outside of slot ${slice.slot}`);
    if (trackedMs(slice) > 600_000) throw new Error(`more than 600 s in slot ${slice.slot}`);
  }

  private sorted(slices: Slice[]): Slice[] {
    const first = (slice: Slice) => Math.min(...slice.spans.map((span) => span.start));
    return slices
      .map((slice) => structuredClone(slice))
      .sort((a, b) => a.slot - b.slot || first(a) - first(b) || (a.id < b.id ? -1 : 1));
  }
}
