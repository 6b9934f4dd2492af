/**
 * The recorder: once a second it reads the clock and the sensors, lets `domain/recorder` decide, and makes the
 * result durable. Promises: the open slice is written at least every four seconds, slices that open or close at
 * once; listeners hear of a change after it is durable or, where the disk refuses, after the user was told so.
 * A crash at any line loses at most what came after the last `flush` that said `saved`. SPEC: RC.
 */
import type { Clock, WallMs } from '../../domain/clock';
import type { ContractId, IdleId, NewId, SliceId } from '../../domain/ids';
import type { Random } from '../../domain/random';
import {
  type Reading,
  type RecorderInput,
  type RecorderState,
  STOPPED,
  type Step,
  step,
  termsOf,
} from '../../domain/recorder';
import type { SeenWindow } from '../../domain/sample';
import type { World } from '../../domain/session';
import type { Slice } from '../../domain/slice';
import type { Timer } from '../contract';
import { PictureTaker } from './picture-taker';
import type {
  IdleQuestion,
  Notifier,
  PictureStore,
  PrivacyRules,
  Recorder,
  RecorderEvents,
  RecorderStore,
} from './ports';
import { OnRecord } from './record';
import { RecorderNotices } from './recorder-notices';
import { recover } from './recover';
import type { Sensors } from './sensors/ports';
import { TimerView } from './timer-view';

export const TICK_MS = 1_000;
/** The open slice is on disk at least this often; with a tick's delay that keeps the loss of a crash under 5 s. */
export const CHECKPOINT_MS = 4_000;
/** How long a start waits for the input sensor to listen, so that the first seconds are counted. */
const SENSOR_START_MS = 500;
const END_MS = 8_000;
const OWN_APP = 'minutier';
const OWN_TITLE = 'Minutier';

export interface RecorderDeps {
  store: RecorderStore;
  pictures: PictureStore;
  sensors: Sensors;
  clock: Clock;
  random: Random;
  dayRandom: World['dayRandom'];
  newId: NewId;
  notifier: Notifier;
  events: RecorderEvents;
  /** Calls `tick` about every `ms`; returns how to end it. */
  every(ms: number, tick: () => void): () => void;
  /** Settles after `ms`. */
  after(ms: number): Promise<void>;
  privacy: Pick<PrivacyRules, 'excludes' | 'capture'>;
  /** Local midnight before the instant. */
  dayStart(at: WallMs): WallMs;
  log(message: string): void;
}

export function createRecorder(deps: RecorderDeps): Recorder {
  return new LiveRecorder(deps);
}

class LiveRecorder implements Recorder {
  private state: RecorderState = STOPPED;
  private readonly record: OnRecord;
  private readonly taker: PictureTaker;
  private readonly view: TimerView;
  private readonly notices: RecorderNotices;
  private readonly world: World;
  private window: SeenWindow = null;
  /** Monotonic ms of the newest reading that the state has seen, and of the newest one that was written. */
  private seenAt = Number.NEGATIVE_INFINITY;
  private flushedAt = Number.NEGATIVE_INFINITY;
  private endTicks: (() => void) | null = null;
  private listening = false;
  /** True while a start or a resume waits for the sensors: a tick of the stopped recorder must not end them again. */
  private starting = false;
  private ticking = false;
  private told: { id: IdleId; minute: number } | null = null;
  private last: { contractId: ContractId | null; memo: string } = { contractId: null, memo: '' };

  constructor(private readonly deps: RecorderDeps) {
    const { store, pictures, sensors, clock, newId, random, dayRandom } = deps;
    this.record = new OnRecord(store, (id) => this.pictured(id));
    this.notices = new RecorderNotices(deps.notifier, store);
    this.view = new TimerView(this.record, store, deps.dayStart);
    this.world = { ledger: this.record, random, dayRandom, newId };
    this.taker = new PictureTaker({
      sensor: sensors.picture,
      pictures,
      clock,
      newId,
      privacy: (id) => deps.privacy.capture(id),
      postponed: (order) => this.do({ type: 'postponed', order }),
      held: (picture, slot) => this.notices.pictureHeld(picture.id, slot),
      stored: (slot) => deps.events.diary([slot]),
      failed: (reason) => this.notices.pictureFailed(reason),
      disk: (saved) => this.notices.disk('pictures', saved),
    });
  }

  async begin(): Promise<void> {
    const { store, pictures } = this.deps;
    const open = store.openSlices();
    const pictured = pictures.ofSlices(open.map((slice) => slice.id));
    const found = recover(
      open,
      this.record,
      (slice) => store.contract(slice.contractId)?.pictures !== 'none' && !pictured.get(slice.id)?.length,
    );
    this.flush();
    for (const missed of found.withoutPicture) this.taker.missed(missed, 'interrupted');
    const latest = store.latestSlice();
    if (latest) this.last = { contractId: latest.contractId, memo: latest.memo };
    if (found.told) this.notices.recovered(found.told);
    this.tellPendingQuestions();
    this.listenOrRest();
    await pictures.sweep();
  }

  async start(contractId: ContractId, memo: string): Promise<void> {
    const contract = this.deps.store.contract(contractId);
    if (!contract) throw new Error(`unknown contract ${contractId}`);
    await this.listen(contractId);
    this.notices.resumed();
    this.last = { contractId, memo };
    this.do({ type: 'start', reading: this.reading(), terms: termsOf(contract), memo });
    // A limit that is used up refuses the start: nothing is to be listened to then.
    this.listenOrRest();
  }

  async stop(): Promise<void> {
    this.notices.resumed();
    this.do({ type: 'stop', reading: this.reading(), reason: 'stop' });
    this.tellPendingQuestions();
  }

  async resume(): Promise<void> {
    if (this.state.mode !== 'paused') return;
    await this.listen(this.state.session.terms.contractId);
    this.notices.resumed();
    this.do({ type: 'resume', reading: this.reading() });
  }

  setMemo(memo: string): void {
    this.last = { ...this.last, memo };
    this.do({ type: 'memo', memo });
  }

  memoAmended(sliceIds: readonly SliceId[], memo: string): void {
    const at = this.deps.clock.read().wall;
    this.record.amend(sliceIds, memo, at);
    this.do({ type: 'amended', sliceIds, memo, at });
  }

  edit<T>(sliceIds: readonly SliceId[], change: () => T): T | null {
    if (this.record.holds(sliceIds)) this.flush();
    if (this.record.holds(sliceIds)) return null;
    const changed = change();
    this.view.forget();
    this.do({ type: 'edited', sliceIds });
    return changed;
  }

  async answerIdle(id: IdleId, answer: 'keep' | 'discard' | 'stop'): Promise<void> {
    const question = this.record.question(id);
    if (question?.state !== 'pending') return;
    this.do({ type: 'idle-answer', reading: this.reading(), question, answer });
    this.notices.idleAnswered(id);
  }

  contractChanged(id: ContractId): void {
    this.view.forget();
    const contract = this.deps.store.contract(id);
    if (contract) this.do({ type: 'terms', terms: termsOf(contract) });
    // Erased: the timer no longer stands on it.
    else if (this.last.contractId === id) this.last = { contractId: null, memo: '' };
  }

  suspended(): void {
    this.do({ type: 'pause', reading: this.reading(), reason: 'suspend' });
  }

  resumed(): void {
    void this.tick();
  }

  timer(): Timer {
    const { contractId, memo } = this.last;
    return this.view.read(this.state, this.deps.clock.read().wall, contractId, memo);
  }

  openSlice(): Slice | null {
    return this.state.mode === 'stopped' ? null : this.state.session.slice;
  }

  underWay(id: SliceId): boolean {
    return this.record.holds([id]) || this.taker.underWay(id);
  }

  async end(): Promise<void> {
    this.do({ type: 'stop', reading: this.reading(), reason: 'quit' });
    await Promise.race([this.taker.settle(), this.deps.after(END_MS)]);
    this.flush();
    this.endTicks?.();
    this.endTicks = null;
    await this.deps.sensors.input.stop();
    await this.deps.sensors.window.stop();
  }

  /** One second's work. Skipped while the last one still waits for its front window. */
  private async tick(): Promise<void> {
    if (this.ticking) return;
    this.ticking = true;
    try {
      if (this.state.mode === 'tracking') this.window = await this.front(this.state.session.terms.contractId);
      this.do({ type: 'tick', reading: this.reading() });
    } catch (error) {
      // The state did not move: the next tick observes this second as well.
      this.deps.log(`tick: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.ticking = false;
    }
  }

  private reading(): Reading {
    const { clock, sensors } = this.deps;
    const { idleMs, locked } = sensors.idle.read();
    const tracking = this.state.mode === 'tracking';
    const input = sensors.input.drain();
    return {
      at: clock.read(),
      sample: { input: tracking ? input : [], window: this.window, idleMs, locked },
      backends: {
        input: [sensors.input.name()],
        window: [sensors.window.name()],
        idle: [sensors.idle.name()],
      },
    };
  }

  private do(input: RecorderInput): void {
    const before = this.state.mode;
    if ('reading' in input) this.seenAt = input.reading.at.mono;
    const done = step(this.state, input, this.world);
    this.state = done.state;
    this.record.absorb(done);
    if (done.urgent || done.answered.length > 0) this.view.forget();
    // Counted between readings, not from when the write ended: a slow step cannot stretch what a crash loses.
    const due = this.seenAt - this.flushedAt >= CHECKPOINT_MS;
    // A crash before the flush loses this step; the open slice's last checkpoint is on the disk.
    if (done.urgent || done.idles.length > 0 || due) this.flush();
    this.carryOut(done);
    if (before !== this.state.mode) this.listenOrRest();
    this.deps.events.timer(this.timer());
    this.tellIdle();
  }

  /** Pictures, misses and notices of a step whose slices are on record. */
  private carryOut(done: Step): void {
    for (const order of done.pictures) this.taker.take(order);
    for (const missed of done.missed) this.taker.missed(missed, missed.reason);
    for (const notice of done.notices) this.notices.tell(notice);
  }

  private flush(): void {
    this.flushedAt = this.seenAt;
    const { saved, slots } = this.record.flush();
    this.notices.disk('database', saved);
    if (saved.outcome === 'saved') this.taker.retry();
    if (slots.length > 0) this.deps.events.diary(slots);
  }

  /** Ticks while there is something to watch or to write; rests otherwise, at no cost. */
  private listenOrRest(): void {
    const busy = this.state.mode !== 'stopped' || this.record.hasUnsaved() || !this.taker.idle();
    if (busy && !this.endTicks) this.endTicks = this.deps.every(TICK_MS, () => void this.tickOrRest());
    if (!busy) {
      this.endTicks?.();
      this.endTicks = null;
    }
    if (this.state.mode !== 'tracking' && this.listening && !this.starting) {
      this.listening = false;
      this.window = null;
      void this.deps.sensors.input.stop();
    }
  }

  private async tickOrRest(): Promise<void> {
    await this.tick();
    if (this.state.mode === 'stopped') this.listenOrRest();
  }

  /** Nothing is listened to unless the timer runs. Counts from before are thrown away. */
  private async listen(contractId: ContractId): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    this.starting = true;
    const { input } = this.deps.sensors;
    try {
      await Promise.race([input.start(), this.deps.after(SENSOR_START_MS)]);
      this.window = await this.front(contractId);
      input.drain();
    } finally {
      this.starting = false;
    }
  }

  /** The front window. Our own title tells the timer and changes with it: it would fill the list with itself. */
  private async front(contractId: ContractId): Promise<SeenWindow> {
    const window = await this.deps.sensors.window.front();
    // Neither name nor title of such a window goes any further than this line.
    if (window && this.deps.privacy.excludes(contractId, window)) return 'excluded';
    return window?.app.toLowerCase() === OWN_APP ? { ...window, title: OWN_TITLE } : window;
  }

  private tellIdle(): void {
    const question: IdleQuestion | null =
      this.state.mode === 'stopped' ? null : (this.state.session.idle?.question ?? null);
    if (!question) {
      if (this.told) this.deps.events.idle(null);
      this.told = null;
      return;
    }
    const minute = Math.floor((question.end - question.start) / 60_000);
    if (this.told?.id === question.id && this.told.minute === minute) return;
    this.told = { id: question.id, minute };
    this.deps.events.idle(question);
  }

  private tellPendingQuestions(): void {
    for (const question of this.record.pendingQuestions()) this.notices.idleWaits(question);
  }

  /** Pictures of one moment (one a display) share their instant. */
  private pictured(sliceId: SliceId): number {
    const pictures = this.deps.pictures.ofSlices([sliceId]).get(sliceId) ?? [];
    const moments = pictures.filter((one) => one.outcome === 'ok' && one.trigger === 'moment');
    return new Set(moments.map((one) => one.takenAt)).size + this.taker.momentsWaiting(sliceId);
  }
}
