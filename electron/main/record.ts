/**
 * What is on record: the database, and in front of it the slices and idle questions that are not written yet (the
 * open slice between checkpoints; everything while the disk refuses). Answers the recorder's ledger from both.
 * Promises: nothing taken in is forgotten before a `flush` says `saved`; a refused write is tried again as it is.
 */
import type { WallMs } from '../../domain/clock';
import type { IdleQuestion } from '../../domain/idle';
import type { ContractId, IdleId, SliceId } from '../../domain/ids';
import { type Step, settled } from '../../domain/recorder';
import type { Ledger } from '../../domain/session';
import { type Slice, trackedMs } from '../../domain/slice';
import { withMemo } from '../../domain/slice-edit';
import { merged } from '../../domain/timeline';
import { type Slot, slotStart, WEEK_MS } from '../../domain/week';
import type { Interval, RecorderStore, Saved } from './ports';

export class OnRecord implements Ledger {
  private readonly unsaved = new Map<SliceId, Slice>();
  private readonly unsavedIdles = new Map<IdleId, IdleQuestion>();
  private questions: IdleQuestion[];

  constructor(
    private readonly store: RecorderStore,
    private readonly momentsPictured: (id: SliceId) => number,
  ) {
    this.questions = store.pendingIdles();
  }

  /** Takes a step in. Nothing of it is durable before `flush`. */
  absorb(done: Step): void {
    for (const slice of settled(done, (from, to) => this.between(from, to)))
      this.unsaved.set(slice.id, slice);
    for (const question of done.idles) this.keepQuestion(question);
  }

  absorbSlice(slice: Slice): void {
    this.unsaved.set(slice.id, slice);
  }

  holds(ids: readonly SliceId[]): boolean {
    return ids.some((id) => this.unsaved.has(id));
  }

  /** A memo was written to the disk past this record; an older copy here must not undo it. */
  amend(ids: readonly SliceId[], memo: string, at: WallMs): void {
    for (const id of ids) {
      const slice = this.unsaved.get(id);
      if (slice) this.unsaved.set(id, withMemo(slice, memo, at));
    }
  }

  /**
   * Writes everything that is not written. One transaction: a crash inside leaves what the last flush left, and
   * after `saved` everything is on the disk (`synchronous=FULL`).
   */
  flush(): { saved: Saved; slots: Slot[] } {
    const slices = [...this.unsaved.values()];
    if (slices.length === 0 && this.unsavedIdles.size === 0)
      return { saved: { outcome: 'saved' }, slots: [] };
    const saved = this.store.save(slices, [...this.unsavedIdles.values()]);
    if (saved.outcome === 'saved') {
      this.unsaved.clear();
      this.unsavedIdles.clear();
    }
    return { saved, slots: slices.map((slice) => slice.slot) };
  }

  hasUnsaved(): boolean {
    return this.unsaved.size > 0 || this.unsavedIdles.size > 0;
  }

  /** Unanswered questions, oldest first. */
  pendingQuestions(): readonly IdleQuestion[] {
    return this.questions;
  }

  question(id: IdleId): IdleQuestion | null {
    return this.unsavedIdles.get(id) ?? this.store.idle(id);
  }

  between(from: WallMs, to: WallMs): Slice[] {
    const stored = this.store.slicesBetween(from, to).map((slice) => this.unsaved.get(slice.id) ?? slice);
    const fresh = [...this.unsaved.values()].filter(
      (slice) => slice.spans.some((span) => span.start < to && span.end > from) && !stored.includes(slice),
    );
    return [...stored, ...fresh].sort((a, b) => a.slot - b.slot);
  }

  occupied(from: WallMs): Interval[] {
    const fresh = [...this.unsaved.values()].flatMap((slice) => slice.spans);
    const known = this.store.occupied(from, Number.MAX_SAFE_INTEGER);
    return merged([...known, ...fresh.map(({ start, end }) => ({ start, end }))]).filter((i) => i.end > from);
  }

  sliceAt(contractId: ContractId, slot: Slot): Slice | null {
    for (const slice of this.unsaved.values()) {
      if (slice.contractId === contractId && slice.slot === slot) return slice;
    }
    return this.store.sliceAt(contractId, slot);
  }

  weekMs(contractId: ContractId, week: WallMs, except: ReadonlySet<SliceId>): number {
    const to = week + WEEK_MS;
    const fresh = [...this.unsaved.values()].filter(
      (slice) =>
        slice.contractId === contractId &&
        !except.has(slice.id) &&
        slotStart(slice.slot) >= week &&
        slotStart(slice.slot) < to,
    );
    const stored = this.store.trackedMs(contractId, week, to, [...except, ...this.unsaved.keys()]);
    return stored + fresh.reduce((sum, slice) => sum + trackedMs(slice), 0);
  }

  pictured(sliceId: SliceId): number {
    return this.momentsPictured(sliceId);
  }

  private keepQuestion(question: IdleQuestion): void {
    this.unsavedIdles.set(question.id, question);
    const others = this.questions.filter((known) => known.id !== question.id);
    this.questions = question.state === 'pending' ? [...others, question] : others;
  }
}
