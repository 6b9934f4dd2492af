/** The timer as the window and the tray show it, read from the recorder's state and what is on record. */
import type { WallMs } from '../../domain/clock';
import type { ContractId } from '../../domain/ids';
import { limitOfWeek } from '../../domain/limit';
import type { RecorderState } from '../../domain/recorder';
import { type Slice, trackedMs } from '../../domain/slice';
import { DAY_MS, WEEK_MS, weekStart } from '../../domain/week';
import type { Timer } from '../contract';
import type { RecorderStore } from './ports';
import type { OnRecord } from './record';

const NO_SLICES: ReadonlySet<Slice['id']> = new Set();

/** Remembers sums of closed slices between calls, so that a call each second costs no query. */
export class TimerView {
  private day: { start: WallMs; otherMs: number } | null = null;
  private week: { start: WallMs; contractId: ContractId; otherMs: number; limitMs: number | null } | null =
    null;

  constructor(
    private readonly record: OnRecord,
    private readonly store: RecorderStore,
    /** Local midnight before the instant. */
    private readonly dayStart: (at: WallMs) => WallMs,
  ) {}

  /** To be called when slices other than the open one, or contracts, changed. */
  forget(): void {
    this.day = null;
    this.week = null;
  }

  read(state: RecorderState, now: WallMs, lastContractId: ContractId | null, lastMemo: string): Timer {
    const session = state.mode === 'stopped' ? null : state.session;
    const contractId = session?.terms.contractId ?? lastContractId;
    const open = session?.slice ?? null;
    const at = session?.timeline.cursor ?? now;
    const question = session?.idle?.question ?? this.record.pendingQuestions().at(-1) ?? null;
    return {
      mode: state.mode,
      pauseReason: state.mode === 'paused' ? state.reason : null,
      contractId,
      memo: session?.memo ?? lastMemo,
      sessionMs: session?.trackedMs ?? 0,
      todayMs: this.todayMs(now, open),
      week: this.weekOf(at, contractId, open),
      idle: question && { id: question.id, start: question.start, ms: question.end - question.start },
    };
  }

  private todayMs(now: WallMs, open: Slice | null): number {
    const start = this.dayStart(now);
    if (this.day?.start !== start) {
      const others = this.record.between(start, now + DAY_MS).filter((slice) => slice.id !== open?.id);
      this.day = { start, otherMs: others.reduce((sum, slice) => sum + msWithin(slice, start), 0) };
    }
    return this.day.otherMs + (open ? msWithin(open, start) : 0);
  }

  private weekOf(at: WallMs, contractId: ContractId | null, open: Slice | null): Timer['week'] {
    const start = weekStart(at);
    if (contractId === null) return { start, trackedMs: 0, overMs: 0, limitSeconds: null };
    if (this.week?.start !== start || this.week.contractId !== contractId) {
      const except = open ? new Set([open.id]) : NO_SLICES;
      const limits = this.store.contract(contractId)?.limits ?? [];
      const otherMs = this.record.weekMs(contractId, start, except);
      this.week = { start, contractId, otherMs, limitMs: limitOfWeek(limits, at) };
    }
    const openMs =
      open && open.slot * 1000 >= start && open.slot * 1000 < start + WEEK_MS ? trackedMs(open) : 0;
    const total = this.week.otherMs + openMs;
    const { limitMs } = this.week;
    const overMs = limitMs === null ? 0 : Math.max(0, total - limitMs);
    return { start, trackedMs: total, overMs, limitSeconds: limitMs === null ? null : limitMs / 1000 };
  }
}

/** Time of the slice since the start of the day; a slot belongs to a day as a whole wherever zones keep to ten minutes. */
function msWithin(slice: Slice, dayStart: WallMs): number {
  const spans = slice.spans.filter((span) => span.start >= dayStart);
  return trackedMs({ spans });
}
