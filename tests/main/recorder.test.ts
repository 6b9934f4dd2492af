/** The recorder's shell: what is durable when, what is told, what happens when the disk or a sensor refuses. */
import { beforeEach, describe, expect, it } from 'vitest';
import { trackedMs } from '../../domain/slice';
import type { CaptureResult } from '../../electron/main/sensors/ports';
import { FaultyStore } from '../support/faulty-store';
import { MemoryStore } from '../support/memory-store';
import { ONE_DISPLAY, Rig } from '../support/rig';
import { newContract, newContractId } from '../support/store-fixtures';

const FULL = { reason: 'full', detail: 'ENOSPC' } as const;
const ID = newContractId();
const OTHER = newContractId();

let memory: MemoryStore;
let store: FaultyStore;
let rig: Rig;

function putContract(id = ID, over: Parameters<typeof newContract>[0] = {}): void {
  const { currency, rateMinor, limitSeconds, ...settings } = newContract({ idleMinutes: 10, ...over });
  memory.putContract({
    ...settings,
    id,
    currency,
    rates: [{ from: 0, rateMinor }],
    limits: [{ from: 0, limitSeconds }],
    fees: [],
    attestations: [],
    pauses: [],
    createdAt: 0,
    archivedAt: null,
  });
}

beforeEach(() => {
  memory = new MemoryStore();
  putContract();
  putContract(OTHER);
  store = new FaultyStore(memory);
  rig = new Rig(store);
});

const stored = () => memory.slicesBetween(0, Number.MAX_SAFE_INTEGER);
const storedMs = () => stored().reduce((sum, slice) => sum + trackedMs(slice), 0);

describe('durability', () => {
  it('[RC5] the open slice is on disk at least every five seconds, whatever happens between', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    for (let second = 1; second <= 700; second++) {
      await rig.seconds(1);
      expect(second * 1000 - storedMs()).toBeLessThanOrEqual(5_000);
    }
  });

  it('[RC5] [RC16] on a machine so slow that each look at the clock takes its time, no more than that is lost', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    const read = rig.clock.read.bind(rig.clock);
    let looks = 0;
    rig.clock.read = () => {
      looks++;
      rig.clock.advance((looks * 97) % 400);
      return read();
    };
    for (let second = 1; second <= 300; second++) {
      await rig.seconds(1);
      expect(rig.recorder.timer().sessionMs - storedMs()).toBeLessThan(4_000);
    }
  });

  it('[RC6] a stop is on disk when it is answered', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(2);
    rig.clock.advance(700);
    await rig.recorder.stop();
    expect(storedMs()).toBe(2_700);
    expect(stored().map((s) => s.state)).toEqual(['closed']);
  });

  it('[RC7] what a crash left open is closed as interrupted, told, and its missing picture recorded', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(9);
    const next = new Rig(store, rig.clock, rig.pictures, 2);
    await next.recorder.begin();
    await next.settle();
    const [slice] = stored();
    expect(slice).toMatchObject({ state: 'closed', closeReason: 'interrupted', interrupted: true });
    expect(storedMs()).toBeGreaterThanOrEqual(4_000);
    const told = [...next.board.shown.values()].find((n) => n.id === 'recovered');
    expect(told?.values).toMatchObject({ contractId: ID, seconds: Math.floor(storedMs() / 1000) });
    expect(next.pictures.rows).toMatchObject([{ outcome: 'failed', reason: 'interrupted' }]);
    expect(next.recorder.timer()).toMatchObject({ mode: 'stopped', contractId: ID, memo: 'memo' });
  });

  it('[RC8] a slice that was pictured before the crash keeps its picture', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(599);
    expect(rig.pictures.rows).toMatchObject([{ outcome: 'ok', trigger: 'moment' }]);
    const next = new Rig(store, rig.clock, rig.pictures, 2);
    await next.recorder.begin();
    await next.settle();
    expect(next.pictures.rows).toHaveLength(1);
  });

  it('[RC9] a refused write is told once, loses nothing, and goes through by itself when the disk takes it', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(10);
    store.fail('before', FULL);
    await rig.seconds(25 * 60);
    expect(storedMs()).toBeLessThanOrEqual(10_000);
    expect(rig.board.history.filter((id) => id === 'storage-full')).toHaveLength(1);
    expect(rig.recorder.timer()).toMatchObject({ mode: 'tracking', sessionMs: 25 * 60_000 + 10_000 });
    store.recover();
    await rig.seconds(5);
    expect(25 * 60_000 + 15_000 - storedMs()).toBeLessThanOrEqual(5_000);
    expect(rig.board.ids()).toContain('storage-ok');
    expect(rig.board.ids()).not.toContain('storage-full');
    expect(stored().map((s) => s.state)).toEqual(['closed', 'closed', 'open']);
  });

  it('[RC9] a write that took effect though it was reported as failed is not counted twice', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    store.fail('after', FULL);
    await rig.seconds(15 * 60);
    store.recover();
    await rig.recorder.stop();
    expect(storedMs()).toBe(15 * 60_000);
    expect(rig.recorder.timer().week.trackedMs).toBe(15 * 60_000);
  });

  it('[RC10] stopped while the disk refuses, the recorder stays awake until the slice is written', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    store.fail('before', FULL);
    await rig.seconds(3);
    await rig.recorder.stop();
    expect(rig.awake).toBe(true);
    store.recover();
    await rig.seconds(5);
    expect(storedMs()).toBe(3_000);
    await rig.settle();
    await rig.seconds(5);
    expect(rig.awake).toBe(false);
  });

  it('[RC11] quitting stops the timer, takes the due picture and writes everything', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(2);
    await rig.recorder.end();
    expect(stored()).toMatchObject([{ state: 'closed', closeReason: 'quit' }]);
    expect(rig.pictures.rows).toMatchObject([{ trigger: 'quit', outcome: 'ok' }]);
    expect(rig.awake).toBe(false);
  });
});

describe('listening', () => {
  it('[RC12] nothing is listened to unless the timer runs; what was typed before counts for nothing', async () => {
    await rig.recorder.begin();
    expect(rig.listening).toBe(false);
    expect(rig.awake).toBe(false);
    rig.type({ keys: 99 });
    await rig.recorder.start(ID, 'memo');
    expect(rig.listening).toBe(true);
    rig.type({ keys: 3 });
    await rig.seconds(1);
    rig.type({ keys: 4 });
    await rig.recorder.stop();
    expect(rig.listening).toBe(false);
    expect(stored()[0]?.minutes[0]?.keys).toBe(7);
  });

  it('[RC12] started again while the last picture is still being taken, it listens', async () => {
    const picture = Promise.withResolvers<CaptureResult>();
    rig.capture = () => picture.promise;
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(1);
    await rig.recorder.stop();
    const ready = Promise.withResolvers<void>();
    rig.inputReady = () => ready.promise;
    const started = rig.recorder.start(ID, 'memo');
    await rig.seconds(1);
    ready.resolve();
    await started;
    expect(rig.listening).toBe(true);
    rig.type({ keys: 5 });
    await rig.seconds(2);
    picture.resolve({ outcome: 'ok', backend: 'fake', displays: [ONE_DISPLAY] });
    await rig.recorder.stop();
    expect(stored()[0]).toMatchObject({ gaps: [] });
    expect(stored()[0]?.minutes[0]?.keys).toBe(5);
  });

  it('[RC12] a start that the used-up limit refuses leaves nothing listening', async () => {
    putContract(ID, { limitSeconds: 5, overLimit: 'stop' });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(6);
    expect(rig.recorder.timer().mode).toBe('stopped');
    await rig.recorder.start(ID, 'memo');
    expect(rig.recorder.timer().mode).toBe('stopped');
    expect(rig.listening).toBe(false);
  });

  it('[RC1] after a lock the session goes on when the user says so', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(10);
    rig.locked = true;
    await rig.seconds(20);
    rig.locked = false;
    await rig.seconds(1);
    expect(rig.recorder.timer().mode).toBe('paused');
    await rig.recorder.resume();
    await rig.seconds(5);
    await rig.recorder.stop();
    // The lock is seen at the next tick: that second is still work.
    expect(storedMs()).toBe(16_000);
  });

  it('[CK1] a jump of the wall clock is recorded, and the time is measured on', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(10);
    rig.clock.jump(3_600_000);
    await rig.seconds(10);
    await rig.recorder.stop();
    expect(storedMs()).toBe(20_000);
    expect(stored().flatMap(({ jumps }) => jumps)).toMatchObject([{ byMs: 3_600_000 }]);
  });

  it('[RC13] a memo change, a switch and an answer lose no counts', async () => {
    putContract(ID, { idleMinutes: 1 });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'one');
    rig.type({ keys: 1 });
    rig.clock.advance(500);
    await rig.recorder.start(ID, 'two');
    rig.type({ keys: 1 });
    rig.clock.advance(500);
    await rig.recorder.start(OTHER, 'three');
    rig.type({ keys: 1 });
    rig.clock.advance(500);
    await rig.recorder.start(ID, 'four');
    rig.idleMs = 60_000;
    await rig.seconds(61);
    const idle = rig.recorder.timer().idle;
    if (!idle) throw new Error('no question');
    rig.type({ keys: 1 });
    await rig.recorder.answerIdle(idle.id, 'stop');
    const keys = stored().map((s) => s.minutes.reduce((sum, m) => sum + m.keys, 0));
    expect(keys.reduce((a, b) => a + b, 0)).toBe(4);
  });

  it('[SL6] our own window is listed under one title, whatever the timer in it says', async () => {
    await rig.recorder.begin();
    rig.window = { app: 'minutier', title: '● 0:00 Acme — Minutier' };
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(2);
    rig.window = { app: 'minutier', title: '● 0:01 Acme — Minutier' };
    await rig.seconds(2);
    await rig.recorder.stop();
    expect(stored()[0]?.windows).toEqual([{ app: 'minutier', title: 'Minutier', ms: 4_000 }]);
  });

  it('[RC14] a sensor that does not answer leaves a gap on the slice, not a stop', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(10);
    rig.listening = false;
    await rig.seconds(10);
    rig.listening = true;
    await rig.seconds(10);
    await rig.recorder.stop();
    expect(storedMs()).toBe(30_000);
    expect(stored()[0]?.gaps.map((g) => [g.reason, g.end - g.start])).toEqual([['input-sensor', 10_000]]);
  });
});

describe('idle questions', () => {
  it('[ID8] the question is told, grows by the minute, and is closed by its answer', async () => {
    putContract(ID, { idleMinutes: 1 });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    for (let second = 0; second < 150; second++) {
      rig.idleMs = second * 1000;
      await rig.seconds(1);
    }
    const minutes = rig.idleEvents.map((q) => q && Math.floor((q.end - q.start) / 60_000));
    expect(minutes).toEqual([1, 2]);
    const idle = rig.recorder.timer().idle;
    if (!idle) throw new Error('no question');
    await rig.recorder.answerIdle(idle.id, 'discard');
    expect(rig.idleEvents.at(-1)).toBeNull();
    expect(rig.recorder.timer().idle).toBeNull();
    expect(storedMs()).toBeLessThanOrEqual(2_000);
    expect(memory.idle(idle.id)?.state).toBe('discarded');
  });

  it('[ID7] a question left open by a crash is told at the next start and can be answered', async () => {
    putContract(ID, { idleMinutes: 1 });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    for (let second = 0; second < 100; second++) {
      rig.idleMs = second * 1000;
      await rig.seconds(1);
    }
    const next = new Rig(store, rig.clock, rig.pictures, 2);
    await next.recorder.begin();
    expect(next.board.ids()).toContain('idle-answer-needed');
    const idle = next.recorder.timer().idle;
    if (!idle) throw new Error('no question');
    const before = storedMs();
    await next.recorder.answerIdle(idle.id, 'keep');
    expect(storedMs()).toBe(before);
    expect(next.board.ids()).not.toContain('idle-answer-needed');
    expect(memory.pendingIdles()).toEqual([]);
  });
});

describe('pictures', () => {
  it('[PI7] bytes that the disk refused are kept and stored when it takes them', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    rig.pictures.answer = { outcome: 'failed', ...FULL };
    await rig.seconds(599);
    expect(rig.captures).toBe(1);
    expect(rig.pictures.rows).toEqual([]);
    expect(rig.board.ids()).toContain('storage-full');
    rig.pictures.answer = { outcome: 'saved' };
    await rig.seconds(5);
    expect(rig.pictures.rows[0]).toMatchObject({ outcome: 'ok', trigger: 'moment' });
    const [first] = rig.pictures.bytes.values();
    expect(first?.webp).toEqual(ONE_DISPLAY.webp);
    expect(rig.pictures.rows).toHaveLength(rig.captures);
  });

  it('[SG13] a slice is under way while a picture of it is taken or waits for the disk, or it is not written itself', async () => {
    const picture = Promise.withResolvers<CaptureResult>();
    rig.capture = () => picture.promise;
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(3);
    await rig.recorder.stop();
    const [slice] = stored();
    if (slice === undefined) throw new Error('nothing was stored');
    expect(rig.recorder.underWay(slice.id)).toBe(true);
    rig.pictures.answer = { outcome: 'failed', ...FULL };
    picture.resolve({ outcome: 'ok', backend: 'fake', displays: [ONE_DISPLAY] });
    await rig.seconds(2);
    expect(rig.recorder.underWay(slice.id)).toBe(true);
    rig.pictures.answer = { outcome: 'saved' };
    rig.capture = async () => ({ outcome: 'failed', backend: 'fake', reason: 'timeout', detail: '' });
    store.fail('before', FULL);
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(5);
    // Its pictures are on record; what was tracked since is not.
    expect(rig.pictures.rows.length).toBeGreaterThan(0);
    expect(rig.recorder.underWay(slice.id)).toBe(true);
    store.recover();
    await rig.recorder.stop();
    await rig.settle();
    await rig.seconds(5);
    expect(rig.recorder.underWay(slice.id)).toBe(false);
  });

  it('[PI42] a display that came out black beside a lit one is a failed picture of its own', async () => {
    rig.capture = async () => ({
      outcome: 'ok',
      backend: 'fake',
      displays: [ONE_DISPLAY],
      missing: [{ display: 'HDMI-1', reason: 'black' }],
    });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(1);
    await rig.recorder.stop();
    await rig.settle();
    expect(rig.pictures.rows).toMatchObject([
      { outcome: 'ok', display: 'screen' },
      { outcome: 'failed', display: 'HDMI-1', reason: 'black' },
    ]);
  });

  it.each([
    ['is refused each time', async () => ({ outcome: 'failed', reason: 'io', detail: 'EIO' }) as const],
    ['breaks the store', () => Promise.reject(new Error('a defect'))],
  ])('[PI7] one picture that %s does not hold up those after it', async (_what, answer) => {
    const store = rig.pictures.add.bind(rig.pictures);
    let first: string | null = null;
    rig.pictures.add = async (meta, captured) => {
      first ??= meta.id;
      return meta.id === first ? answer() : store(meta, captured);
    };
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(30);
    await rig.recorder.stop();
    await rig.settle();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(30);
    await rig.recorder.stop();
    await rig.settle();
    await rig.seconds(5);
    expect(rig.pictures.rows.filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
    expect(rig.captures).toBe(2);
  });

  it('[PI8] a failed capture is a recorded fact with its reason, and is told', async () => {
    rig.capture = async () => ({ outcome: 'failed', backend: 'fake', reason: 'black', detail: 'all black' });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(1);
    await rig.recorder.stop();
    await rig.settle();
    expect(rig.pictures.rows).toMatchObject([{ outcome: 'failed', reason: 'black', trigger: 'stop' }]);
    expect(rig.board.ids()).toContain('picture-failed');
  });
});

describe('the timer', () => {
  it('[RC15] shows today and the week across restarts, and the last contract while stopped', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(20 * 60);
    await rig.recorder.stop();
    const next = new Rig(store, rig.clock, rig.pictures, 2);
    await next.recorder.begin();
    expect(next.recorder.timer()).toMatchObject({ mode: 'stopped', contractId: ID, memo: 'memo' });
    await next.recorder.start(ID, 'memo');
    await next.seconds(60);
    expect(next.recorder.timer()).toMatchObject({
      mode: 'tracking',
      sessionMs: 60_000,
      todayMs: 21 * 60_000,
      week: { trackedMs: 21 * 60_000, overMs: 0, limitSeconds: 144_000 },
    });
  });

  it('[WK6] a limit that is edited while the timer runs counts for the running session', async () => {
    putContract(ID, { limitSeconds: 60, overLimit: 'stop' });
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'memo');
    await rig.seconds(50);
    putContract(ID, { limitSeconds: 90, overLimit: 'stop' });
    rig.recorder.contractChanged(ID);
    await rig.seconds(100);
    expect(storedMs()).toBe(90_000);
    expect(rig.recorder.timer()).toMatchObject({ mode: 'stopped', week: { overMs: 0 } });
    expect(rig.board.ids()).toContain('limit-stopped');
  });

  it('[SL9] a memo edited in the diary is not undone by the next checkpoint', async () => {
    await rig.recorder.begin();
    await rig.recorder.start(ID, 'old');
    await rig.seconds(2);
    const open = rig.recorder.openSlice();
    if (!open) throw new Error('no slice');
    rig.recorder.memoAmended([open.id], 'new');
    await rig.seconds(10);
    expect(stored()[0]?.memo).toBe('new');
  });
});
