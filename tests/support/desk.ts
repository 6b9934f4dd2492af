/**
 * A recorder at a desk for tests: the pure recorder with a clock that moves when told, a record in memory that
 * takes in every step as the shell would, and sensors that say what the test sets.
 */
import { ManualClock } from '../../domain/clock';
import type { IdleQuestion } from '../../domain/idle';
import { type ContractId, ContractIdSchema, type SliceId } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import {
  type IdleReply,
  type Reading,
  type RecorderInput,
  type RecorderState,
  STOPPED,
  type Step,
  settled,
  step,
} from '../../domain/recorder';
import { type InputCounts, type MinuteCounts, NO_INPUT, type Sample } from '../../domain/sample';
import type {
  MissedPicture,
  PictureOrder,
  RecorderNotice,
  Session,
  Terms,
  World,
} from '../../domain/session';
import { type Slice, trackedMs } from '../../domain/slice';
import { merged } from '../../domain/timeline';
import { MINUTE_MS, slotStart, WEEK_MS } from '../../domain/week';

export const BACKENDS = { input: ['x11'], window: ['x11'], idle: ['electron'] };

/** The draw of a moment that a test sets by hand. */
export const BY_HAND = { draw: { nth: 0, from: 0 }, told: false } as const;

export function contractId(n: number): ContractId {
  return ContractIdSchema.parse(`00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`);
}

export function terms(over: Partial<Terms> = {}): Terms {
  return {
    contractId: contractId(1),
    idleMs: 10 * MINUTE_MS,
    overLimit: 'continue',
    pictures: 'every',
    perSlice: 1,
    limits: [{ from: 0, limitSeconds: null }],
    ...over,
  };
}

export class Desk {
  readonly clock: ManualClock;
  readonly slices = new Map<SliceId, Slice>();
  readonly idles = new Map<string, IdleQuestion>();
  readonly pictures: PictureOrder[] = [];
  readonly missed: MissedPicture[] = [];
  readonly notices: RecorderNotice[] = [];
  readonly pictured = new Set<SliceId>();
  state: RecorderState = STOPPED;
  /** Which day keys were committed to. */
  dayRandom: World['dayRandom'] = () => null;
  /** What the sensors say next. */
  window: Reading['sample']['window'] = { app: 'Editor', title: 'main.ts' };
  idleMs: number | null = 0;
  locked = false;
  private pendingInput: MinuteCounts[] = [];
  private ids = 0;
  private readonly world: World;

  constructor(startAt: string | number, seed = 1) {
    this.clock = new ManualClock(typeof startAt === 'number' ? startAt : Date.parse(startAt));
    this.world = {
      random: seededRandom(seed),
      dayRandom: (contract, slot) => this.dayRandom(contract, slot),
      newId: () => `10000000-0000-4000-8000-${(++this.ids).toString(16).padStart(12, '0')}`,
      ledger: {
        occupied: (from) => merged(this.allSpans().filter((span) => span.end > from)),
        sliceAt: (contract, slot) =>
          [...this.slices.values()].find((s) => s.contractId === contract && s.slot === slot) ?? null,
        weekMs: (contract, week, except) =>
          [...this.slices.values()]
            .filter((s) => s.contractId === contract && !except.has(s.id))
            .filter((s) => slotStart(s.slot) >= week && slotStart(s.slot) < week + WEEK_MS)
            .reduce((sum, s) => sum + trackedMs(s), 0),
        pictured: (id) => (this.pictured.has(id) ? 1 : 0),
      },
    };
  }

  get now(): number {
    return this.clock.read().wall;
  }

  allSlices(): Slice[] {
    return [...this.slices.values()].sort((a, b) => a.slot - b.slot);
  }

  allSpans() {
    return this.allSlices().flatMap((slice) => slice.spans);
  }

  total(): number {
    return this.allSlices().reduce((sum, slice) => sum + trackedMs(slice), 0);
  }

  /** Input in the minute of `at` (now, unless given). */
  input(counts: Partial<InputCounts>, at = this.now): void {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    this.pendingInput.push({ minute, counts: { ...NO_INPUT, ...counts } });
  }

  reading(): Reading {
    const input = this.pendingInput;
    this.pendingInput = [];
    const { window, idleMs, locked } = this;
    return { at: this.clock.read(), sample: { input, window, idleMs, locked }, backends: BACKENDS };
  }

  do(input: RecorderInput): Step {
    const done = step(this.state, input, this.world);
    this.state = done.state;
    const between = (from: number, to: number) =>
      this.allSlices().filter((s) => s.spans.some((span) => span.start < to && span.end > from));
    for (const slice of settled(done, between)) this.slices.set(slice.id, slice);
    for (const question of done.idles) this.idles.set(question.id, question);
    this.pictures.push(...done.pictures);
    this.missed.push(...done.missed);
    this.notices.push(...done.notices);
    return done;
  }

  start(t: Terms = terms(), memo = 'work'): Step {
    return this.do({ type: 'start', reading: this.reading(), terms: t, memo });
  }

  stop(reason: 'stop' | 'quit' = 'stop'): Step {
    return this.do({ type: 'stop', reading: this.reading(), reason });
  }

  resume(): Step {
    return this.do({ type: 'resume', reading: this.reading() });
  }

  tick(): Step {
    return this.do({ type: 'tick', reading: this.reading() });
  }

  /** Works for `ms`, ticking each second; idle time stands as it is set unless `idle` lets it grow. */
  work(ms: number, { idle = false }: { idle?: boolean } = {}): void {
    for (let left = ms; left > 0; left -= 1000) {
      const part = Math.min(1000, left);
      this.clock.advance(part);
      if (idle) this.idleMs = (this.idleMs ?? 0) + part;
      this.tick();
    }
  }

  answer(id: string, reply: IdleReply): Step {
    const question = this.idles.get(id);
    if (!question) throw new Error(`no idle question ${id}`);
    return this.do({ type: 'idle-answer', reading: this.reading(), question, answer: reply });
  }
}

/** The session that runs or is paused. */
export function sessionOf(desk: Desk): Session {
  if (desk.state.mode === 'stopped') throw new Error('stopped');
  return desk.state.session;
}

/** The one slice that there must be. */
export function onlySlice(desk: Desk): Slice {
  const [slice, other] = desk.allSlices();
  if (!slice || other) throw new Error('one slice was expected');
  return slice;
}

/** A second, and what the sensors say after it, changed as asked. */
export function tickWith(desk: Desk, change: Partial<Sample>, ms = 1_000) {
  desk.clock.advance(ms);
  const reading = desk.reading();
  return desk.do({ type: 'tick', reading: { ...reading, sample: { ...reading.sample, ...change } } });
}

/** Tracking with moments as given. */
export function withDue(desk: Desk, due: Session['due']): void {
  if (desk.state.mode !== 'tracking') throw new Error('not tracking');
  desk.state = { ...desk.state, session: { ...desk.state.session, due } };
}
