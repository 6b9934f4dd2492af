/**
 * Editing the diary: tag, contract, deletion with undo, manual time. Promises: each edit is all or nothing over the
 * slices it names; a deletion can be undone for 30 seconds, and after that (or at the next start) everything of it is
 * destroyed but its mark. SPEC: ED.
 */
import { assertNever } from '../../domain/assert';
import type { WallMs } from '../../domain/clock';
import {
  type ManualRefusal,
  type MoveRefusal,
  manualSlice,
  refusalOfEdit,
  refusalOfManual,
  refusalOfMove,
  UNDO_MS,
} from '../../domain/edit';
import type { HourlyContract } from '../../domain/hourly-contract';
import { type ContractId, type NewId, type SliceId, SliceIdSchema } from '../../domain/ids';
import { overLimitBySlot } from '../../domain/limit';
import { type Slice, trackedMs } from '../../domain/slice';
import { type Slot, slotEnd, slotStart, weekEnd, weekStart } from '../../domain/week';
import type { CommandInput, CommandOutput } from '../contract';
import type { SlicesTable } from './db/slices';
import type { TrashTable } from './db/trash';
import { done, failed, type Outcome } from './dispatch';
import { grossMinor } from './gross';
import type { PictureEraser } from './picture-eraser';
import type { Recorder, RecorderStore, Saved, StorageFault } from './ports';

export interface EditDeps {
  slices: Pick<SlicesTable, 'byId' | 'at' | 'setTag' | 'setContract' | 'occupied' | 'cellsBetween'>;
  trash: Pick<TrashTable, 'discard' | 'restore' | 'batches' | 'destroy' | 'forget' | 'end'>;
  store: Pick<RecorderStore, 'save'>;
  /** Settles when the key store was asked. */
  eraser: Promise<PictureEraser | StorageFault>;
  recorder: Pick<Recorder, 'edit' | 'openSlice'>;
  contract(id: ContractId): HourlyContract | null;
  now(): WallMs;
  newId: NewId;
  slicesChanged(slots: Slot[]): void;
  /** Settles after `ms`. */
  after(ms: number): Promise<void>;
  /** What could not be destroyed now is destroyed at the next start. */
  log(message: string): void;
}

export type Worth = CommandOutput<'diary.edit.worth'>;

export class Edits {
  constructor(private readonly deps: EditDeps) {}

  setTag(ids: readonly SliceId[], tag: string): Outcome<undefined> {
    const found = this.find(ids);
    if (!found.ok) return found;
    for (const slice of found.value) {
      const refusal = refusalOfEdit(slice, this.deps.now());
      if (refusal !== null) return refused(refusal, slice.id);
    }
    return this.change(found.value, () => this.deps.slices.setTag(ids, tag));
  }

  move(ids: readonly SliceId[], to: ContractId): Outcome<undefined> {
    const target = this.deps.contract(to);
    if (target === null) return failed('not-found', `contract ${to}`);
    const found = this.find(ids);
    if (!found.ok) return found;
    const slots = new Set<Slot>();
    for (const slice of found.value) {
      const open = this.deps.recorder.openSlice();
      const taken =
        slots.has(slice.slot) ||
        this.deps.slices.at(to, slice.slot) !== null ||
        (open?.contractId === to && open.slot === slice.slot);
      slots.add(slice.slot);
      const refusal = refusalOfMove(slice, target, taken, this.deps.now());
      if (refusal !== null) return refused(refusal, slice.id);
    }
    return this.change(found.value, () => this.deps.slices.setContract(ids, to));
  }

  /** What deleting these would take away: time, and money by each contract's billing, rates and weekly limit. */
  worth(ids: readonly SliceId[]): Outcome<Worth> {
    const found = this.find(ids);
    return found.ok ? done(this.worthOf(found.value)) : found;
  }

  remove(ids: readonly SliceId[]): Outcome<CommandOutput<'diary.edit.delete'>> {
    const { now, newId, trash, after } = this.deps;
    const distinct = [...new Set(ids)];
    const found = this.find(distinct);
    if (!found.ok) return found;
    for (const slice of found.value) {
      const refusal = refusalOfEdit(slice, now());
      if (refusal !== null) return refused(refusal, slice.id);
    }
    const worth = this.worthOf(found.value);
    const [undoId, at] = [newId(), now()];
    const changed = this.change(found.value, () => trash.discard(distinct, undoId, at));
    if (!changed.ok) return changed;
    void after(UNDO_MS).then(() => this.destroy([undoId]));
    return done({ undoId, until: at + UNDO_MS, ...worth });
  }

  undo(undoId: string): Outcome<undefined> {
    const restored = this.deps.recorder.edit([], () => this.deps.trash.restore(undoId));
    switch (restored?.outcome) {
      case 'restored':
        this.deps.slicesChanged(restored.slots);
        return done(undefined);
      case 'missing':
        return failed('undo-over', undoId);
      case 'conflict':
        return failed('slot-taken', undoId);
      case 'failed':
        return failed('storage', restored.detail);
      case undefined:
        return failed('storage', 'the disk refuses');
      default:
        return assertNever(restored);
    }
  }

  addManual(entry: CommandInput<'diary.manual.add'>): Outcome<undefined> {
    const { contract, slices, recorder, now, newId, store } = this.deps;
    const target = contract(entry.contractId);
    if (target === null) return failed('not-found', `contract ${entry.contractId}`);
    const [from, to] = [Math.min(...entry.slots), Math.max(...entry.slots)];
    const open = recorder.openSlice()?.spans ?? [];
    const occupied = [...slices.occupied(slotStart(from), slotEnd(to)), ...open];
    const refusal = refusalOfManual(target, entry.slots, occupied, now());
    if (refusal !== null) return refused(refusal, `slots of ${entry.contractId}`);
    const made = entry.slots.map((slot) => manualSlice(SliceIdSchema.parse(newId()), { ...entry, slot }));
    return this.change(made, () => store.save(made, []));
  }

  /** At the start: deletions of the last run that were not final yet. */
  begin(): Promise<void> {
    return this.destroy(this.deps.trash.batches());
  }

  private async destroy(batches: readonly string[]): Promise<void> {
    const { trash } = this.deps;
    const pending = new Set(trash.batches());
    const due = batches.filter((batch) => pending.has(batch));
    if (due.length === 0) return;
    try {
      const destroyed = due.filter((batch) => this.isSaved(trash.destroy(batch)));
      // A crash here leaves the old pages in the log, and the batch in the trash, emptied: the next start goes on here.
      if (trash.forget()) for (const batch of destroyed) this.isSaved(trash.end(batch));
      else this.complain('the log is being read');
      // A crash here leaves files without a key, named in `erasures`: the next start removes them.
      const eraser = await this.deps.eraser;
      if (!('reason' in eraser)) this.isSaved(await eraser.finish());
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  private isSaved(saved: Saved): boolean {
    if (saved.outcome === 'failed') this.complain(saved.detail);
    return saved.outcome === 'saved';
  }

  private complain(detail: string): void {
    this.deps.log(`a deletion is not final yet: ${detail}`);
  }

  private find(ids: readonly SliceId[]): Outcome<Slice[]> {
    const open = this.deps.recorder.openSlice();
    const found: Slice[] = [];
    for (const id of new Set(ids)) {
      const slice = open?.id === id ? open : this.deps.slices.byId(id);
      if (slice === null) return failed('not-found', `slice ${id}`);
      found.push(slice);
    }
    return done(found);
  }

  private change(slices: readonly Slice[], write: () => Saved | { outcome: 'missing' }): Outcome<undefined> {
    const ids = slices.map((slice) => slice.id);
    const changed = this.deps.recorder.edit(ids, write);
    if (changed === null) return failed('storage', 'the disk refuses');
    if (changed.outcome === 'missing') return failed('not-found', 'a slice');
    if (changed.outcome === 'failed') return failed('storage', changed.detail);
    this.deps.slicesChanged([...new Set(slices.map((slice) => slice.slot))]);
    return done(undefined);
  }

  private worthOf(slices: readonly Slice[]): Worth {
    const gone = new Set(slices.map((slice) => slice.id));
    const byContract = [...Map.groupBy(slices, (slice) => slice.contractId)].map(([contractId, own]) => {
      const contract = this.deps.contract(contractId);
      const weeks = new Set(own.map((slice) => weekStart(slotStart(slice.slot))));
      const worthMinor =
        contract === null ? 0 : [...weeks].reduce((sum, week) => sum + this.loss(contract, week, gone), 0);
      return { contractId, slices: own.length, trackedMs: sumOf(own), worthMinor };
    });
    return { trackedMs: sumOf(slices), byContract };
  }

  /** What the week is worth less: time above the limit moves down into the room that is freed. */
  private loss(contract: HourlyContract, week: WallMs, gone: ReadonlySet<SliceId>): number {
    const open = this.deps.recorder.openSlice();
    const heads = this.deps.slices
      .cellsBetween(week, weekEnd(week))
      .filter((head) => head.contractId === contract.id)
      .map((head) => (open?.id === head.id ? { ...head, trackedMs: trackedMs(open) } : head));
    const gross = (kept: typeof heads) => {
      const over = overLimitBySlot(kept, contract.limits);
      return grossMinor(
        contract,
        kept.map((head) => ({ ...head, overMs: over.get(head.slot) ?? 0 })),
      );
    };
    return gross(heads) - gross(heads.filter((head) => !gone.has(head.id)));
  }
}

function sumOf(slices: readonly Slice[]): number {
  return slices.reduce((sum, slice) => sum + trackedMs(slice), 0);
}

function refused(why: MoveRefusal | ManualRefusal, what: string) {
  switch (why) {
    case 'locked':
      return failed('locked-week', what);
    case 'open':
      return failed('slice-open', what);
    case 'archived':
      return failed('archived', what);
    case 'taken':
      return failed('slot-taken', what);
    case 'not-allowed':
      return failed('manual-not-allowed', what);
    case 'future':
    case 'other-week':
    case 'twice':
      return failed('manual-spot', what);
    default:
      return assertNever(why);
  }
}
