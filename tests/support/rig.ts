/**
 * The real recorder on a clock that moves when told, over any store, with sensors that say what the test sets.
 * `seconds(n)` lets n ticks pass; everything the recorder does happens before it returns.
 */
import { ManualClock } from '../../domain/clock';
import type { PictureId, SliceId } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import { type InputCounts, type MinuteCounts, NO_INPUT } from '../../domain/sample';
import type { World } from '../../domain/session';
import type { Picture } from '../../domain/slice';
import { MINUTE_MS } from '../../domain/week';
import type { Notice, Timer } from '../../electron/contract';
import type {
  IdleQuestion,
  Notifier,
  PictureMeta,
  PictureStore,
  PrivacyRules,
  Recorder,
  RecorderStore,
  Saved,
} from '../../electron/main/ports';
import { createRecorder } from '../../electron/main/recorder';
import type { CapturedDisplay, CaptureResult, Sensors } from '../../electron/main/sensors/ports';

export const ONE_DISPLAY: CapturedDisplay = {
  display: 'screen',
  width: 2,
  height: 1,
  webp: new TextEncoder().encode('RIFF a picture'),
  thumb: new TextEncoder().encode('RIFF a thumbnail'),
};

/** Notices as the user would see them: told once a key, until withdrawn. */
export class NoticeBoard implements Notifier {
  readonly shown = new Map<string, Pick<Notice, 'id' | 'values'>>();
  readonly history: string[] = [];

  tell(notice: { id: Notice['id']; key: string; values: Notice['values'] }): void {
    if (this.shown.has(notice.key)) return;
    this.shown.set(notice.key, notice);
    this.history.push(notice.id);
  }

  withdraw(key: string): void {
    this.shown.delete(key);
  }

  ids(): string[] {
    return [...this.shown.values()].map((notice) => notice.id);
  }
}

export class MemoryPictures implements PictureStore {
  readonly rows: Picture[] = [];
  readonly bytes = new Map<PictureId, CapturedDisplay>();
  answer: Saved = { outcome: 'saved' };

  async add(meta: PictureMeta, captured: CapturedDisplay): Promise<Saved> {
    if (this.answer.outcome === 'failed') return this.answer;
    const { width, height } = captured;
    const rest = {
      hidden: meta.hidden ?? null,
      held: meta.held ?? false,
      outcome: 'ok',
      sha256: 'f',
      bytes: captured.webp.length,
      width,
      height,
      thumbSha256: 'f',
    } as const;
    this.rows.push({ ...meta, ...rest });
    this.bytes.set(meta.id, captured);
    return { outcome: 'saved' };
  }

  addFailure(picture: Extract<Picture, { outcome: 'failed' }>): Saved {
    if (this.answer.outcome === 'failed') return this.answer;
    this.rows.push(picture);
    return { outcome: 'saved' };
  }

  ofSlices(ids: readonly SliceId[]): Map<SliceId, Picture[]> {
    return Map.groupBy(
      this.rows.filter((row) => ids.includes(row.sliceId)),
      (row) => row.sliceId,
    );
  }

  async read(): Promise<null> {
    return null;
  }

  async sweep(): Promise<number> {
    return 0;
  }
}

export class Rig {
  readonly clock: ManualClock;
  readonly board = new NoticeBoard();
  readonly pictures: MemoryPictures;
  readonly idleEvents: (IdleQuestion | null)[] = [];
  readonly slots: number[] = [];
  readonly recorder: Recorder;
  timer: Timer | null = null;
  /** What the sensors say. */
  window: { app: string; title: string | null } | null = { app: 'Editor', title: 'main.ts' };
  idleMs: number | null = 0;
  locked = false;
  listening = false;
  capture: () => Promise<CaptureResult> = async () => ({
    outcome: 'ok',
    backend: 'fake',
    displays: [ONE_DISPLAY],
  });
  captures = 0;
  /** Which windows are never captured. */
  excludes: PrivacyRules['excludes'] = () => false;
  /** Which day keys were committed to. */
  dayRandom: World['dayRandom'] = () => null;
  /** What the input sensor waits for when it is started. */
  inputReady: () => Promise<void> = async () => {};
  private ticks: (() => void) | null = null;
  private input: MinuteCounts[] = [];

  constructor(
    readonly store: RecorderStore,
    startAt: string | ManualClock = '2026-11-23T10:00:00Z',
    pictures = new MemoryPictures(),
    seed = 1,
  ) {
    this.clock = typeof startAt === 'string' ? new ManualClock(Date.parse(startAt)) : startAt;
    this.pictures = pictures;
    let ids = seed * 1_000_000;
    this.recorder = createRecorder({
      store,
      pictures,
      sensors: this.sensors(),
      clock: this.clock,
      random: seededRandom(seed),
      dayRandom: (contractId, slot) => this.dayRandom(contractId, slot),
      newId: () => `20000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
      notifier: this.board,
      events: {
        timer: (timer) => {
          this.timer = timer;
        },
        diary: (slots) => this.slots.push(...slots),
        idle: (question) => this.idleEvents.push(question),
      },
      every: (_ms, tick) => {
        this.ticks = tick;
        return () => {
          this.ticks = null;
        };
      },
      after: () => new Promise(() => {}),
      privacy: { excludes: (id, window) => this.excludes(id, window), capture: () => ({ displays: 'all' }) },
      dayStart: (at) => Math.floor(at / 86_400_000) * 86_400_000,
      log: () => {},
    });
  }

  /** Whether the recorder asks to be woken each second. */
  get awake(): boolean {
    return this.ticks !== null;
  }

  type(counts: Partial<InputCounts>): void {
    const minute = Math.floor(this.clock.read().wall / MINUTE_MS) * MINUTE_MS;
    this.input.push({ minute, counts: { ...NO_INPUT, ...counts } });
  }

  async seconds(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      this.clock.advance(1000);
      await this.tick();
    }
  }

  async tick(): Promise<void> {
    this.ticks?.();
    await this.settle();
  }

  /** Lets everything that waits for nothing but its turn happen. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  private sensors(): Sensors {
    return {
      input: {
        name: () => 'fake',
        start: async () => {
          this.listening = true;
          await this.inputReady();
        },
        drain: () => {
          const input = this.input;
          this.input = [];
          return this.listening ? input : null;
        },
        stop: async () => {
          this.listening = false;
        },
      },
      window: { name: () => 'fake', front: async () => this.window, stop: async () => {} },
      idle: { name: () => 'fake', read: () => ({ idleMs: this.idleMs, locked: this.locked }) },
      picture: {
        name: () => 'fake',
        capture: () => {
          this.captures += 1;
          return this.capture();
        },
      },
      limits: () => [],
    };
  }
}
