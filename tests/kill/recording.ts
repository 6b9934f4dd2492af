/**
 * A recording to be killed: the real recorder, database, vault, picture store and sealer in a process of their own, on a
 * clock that runs `SPEED` times as fast so that slots open and close all the time. Says on standard output, one JSON
 * line each, what was acknowledged, and only after it was; lines are written synchronously, so the reader has every
 * one that was said before the kill. Arguments: folder, wall ms to start at, seed.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../domain/random';
import { NO_INPUT } from '../../domain/sample';
import { trackedMs } from '../../domain/slice';
import { MINUTE_MS } from '../../domain/week';
import { createDayKeys } from '../../electron/main/day-keys';
import { openDatabase } from '../../electron/main/db/open';
import { openLogMemory } from '../../electron/main/log-memory';
import { EncryptedPictures } from '../../electron/main/pictures';
import type { PictureStore, RecorderStore } from '../../electron/main/ports';
import { createRecorder } from '../../electron/main/recorder';
import { createSealer } from '../../electron/main/sealer';
import { openVault } from '../../electron/main/vault';
import { sha256 } from '../support/evidence';
import { DEVICE } from './evidence-protocol';
import { KILL_CONTRACT, NO_KEY_STORE, type Said, SPEED } from './protocol';

const [folder = '', startAt = '0', seedText = '1'] = process.argv.slice(2);
const seed = Number(seedText);
const began = performance.now();
/** As in the app. */
const SEAL_EVERY_MS = 5_000;

function say(line: Said): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const clock = {
  read: () => {
    const mono = Math.round((performance.now() - began) * SPEED);
    return { wall: Number(startAt) + mono, mono, boot: mono };
  },
};

const opened = openDatabase({ folder, now: () => Number(startAt), onBrokenRow: () => process.exit(3) });
if (opened.outcome !== 'opened') throw new Error(`not opened: ${opened.outcome}`);
const { database } = opened;
const vault = await openVault({ folder, keyStore: NO_KEY_STORE, randomBytes, now: () => Number(startAt) });
if (vault.outcome !== 'opened') throw new Error('no vault');

const real = new EncryptedPictures({
  folder,
  rows: database.pictures,
  blobs: database.blobs,
  keys: vault.keys,
  randomBytes,
  keepOrphans: false,
});
const pictures: PictureStore = {
  add: async (meta, captured) => {
    const saved = await real.add(meta, captured);
    if (saved.outcome === 'saved') say({ said: 'picture', id: meta.id });
    return saved;
  },
  addFailure: (picture) => real.addFailure(picture),
  ofSlices: (ids) => real.ofSlices(ids),
  read: (id, what) => real.read(id, what),
  sweep: () => real.sweep(),
};
const base = database.recorder;
const store: RecorderStore = {
  save: (slices, idles) => {
    const saved = base.save(slices, idles);
    if (saved.outcome !== 'saved') throw new Error(saved.detail);
    for (const slice of slices) {
      const keys = slice.minutes.reduce((sum, minute) => sum + minute.keys, 0);
      say({ said: 'slice', id: slice.id, state: slice.state, ms: trackedMs(slice), keys });
    }
    return saved;
  },
  openSlices: () => base.openSlices(),
  latestSlice: () => base.latestSlice(),
  sliceAt: (contract, slot) => base.sliceAt(contract, slot),
  slicesBetween: (from, to) => base.slicesBetween(from, to),
  occupied: (from, to) => base.occupied(from, to),
  trackedMs: (contract, from, to, except) => base.trackedMs(contract, from, to, except),
  pendingIdles: () => base.pendingIdles(),
  idle: (id) => base.idle(id),
  contract: (id) => base.contract(id),
};

const memory = await openLogMemory(folder, () => Number(startAt));
if (memory.outcome !== 'opened') throw new Error('no memory');
const sealer = createSealer({
  logs: database.logs,
  due: database.sealDue,
  slices: database.slices,
  pictures: database.pictures,
  contracts: database.contracts,
  transaction: (work) => database.transaction(work),
  isFault: () => false,
  memory: memory.memory,
  device: () => [DEVICE],
  restored: () => null,
  clock,
  salt: () => new Uint8Array(randomBytes(16)),
  sha256,
  app: '0.1.0',
  underWay: (id) => recorder.underWay(id),
  pause: () => setImmediate(),
  log: (message) => say({ said: 'log', message }),
});
const keys = createDayKeys({
  table: database.dayKeys,
  signer: sealer,
  contracts: () => database.contracts.list(),
  clock,
  randomBytes,
  sha256,
  every: (ms, work) => void setInterval(work, ms / SPEED),
  turn: () => setImmediate(),
  log: (message) => say({ said: 'log', message }),
});

const recorder = createRecorder({
  store,
  pictures,
  sensors: {
    input: {
      name: () => 'kill',
      start: async () => {},
      drain: () => {
        const minute = Math.floor(clock.read().wall / MINUTE_MS) * MINUTE_MS;
        return [{ minute, counts: { ...NO_INPUT, keys: 1 } }];
      },
      stop: async () => {},
    },
    window: {
      name: () => 'kill',
      front: async () => ({ app: 'Editor', title: 'a = b' }),
      stop: async () => {},
    },
    idle: { name: () => 'kill', read: () => ({ idleMs: 0, locked: false }) },
    picture: {
      name: () => 'kill',
      capture: async () => ({
        outcome: 'ok',
        backend: 'kill',
        displays: ['left', 'right'].map((display) => ({
          display,
          width: 100,
          height: 100,
          webp: new Uint8Array(randomBytes(120_000)),
          thumb: new Uint8Array(randomBytes(12_000)),
        })),
      }),
    },
    limits: () => [],
  },
  clock,
  random: seededRandom(seed),
  dayRandom: (id, slot) => keys.random(id, slot),
  newId: randomUUID,
  notifier: { tell: () => {}, withdraw: () => {} },
  events: {
    timer: (timer) => say({ said: 'timer', ms: timer.sessionMs, at: clock.read().wall }),
    diary: () => {},
    idle: () => {},
  },
  every: (ms, tick) => {
    const timer = setInterval(tick, ms / SPEED);
    return () => clearInterval(timer);
  },
  after: (ms) => setTimeout(ms / SPEED),
  privacy: { excludes: () => false, capture: () => ({ displays: 'all' }) },
  dayStart: (at) => Math.floor(at / 86_400_000) * 86_400_000,
  log: (message) => say({ said: 'log', message }),
});

await recorder.begin();
await keys.begin();
say({ said: 'ready' });
await recorder.start(KILL_CONTRACT, 'killed now and then');
for (;;) {
  await sealer.run();
  await setTimeout(SEAL_EVERY_MS / SPEED);
}
