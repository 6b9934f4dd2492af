/**
 * One step's work on a running session: puts observed time, counts and window time into slices, opens and closes
 * them on the grid, draws and orders pictures, watches idle time and the weekly limit. It changes only itself;
 * `domain/recorder.ts` makes one for each step and reads the result. SPEC: SL, PI, ID, WK, CK.
 */
import type { Instant, WallMs } from './clock';
import { IDLE_PAUSE_MS, type IdleQuestion, markIdle } from './idle';
import { type IdleId, IdleIdSchema, type SliceId, SliceIdSchema } from './ids';
import { limitOfWeek, markReached } from './limit';
import { chanceOf, drawn, drawnAnew, putOff } from './moments';
import { addCounts, type MinuteCounts, type Sample, type SeenWindow } from './sample';
import type { Halt, MissedPicture, PictureOrder, RecorderNotice, Session, Terms, World } from './session';
import {
  type Backends,
  type CloseReason,
  type GapReason,
  type PictureTrigger,
  type Slice,
  trackedMs,
} from './slice';
import { emptySlice, extended, withBackends, withWindowTime } from './slice-edit';
import { advance, type Interval, JUMP_MS, splitBySlot, type Timeline } from './timeline';
import { minuteOf, type Slot, slotEnd, slotOf, slotStart, weekStart } from './week';

/** A jump of the wall clock that is worth a message to the user. */
const JUMP_TOLD_MS = 60_000;

/** Counts may arrive this long after the end of the slot in which they happened. */
const LATE_COUNTS_MS = 5_000;

export class Run {
  terms: Terms;
  memo: string;
  readonly startedAt: WallMs;
  tracked: number;
  timeline: Timeline;
  runStart: WallMs;
  slice: Slice | null;
  previous: Slice | null;
  due: Session['due'];
  idle: Session['idle'];
  week: Session['week'];
  mark: Session['mark'];

  readonly changed = new Map<SliceId, Slice>();
  readonly idles = new Map<IdleId, IdleQuestion>();
  readonly remark: IdleQuestion[] = [];
  readonly pictures: PictureOrder[] = [];
  readonly missed: MissedPicture[] = [];
  readonly notices: RecorderNotice[] = [];
  /** True when a slice was opened or closed: to be made durable now, not at the next checkpoint. */
  urgent = false;
  /** As the last sample said; no picture is taken of a locked screen. */
  private locked = false;
  /** As the last sample said; no picture is taken while a window that is never captured is in front. */
  private excluded = false;

  constructor(
    session: Session,
    private readonly world: World,
  ) {
    this.terms = session.terms;
    this.memo = session.memo;
    this.startedAt = session.startedAt;
    this.tracked = session.trackedMs;
    this.timeline = session.timeline;
    this.runStart = session.runStart;
    this.slice = session.slice;
    this.previous = session.previous;
    this.due = session.due;
    this.idle = session.idle;
    this.week = session.week;
    this.mark = session.mark;
  }

  session(): Session {
    const { terms, memo, startedAt, tracked, timeline, runStart, slice, previous, due, idle, week, mark } =
      this;
    return {
      terms,
      memo,
      startedAt,
      trackedMs: tracked,
      timeline,
      runStart,
      slice,
      previous,
      due,
      idle,
      week,
      mark,
    };
  }

  /** Takes everything observed since the last reading into slices. */
  observe(now: Instant, sample: Sample, backends: Backends): Halt {
    this.locked = sample.locked;
    this.excluded = sample.window === 'excluded';
    const before = this.timeline.cursor;
    const went = advance(this.timeline, now, (from) => this.world.ledger.occupied(from));
    this.timeline = went.timeline;
    const seamless = !went.asleep && !went.unobserved && went.jumpMs === 0;
    if (!seamless)
      this.runStart = went.jumpMs !== 0 && went.pieces[0] ? went.pieces[0].start : went.timeline.cursor;
    this.seeReturn(sample.idleMs);

    let limitHit = false;
    for (const piece of splitBySlot(went.pieces)) {
      const room = this.limitRoom(piece.start);
      const length = Math.min(piece.end - piece.start, room);
      if (length > 0) this.add({ start: piece.start, end: piece.start + length }, sample.window);
      limitHit = length >= room;
      if (limitHit) break;
    }
    this.count(sample.input, now);
    this.update((slice) => ({ ...slice, backends: withBackends(slice.backends, backends) }));
    this.noteFacts(went, now, before, sample);
    this.seeIdle(sample.idleMs);
    this.seeLimit();
    this.seeMoments();
    if (this.previous && this.timeline.cursor > slotEnd(this.previous.slot) + LATE_COUNTS_MS)
      this.previous = null;

    if (limitHit) return { type: 'limit' };
    if (sample.locked) return { type: 'pause', reason: 'lock' };
    if (went.asleep) return { type: 'pause', reason: 'suspend' };
    if (this.awayMs() >= IDLE_PAUSE_MS) return { type: 'pause', reason: 'idle' };
    return null;
  }

  /** Closes the open slice. A picture still due is taken now, or noted as missed where `trigger` is null. */
  close(reason: CloseReason, trigger: PictureTrigger | null): void {
    if (!this.slice) return;
    if (trigger) this.order(trigger);
    else this.miss('locked');
    this.due = [];
    const closed: Slice = { ...this.slice, state: 'closed', closeReason: reason };
    this.put(closed);
    this.previous = closed;
    this.slice = null;
    this.week = null;
    this.urgent = true;
  }

  /** Replaces the open slice, if any, and remembers that it changed. */
  update(change: (slice: Slice) => Slice): void {
    if (!this.slice) return;
    this.slice = change(this.slice);
    this.put(this.slice);
  }

  /** The contract's terms from now on. */
  setTerms(terms: Terms): void {
    this.terms = terms;
    this.week = null;
    const wanted = picturesOf(terms);
    if (this.slice && this.due.length === 0) this.due = this.draw(this.slice, true, this.timeline.cursor);
    else this.due = this.due.slice(0, wanted);
  }

  /** SPEC PV4: the process that captures saw such a window in front before the next sample did. Drawn anew, or missed. */
  postpone({ contractId, sliceId, slot, trigger, moment }: PictureOrder): void {
    if (this.slice?.id === sliceId && trigger === 'moment') {
      const late = { ...moment, sliceId, slot, at: this.timeline.cursor, postponed: true };
      this.due = [...this.due, late];
    } else this.missed.push({ contractId, sliceId, slot, reason: 'excluded' });
  }

  weekMs(): number {
    const week = this.weekOf(this.timeline.cursor);
    return week.otherMs + (this.slice && this.weekHas(week.start, this.slice) ? trackedMs(this.slice) : 0);
  }

  /** SPEC WK4: with "stop at the limit", nothing more can be tracked this week. */
  atLimit(): boolean {
    return this.limitRoom(this.timeline.cursor) <= 0;
  }

  weekStart(): WallMs {
    return weekStart(this.timeline.cursor);
  }

  limitMs(): number | null {
    return limitOfWeek(this.terms.limits, this.timeline.cursor);
  }

  private put(slice: Slice): void {
    this.changed.set(slice.id, slice);
  }

  /** Adds one piece, within one slot, to its slice. */
  private add(piece: Interval, window: SeenWindow): void {
    this.openFor(slotOf(piece.start), piece.start);
    const ms = piece.end - piece.start;
    const question = this.idle?.away ? this.idle.question : null;
    this.update((slice) => ({
      ...slice,
      spans: extended(slice.spans, piece, question ? 'idle' : 'work', question?.id ?? null),
      windows: window && window !== 'excluded' ? withWindowTime(slice.windows, window, ms) : slice.windows,
      excludedMs: window === 'excluded' ? slice.excludedMs + ms : slice.excludedMs,
    }));
    if (question) this.setQuestion({ ...question, end: piece.end }, true);
    this.tracked += ms;
  }

  /** Makes the slice of the slot the open one; a slice closed earlier in its own slot is opened again. */
  private openFor(slot: Slot, from: WallMs): void {
    if (this.slice?.slot === slot) return;
    // A drawn moment inside the last tick of the slot: the picture is taken now, a second late, as its moment's.
    this.close('slot-end', 'moment');
    const { contractId } = this.terms;
    const known =
      [...this.changed.values()].find((slice) => slice.slot === slot) ??
      this.world.ledger.sliceAt(contractId, slot);
    const slice: Slice = known
      ? { ...known, state: 'open', closeReason: null, memo: this.memo || known.memo }
      : emptySlice(SliceIdSchema.parse(this.world.newId()), contractId, slot, this.memo);
    this.slice = slice;
    this.week = null;
    this.urgent = true;
    this.due = this.draw(slice, known !== null, from);
  }

  /** A slice that goes on is drawn only the moments that it has not had yet. SPEC PI6. */
  private draw(slice: Slice, known: boolean, from: WallMs): Session['due'] {
    const wanted = picturesOf(this.terms);
    const had = known ? this.world.ledger.pictured(slice.id) : 0;
    const { id: sliceId, contractId, slot } = slice;
    const chance = chanceOf(this.world, contractId, slot);
    return drawn(chance, { sliceId, contractId, slot }, wanted - had, from, had);
  }

  private seeMoments(): void {
    const now = this.timeline.cursor;
    if (this.excluded) {
      this.due = putOff(this.due, now);
      return;
    }
    const { contractId } = this.terms;
    this.due = drawnAnew(this.due, (slot) => chanceOf(this.world, contractId, slot), contractId, now);
    if (!this.due.some(({ at }) => at <= now)) return;
    this.order('moment');
    this.due = this.due.filter(({ at }) => at > now);
  }

  /** One picture now, of the moments that are due. SPEC PI3, PI4, PV3. */
  private order(trigger: PictureTrigger): void {
    const [due] = this.due;
    if (!due) return;
    if (this.locked || this.excluded) {
      this.miss(this.locked ? 'locked' : 'excluded');
      return;
    }
    const { sliceId, slot, at, draw, told } = due;
    const { contractId, pictures } = this.terms;
    const moment = { at, draw, told };
    this.pictures.push({ contractId, sliceId, slot, trigger, blur: pictures === 'blurred', moment });
  }

  private miss(reason: MissedPicture['reason']): void {
    const [due] = this.due;
    if (!due) return;
    const { contractId } = this.terms;
    this.missed.push({ contractId, sliceId: due.sliceId, slot: due.slot, reason });
  }

  /** Counts go to the minute in which they happened; where the wall clock has been left behind, to the minute being tracked. */
  private count(input: readonly MinuteCounts[] | null, now: Instant): void {
    const end = this.timeline.cursor;
    const followsWall = Math.abs(end - now.wall) <= JUMP_MS;
    for (const { minute, counts } of input ?? []) {
      const at = followsWall ? minute : end - 1;
      const target = this.sliceFor(slotOf(at));
      if (!target) continue;
      const index = target.slot === slotOf(at) ? minuteOf(at) : minuteOf(end - 1);
      const next: Slice = {
        ...target,
        minutes: target.minutes.map((old, i) => (i === index ? addCounts(old, counts) : old)),
      };
      this.put(next);
      if (this.slice?.id === next.id) this.slice = next;
      else if (this.previous?.id === next.id) this.previous = next;
    }
  }

  private sliceFor(slot: Slot): Slice | null {
    if (this.slice?.slot === slot) return this.slice;
    const changed = [...this.changed.values()].find((slice) => slice.slot === slot);
    if (changed) return changed;
    if (this.previous?.slot === slot) return this.previous;
    return this.slice;
  }

  private noteFacts(went: ReturnType<typeof advance>, now: Instant, before: WallMs, sample: Sample): void {
    if (went.jumpMs !== 0) {
      const jump = { at: now.wall, byMs: went.jumpMs };
      this.update((slice) => ({ ...slice, jumps: [...slice.jumps, jump] }));
      if (Math.abs(went.jumpMs) >= JUMP_TOLD_MS) this.notices.push({ id: 'clock-jump', ...jump });
    }
    if (went.asleep) this.noteGap(went.asleep, 'suspend');
    if (went.unobserved) this.noteGap(went.unobserved, 'unobserved');
    const seen = { start: went.pieces[0]?.start ?? before, end: went.pieces.at(-1)?.end ?? before };
    if (sample.input === null) this.noteGap(seen, 'input-sensor');
    if (sample.window === null) this.noteGap(seen, 'window-sensor');
    if (sample.idleMs === null) this.noteGap(seen, 'idle-sensor');
  }

  /** Neighbouring gaps of one reason are one gap. */
  private noteGap(gap: Interval, reason: GapReason): void {
    if (gap.end <= gap.start) return;
    this.update((slice) => {
      const at = slice.gaps.findLastIndex((known) => known.reason === reason);
      const last = slice.gaps[at];
      const start = Math.max(gap.start, slotStart(slice.slot));
      if (!last || last.end < start)
        return { ...slice, gaps: [...slice.gaps, { start, end: gap.end, reason }] };
      return { ...slice, gaps: slice.gaps.with(at, { ...last, end: Math.max(last.end, gap.end) }) };
    });
  }

  private setQuestion(question: IdleQuestion, away: boolean): void {
    this.idle = { question, away };
    this.idles.set(question.id, question);
  }

  private awayMs(): number {
    return this.idle?.away ? this.idle.question.end - this.idle.question.start : 0;
  }

  /** SPEC ID3: the first input ends the idle stretch; the question stays until it is answered. */
  private seeReturn(idle: number | null): void {
    if (this.idle?.away && idle !== null && idle < this.awayMs()) this.setQuestion(this.idle.question, false);
  }

  /** SPEC ID1: without input for the contract's idle minutes, the stretch since the last input becomes a question. */
  private seeIdle(idle: number | null): void {
    if (idle === null || this.idle?.away) return;
    const end = this.timeline.cursor;
    const start = Math.max(end - idle, this.runStart, this.idle?.question.end ?? Number.NEGATIVE_INFINITY);
    if (end - start < this.terms.idleMs) return;
    const question: IdleQuestion = {
      id: IdleIdSchema.parse(this.world.newId()),
      contractId: this.terms.contractId,
      start,
      end,
      state: 'pending',
      answeredAt: null,
    };
    this.setQuestion(question, true);
    this.update((slice) => markIdle(slice, start, end, question.id));
    this.urgent = true;
    if (!this.slice || start < slotStart(this.slice.slot)) {
      this.remark.push(question);
      this.previous = null;
    }
  }

  private seeLimit(): void {
    const limitMs = this.limitMs();
    const percent = markReached(this.weekMs(), limitMs);
    const week = weekStart(this.timeline.cursor);
    const told = this.mark?.week === week ? this.mark.percent : 0;
    if (limitMs === null || percent === null || percent <= told) return;
    this.mark = { week, percent };
    this.notices.push({ id: `limit-${percent}`, contractId: this.terms.contractId, week, limitMs });
  }

  /** How much may still be tracked in the week of `at` before the limit stops it. */
  private limitRoom(at: WallMs): number {
    if (this.terms.overLimit === 'continue') return Number.POSITIVE_INFINITY;
    const limitMs = limitOfWeek(this.terms.limits, at);
    if (limitMs === null) return Number.POSITIVE_INFINITY;
    const week = this.weekOf(at);
    const open = this.slice && this.weekHas(week.start, this.slice) ? trackedMs(this.slice) : 0;
    return Math.max(0, limitMs - week.otherMs - open);
  }

  private weekOf(at: WallMs): { start: WallMs; otherMs: number } {
    const start = weekStart(at);
    if (this.week?.start === start) return this.week;
    const closed = [...this.changed.values()].filter((slice) => slice.id !== this.slice?.id);
    const except = new Set([...closed.map((slice) => slice.id), ...(this.slice ? [this.slice.id] : [])]);
    const here = closed.filter((slice) => this.weekHas(start, slice));
    const otherMs =
      this.world.ledger.weekMs(this.terms.contractId, start, except) +
      here.reduce((sum, slice) => sum + trackedMs(slice), 0);
    this.week = { start, otherMs };
    return this.week;
  }

  private weekHas(start: WallMs, slice: Slice): boolean {
    return weekStart(slotStart(slice.slot)) === start;
  }
}

function picturesOf({ pictures, perSlice }: Terms): number {
  return pictures === 'none' ? 0 : perSlice;
}
