/**
 * The recorder as a pure function: `(state, input, world) → step`. A step is the next state and everything the
 * shell (`electron/main/recorder.ts`) must do: slices and idle questions to save, pictures to take, notices to tell.
 * SPEC: RC, and what `domain/run.ts` names.
 */
import { assertNever } from './assert';
import type { Instant, WallMs } from './clock';
import { answerIdle, type IdleQuestion, markIdle } from './idle';
import type { ContractId, IdleId, SliceId } from './ids';
import { Run } from './run';
import type { Sample } from './sample';
import type {
  Halt,
  MissedPicture,
  PauseReason,
  PictureOrder,
  RecorderNotice,
  Session,
  Terms,
  World,
} from './session';
import type { Backends, CloseReason, PictureTrigger, Slice } from './slice';
import { withMemo } from './slice-edit';
import { anchorAt, merged } from './timeline';

export type RecorderState =
  | { readonly mode: 'stopped' }
  | { readonly mode: 'tracking'; readonly session: Session }
  | {
      readonly mode: 'paused';
      readonly reason: PauseReason;
      readonly since: WallMs;
      /** Whether going on was already offered. */
      readonly offered: boolean;
      readonly session: Session;
    };

export const STOPPED: RecorderState = { mode: 'stopped' };

/** A reading: the time and what the sensors said since the last one. */
export interface Reading {
  at: Instant;
  sample: Sample;
  backends: Backends;
}

export type IdleReply = 'keep' | 'discard' | 'stop';

export type RecorderInput =
  | { type: 'tick'; reading: Reading }
  /** Starts, or switches from the contract being tracked. */
  | { type: 'start'; reading: Reading; terms: Terms; memo: string }
  | { type: 'stop'; reading: Reading; reason: 'stop' | 'quit' }
  | { type: 'pause'; reading: Reading; reason: 'lock' | 'suspend' }
  | { type: 'resume'; reading: Reading }
  | { type: 'memo'; memo: string }
  /** The contract's settings, rate or limit changed. */
  | { type: 'terms'; terms: Terms }
  /** The process that captures found a window in front that is never captured: no picture was taken. */
  | { type: 'postponed'; order: PictureOrder }
  /** A memo was edited in the diary; the open slice must not write the old one back. */
  | { type: 'amended'; sliceIds: readonly SliceId[]; memo: string; at: WallMs }
  /** Closed slices were changed, moved, deleted or added on record: what is remembered of them no longer holds. */
  | { type: 'edited'; sliceIds: readonly SliceId[] }
  | { type: 'idle-answer'; reading: Reading; question: IdleQuestion; answer: IdleReply };

export interface Step {
  state: RecorderState;
  /** Changed slices, each once. */
  slices: Slice[];
  idles: IdleQuestion[];
  /** Questions whose stretch reaches into slices closed before: their work in it is to be marked. */
  remark: IdleQuestion[];
  /** Answered questions: the spans of closed slices follow. */
  answered: IdleQuestion[];
  pictures: PictureOrder[];
  missed: MissedPicture[];
  notices: RecorderNotice[];
  /** True: make it durable now. False: the next checkpoint will do. */
  urgent: boolean;
}

export function step(state: RecorderState, input: RecorderInput, world: World): Step {
  switch (input.type) {
    case 'tick':
      return tick(state, input.reading, world);
    case 'start':
      return start(state, input, world);
    case 'stop':
      return stop(state, input.reading, input.reason, world);
    case 'pause':
      return pauseNow(state, input.reading, input.reason, world);
    case 'resume':
      return resume(state, input.reading, world);
    case 'memo':
      return onSession(state, world, (run) => {
        run.memo = input.memo;
        run.update((slice) => ({ ...slice, memo: input.memo }));
        run.urgent = true;
      });
    case 'terms':
      return onSession(state, world, (run) => {
        if (run.terms.contractId !== input.terms.contractId) return;
        run.setTerms(input.terms);
      });
    case 'postponed': {
      const { contractId, sliceId, slot } = input.order;
      if (state.mode === 'stopped')
        return { ...nothing(state), missed: [{ contractId, sliceId, slot, reason: 'excluded' }] };
      return onSession(state, world, (run) => run.postpone(input.order));
    }
    case 'amended':
      return onSession(state, world, (run) => {
        const { slice, previous } = run;
        if (slice && input.sliceIds.includes(slice.id)) {
          run.memo = input.memo;
          run.update((s) => withMemo(s, input.memo, input.at));
        }
        if (previous && input.sliceIds.includes(previous.id))
          run.previous = withMemo(previous, input.memo, input.at);
      });
    case 'edited':
      return onSession(state, world, (run) => {
        if (run.previous && input.sliceIds.includes(run.previous.id)) run.previous = null;
        run.week = null;
      });
    case 'idle-answer':
      return answer(state, input, world);
    default:
      return assertNever(input);
  }
}

function tick(state: RecorderState, reading: Reading, world: World): Step {
  if (state.mode === 'stopped') return nothing(state);
  if (state.mode === 'paused') return offerResume(state, reading.sample);
  const run = new Run(state.session, world);
  const halt = run.observe(reading.at, reading.sample, reading.backends);
  return halted(run, halt, reading.at.wall);
}

function start(state: RecorderState, input: Extract<RecorderInput, { type: 'start' }>, world: World): Step {
  const { reading, terms, memo } = input;
  if (state.mode !== 'stopped' && state.session.terms.contractId === terms.contractId) {
    const running = state.mode === 'paused' ? resume(state, reading, world) : tick(state, reading, world);
    return joined(running, step(running.state, { type: 'memo', memo }, world));
  }
  const ended = finish(state, reading, 'switch', 'switch', world);
  const run = new Run(freshSession(reading.at, terms, memo, world, ended.slices), world);
  if (run.atLimit())
    return joined(ended, { ...halted(run, { type: 'limit' }, reading.at.wall), urgent: true });
  return joined(ended, { ...result(run, { mode: 'tracking', session: run.session() }), urgent: true });
}

function stop(state: RecorderState, reading: Reading, reason: 'stop' | 'quit', world: World): Step {
  return finish(state, reading, reason, reason, world);
}

/** Takes in what was observed up to now, closes the slice, and stops. */
function finish(
  state: RecorderState,
  reading: Reading,
  reason: CloseReason,
  trigger: PictureTrigger,
  world: World,
): Step {
  if (state.mode !== 'tracking') return nothing(STOPPED);
  const run = new Run(state.session, world);
  run.observe(reading.at, reading.sample, reading.backends);
  run.close(reason, trigger);
  return { ...result(run, STOPPED), urgent: true };
}

function pauseNow(state: RecorderState, reading: Reading, reason: PauseReason, world: World): Step {
  if (state.mode !== 'tracking') return nothing(state);
  const run = new Run(state.session, world);
  const halt = run.observe(reading.at, { ...reading.sample, locked: true }, reading.backends);
  return halted(run, halt?.type === 'limit' ? halt : { type: 'pause', reason }, reading.at.wall);
}

function resume(state: RecorderState, reading: Reading, world: World): Step {
  if (state.mode !== 'paused') return nothing(state);
  const run = new Run(state.session, world);
  run.timeline = anchorAt(reading.at, (from) => world.ledger.occupied(from));
  run.runStart = run.timeline.cursor;
  run.week = null;
  if (run.idle) run.idle = { ...run.idle, away: false };
  if (run.atLimit()) return halted(run, { type: 'limit' }, reading.at.wall);
  return { ...result(run, { mode: 'tracking', session: run.session() }), urgent: true };
}

/** SPEC ID4: keep, discard, or discard and stop. */
function answer(
  state: RecorderState,
  input: Extract<RecorderInput, { type: 'idle-answer' }>,
  world: World,
): Step {
  const { reading } = input;
  const kind = input.answer === 'keep' ? 'kept' : 'discarded';
  const current = state.mode !== 'stopped' && state.session.idle?.question.id === input.question.id;
  // What was not yet observed belongs to the question if the user was away until now.
  const seen = state.mode === 'tracking' ? tick(state, reading, world) : nothing(state);
  const newest =
    seen.idles.find((question) => question.id === input.question.id) ?? openQuestion(state, input.question);
  const question: IdleQuestion = { ...newest, state: kind, answeredAt: reading.at.wall };

  const changed = onSession(seen.state, world, (run) => {
    if (run.terms.contractId !== question.contractId) return;
    if (run.idle?.question.id === question.id) run.idle = null;
    run.update((slice) => answerIdle(slice, question.id, kind));
    if (run.previous) run.previous = answerIdle(run.previous, question.id, kind);
    // Answering is a sign of life, also where the system saw no input.
    run.runStart = run.timeline.cursor;
    if (kind === 'discarded' && question.start >= run.startedAt) {
      run.tracked = Math.max(0, run.tracked - (question.end - question.start));
    }
    run.week = null;
  });
  const answered = joined(seen, { ...changed, idles: [question], answered: [question], urgent: true });
  if (input.answer !== 'stop' || !current) return answered;
  return joined(answered, finish(answered.state, drained(reading), 'stop', 'stop', world));
}

function openQuestion(state: RecorderState, asked: IdleQuestion): IdleQuestion {
  const own = state.mode === 'stopped' ? null : state.session.idle;
  return own?.question.id === asked.id ? own.question : asked;
}

/** The same reading without the counts that were already taken from it. */
function drained(reading: Reading): Reading {
  return { ...reading, sample: { ...reading.sample, input: [] } };
}

function offerResume(state: Extract<RecorderState, { mode: 'paused' }>, sample: Sample): Step {
  const back =
    !sample.locked && (state.reason !== 'idle' || (sample.idleMs !== null && sample.idleMs < 5_000));
  if (state.offered || !back) return nothing(state);
  const contractId = state.session.terms.contractId;
  return {
    ...nothing({ ...state, offered: true }),
    notices: [{ id: 'resume-offer', contractId, reason: state.reason, since: state.since }],
  };
}

/** Ends the run's slice if the reading says so, and answers the step. */
function halted(run: Run, halt: Halt, at: WallMs): Step {
  if (halt === null) return result(run, { mode: 'tracking', session: run.session() });
  if (halt.type === 'limit') {
    run.close('limit', 'limit');
    const limitMs = run.limitMs() ?? 0;
    const { contractId } = run.terms;
    run.notices.push({ id: 'limit-stopped', contractId, week: run.weekStart(), limitMs });
    return { ...result(run, STOPPED), urgent: true };
  }
  run.close(halt.reason, halt.reason === 'idle' ? 'stop' : null);
  const session = run.session();
  return {
    ...result(run, { mode: 'paused', reason: halt.reason, since: at, offered: false, session }),
    urgent: true,
  };
}

function onSession(state: RecorderState, world: World, change: (run: Run) => void): Step {
  if (state.mode === 'stopped') return nothing(state);
  const run = new Run(state.session, world);
  change(run);
  return result(run, { ...state, session: run.session() });
}

/** `pending`: slices that the same step closed and that are on no record yet. */
function freshSession(
  at: Instant,
  terms: Terms,
  memo: string,
  world: World,
  pending: readonly Slice[],
): Session {
  const taken = pending.flatMap((slice) => slice.spans);
  const timeline = anchorAt(at, (from) =>
    merged([...world.ledger.occupied(from), ...taken]).filter((interval) => interval.end > from),
  );
  return {
    terms,
    memo,
    startedAt: timeline.cursor,
    trackedMs: 0,
    timeline,
    runStart: timeline.cursor,
    slice: null,
    previous: null,
    due: [],
    idle: null,
    week: null,
    mark: null,
  };
}

function result(run: Run, state: RecorderState): Step {
  return {
    state,
    slices: [...run.changed.values()],
    idles: [...run.idles.values()],
    remark: run.remark,
    answered: [],
    pictures: run.pictures,
    missed: run.missed,
    notices: run.notices,
    urgent: run.urgent,
  };
}

function nothing(state: RecorderState): Step {
  return {
    state,
    slices: [],
    idles: [],
    remark: [],
    answered: [],
    pictures: [],
    missed: [],
    notices: [],
    urgent: false,
  };
}

/** Two steps as one; of a slice or question that both changed, the later stands. */
function joined(first: Step, second: Step): Step {
  const slices = new Map<SliceId, Slice>([...first.slices, ...second.slices].map((s) => [s.id, s]));
  const idles = new Map<IdleId, IdleQuestion>([...first.idles, ...second.idles].map((q) => [q.id, q]));
  return {
    state: second.state,
    slices: [...slices.values()],
    idles: [...idles.values()],
    remark: [...first.remark, ...second.remark],
    answered: [...first.answered, ...second.answered],
    pictures: [...first.pictures, ...second.pictures],
    missed: [...first.missed, ...second.missed],
    notices: [...first.notices, ...second.notices],
    urgent: first.urgent || second.urgent,
  };
}

/**
 * All slices that a step changes, with the closed ones that its questions and answers reach into; `between` gives
 * the slices on record that overlap an interval. The result is to be saved together with the step's idle questions.
 */
export function settled(done: Step, between: (from: WallMs, to: WallMs) => readonly Slice[]): Slice[] {
  const result = new Map<SliceId, Slice>(done.slices.map((slice) => [slice.id, slice]));
  const open = done.state.mode === 'stopped' ? null : done.state.session.slice?.id;
  const reach = (question: IdleQuestion, change: (slice: Slice) => Slice) => {
    const known = between(question.start, question.end).map((slice) => result.get(slice.id) ?? slice);
    for (const slice of new Set([...known, ...result.values()])) {
      if (slice.contractId !== question.contractId || slice.id === open) continue;
      const next = change(slice);
      if (!sameSpans(next, slice)) result.set(slice.id, next);
    }
  };
  for (const question of done.remark)
    reach(question, (s) => markIdle(s, question.start, question.end, question.id));
  for (const question of done.answered) {
    const kind = question.state === 'kept' ? 'kept' : 'discarded';
    reach(question, (s) => answerIdle(s, question.id, kind));
  }
  return [...result.values()];
}

function sameSpans(a: Slice, b: Slice): boolean {
  return JSON.stringify(a.spans) === JSON.stringify(b.spans);
}

export function termsOf(contract: {
  id: ContractId;
  idleMinutes: number;
  overLimit: Terms['overLimit'];
  pictures: Terms['pictures'];
  privacy: { perSlice: number };
  limits: Terms['limits'];
}): Terms {
  return {
    contractId: contract.id,
    idleMs: contract.idleMinutes * 60_000,
    overLimit: contract.overLimit,
    pictures: contract.pictures,
    perSlice: contract.privacy.perSlice,
    limits: contract.limits,
  };
}
