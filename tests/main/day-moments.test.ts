/**
 * The whole way of a moment: a committed key draws it, the recorder orders its picture, the row keeps the draw, and who
 * has the revealed key draws it again.
 */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64Url } from '../../domain/bytes';
import { ManualClock } from '../../domain/clock';
import { dayOf, keyedRandom } from '../../domain/day-key';
import type { ContractId } from '../../domain/ids';
import { momentOf } from '../../domain/moments';
import { ContractPrivacySchema } from '../../domain/privacy';
import { DAY_MS, HOUR_MS, MINUTE_MS, slotOf } from '../../domain/week';
import { createDayKeys, type DayKeys } from '../../electron/main/day-keys';
import type { Database } from '../../electron/main/db/open';
import { EncryptedPictures } from '../../electron/main/pictures';
import { KEY_BYTES } from '../../electron/main/vault';
import { openSound } from '../support/database';
import { sha256 } from '../support/evidence';
import { MemoryPictures, ONE_DISPLAY, Rig } from '../support/rig';
import { entriesOf, testSealer } from '../support/sealer';
import { MONDAY, newContract, newContractId } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

/** The real store, in the place that the rig has for one. */
class RealPictures extends MemoryPictures {
  private readonly real: EncryptedPictures;

  constructor(database: Database, key: Buffer) {
    super();
    const { folder, pictures: rows, blobs } = database;
    const keys = { current: key, earlier: [] };
    this.real = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: false });
  }

  /** Files take real time, which the clock of the rig does not know of: it is awaited before that moves on. */
  stored: Promise<unknown> = Promise.resolve();

  override add = (...args: Parameters<EncryptedPictures['add']>) => {
    const adding = this.real.add(...args);
    this.stored = adding;
    return adding;
  };
  override addFailure = (...args: Parameters<EncryptedPictures['addFailure']>) =>
    this.real.addFailure(...args);
  override ofSlices = (...args: Parameters<EncryptedPictures['ofSlices']>) => this.real.ofSlices(...args);
}

class Day {
  readonly folder = tempFolder();
  readonly clock = new ManualClock(MONDAY + 9 * HOUR_MS - MINUTE_MS);
  readonly contracts: ContractId[] = [];
  database: Database;
  keys: DayKeys;
  rig: Rig;
  private readonly key = randomBytes(KEY_BYTES);
  /** Day keys so far: the same in every run of the test. */
  private made = 0;
  private pictureStore: RealPictures;

  constructor(perSlice: number, contracts = 1) {
    this.database = openSound(this.folder);
    for (let n = 0; n < contracts; n++) {
      const id = newContractId();
      this.contracts.push(id);
      this.database.contracts.create(
        id,
        newContract({ privacy: ContractPrivacySchema.parse({ perSlice }) }),
        MONDAY,
      );
    }
    [this.keys, this.rig, this.pictureStore] = this.run(1);
  }

  /** The process ends without a word, and another one starts. */
  async crash(seed: number): Promise<void> {
    this.database.close();
    this.database = openSound(this.folder);
    [this.keys, this.rig, this.pictureStore] = this.run(seed);
    await this.rig.recorder.begin();
  }

  private run(seed: number): [DayKeys, Rig, RealPictures] {
    const { database, clock } = this;
    const { signer } = testSealer(database, { now: () => clock.read().wall });
    const keys = createDayKeys({
      table: database.dayKeys,
      signer,
      contracts: () => database.contracts.list(),
      clock,
      randomBytes: () => Buffer.from(sha256(Buffer.from(`day key ${++this.made}`))),
      sha256,
      every: () => {},
      turn: async () => {},
      log: (message) => {
        throw new Error(message);
      },
    });
    const pictures = new RealPictures(database, this.key);
    const rig = new Rig(database.recorder, clock, pictures, seed);
    rig.dayRandom = (id, slot) => keys.random(id, slot);
    return [keys, rig, pictures];
  }

  async seconds(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      await this.rig.seconds(1);
      await this.settle();
    }
  }

  async stop(): Promise<void> {
    await this.rig.recorder.stop();
    await this.settle();
  }

  private async settle(): Promise<void> {
    for (let seen: Promise<unknown> | null = null; seen !== this.pictureStore.stored; ) {
      seen = this.pictureStore.stored;
      await seen;
      await this.rig.settle();
    }
  }

  /** Of the slices from the instant on, each picture with its draw, in the order in which they were taken. */
  pictures(from = 0) {
    const slices = this.database.recorder.slicesBetween(from, Number.MAX_SAFE_INTEGER);
    const rows = this.database.pictures.ofSlices(slices.map(({ id }) => id));
    const draws = this.database.pictures.draws(slices.map(({ id }) => id));
    return slices.flatMap(({ id, slot, contractId }) =>
      (rows.get(id) ?? [])
        .filter(({ outcome }) => outcome === 'ok')
        .map((picture) => ({ ...picture, slot, contractId, draw: draws.get(picture.id) ?? null })),
    );
  }

  /** The key of the contract's day as its log tells it. */
  revealed(id: ContractId, day: number) {
    const entry = entriesOf(this.database, id).find((one) => one.type === 'day.reveal' && one.day === day);
    const key = entry?.type === 'day.reveal' ? fromBase64Url(entry.key) : null;
    if (key === null) throw new Error('not revealed');
    return keyedRandom(key, sha256);
  }

  /** Every picture with a draw is where the revealed key says; gives how many. */
  async check(): Promise<number> {
    this.clock.advance(DAY_MS);
    await this.keys.settle();
    const told = this.pictures().filter(({ draw }) => draw !== null);
    for (const { contractId, slot, takenAt, trigger, draw } of told) {
      if (draw === null) throw new Error('no draw');
      const random = this.revealed(contractId, dayOf(slot));
      const late = takenAt - momentOf(random, contractId, slot, draw.nth, draw.from);
      expect(late).toBeLessThan(2_000);
      if (trigger === 'moment') expect(late).toBeGreaterThanOrEqual(0);
      expect(draw.from).toBeGreaterThanOrEqual(slot * 1_000);
    }
    return told.length;
  }
}

describe('a moment drawn by a day key', () => {
  it.each([1, 2, 3])(
    '[SG16] with %i pictures a slice is drawn again from the revealed key',
    async (perSlice) => {
      const day = new Day(perSlice, 1);
      await day.keys.settle();
      const [id] = day.contracts;
      if (!id) throw new Error('no contract');
      await day.rig.recorder.start(id, '');
      await day.seconds(61 * 60);
      await day.rig.recorder.stop();
      await day.rig.settle();
      const before = day.pictures().filter(({ slot }) => slot === slotOf(MONDAY + 9 * HOUR_MS - 1));
      // The slot in which the contract began had no key yet.
      expect(before.every(({ draw }) => draw === null)).toBe(true);
      expect(await day.check()).toBeGreaterThanOrEqual(6 * perSlice - 1);
    },
  );

  it('[SG16] is its contract’s own: two in one slot have moments of their own keys', async () => {
    const day = new Day(1, 2);
    await day.keys.settle();
    for (let n = 0; n < 6; n++) {
      const id = day.contracts[n % 2];
      if (!id) throw new Error('no contract');
      await day.rig.recorder.start(id, '');
      await day.seconds(10 * 60);
    }
    await day.stop();
    expect(await day.check()).toBeGreaterThanOrEqual(6);
    expect(new Set(day.pictures().map(({ contractId }) => contractId)).size).toBe(2);
  });

  it('[SG16] tells of a stop ahead of its moment, and the slice that goes on is drawn anew from there', async () => {
    const day = new Day(1);
    await day.keys.settle();
    const [id] = day.contracts;
    if (!id) throw new Error('no contract');
    await day.seconds(60);
    await day.rig.recorder.start(id, '');
    await day.seconds(5);
    await day.rig.recorder.stop();
    await day.seconds(30);
    await day.rig.recorder.start(id, '');
    await day.seconds(600);
    await day.stop();
    const [first, second] = day.pictures();
    expect(first).toMatchObject({ trigger: 'stop', draw: { nth: 0 } });
    expect(second?.draw?.nth).toBe(0);
    expect((second?.draw?.from ?? 0) - (first?.draw?.from ?? 0)).toBeGreaterThan(30_000);
    expect(await day.check()).toBeGreaterThanOrEqual(3);
  });

  it('[SG16] is drawn anew once an excluded window has left, whether the recorder or the capture saw it', async () => {
    const day = new Day(3);
    await day.keys.settle();
    const [id] = day.contracts;
    if (!id) throw new Error('no contract');
    await day.seconds(60);
    await day.rig.recorder.start(id, '');
    let hidden = true;
    day.rig.excludes = () => hidden;
    await day.seconds(5 * 60);
    hidden = false;
    const capture = day.rig.capture;
    let refused = 0;
    day.rig.capture = async () => {
      if (refused++ > 0) return capture();
      return { outcome: 'failed', reason: 'excluded', backend: 'fake', detail: '' };
    };
    await day.seconds(5 * 60 - 5);
    await day.stop();
    expect(refused).toBeGreaterThan(1);
    const nths = day.pictures().map(({ draw }) => draw?.nth);
    expect(nths.some((nth) => typeof nth === 'string')).toBe(true);
    expect(await day.check()).toBe(nths.length);
  });

  it('[SG16] survives a crash between the commitment and the draw, and between the draw and its picture', async () => {
    const day = new Day(2);
    await day.keys.settle();
    const [id] = day.contracts;
    if (!id) throw new Error('no contract');
    await day.crash(2);
    await day.keys.settle();
    await day.seconds(60);
    for (let n = 0; n < 8; n++) {
      await day.rig.recorder.start(id, '');
      await day.seconds(200);
      await day.crash(10 + n);
      await day.rig.settle();
    }
    expect(entriesOf(day.database, id).filter(({ type }) => type === 'day.commit')).toHaveLength(2);
    expect(await day.check()).toBeGreaterThanOrEqual(4);
  });

  it('[SG16] is not told of where the wall clock was set: nobody could tell that from a choice', async () => {
    const day = new Day(1);
    await day.keys.settle();
    const [id] = day.contracts;
    if (!id) throw new Error('no contract');
    await day.seconds(60);
    await day.rig.recorder.start(id, '');
    await day.seconds(2);
    day.clock.jump(-HOUR_MS);
    await day.seconds(597);
    await day.stop();
    const [picture] = day.pictures();
    expect(picture?.draw).toBeNull();
  });

  it('[SG16] of a slice that was moved is not told any more: another contract’s key drew it', async () => {
    const day = new Day(1, 2);
    await day.keys.settle();
    const [id, other] = day.contracts;
    if (!id || !other) throw new Error('no contracts');
    await day.seconds(60);
    await day.rig.recorder.start(id, '');
    await day.seconds(605);
    await day.stop();
    const [first] = day.pictures();
    expect(first?.draw).not.toBeNull();
    if (!first) throw new Error('no picture');
    day.database.slices.setContract([first.sliceId], other);
    expect(day.database.pictures.draws([first.sliceId]).size).toBe(0);
  });

  it('[SG15] without a key nothing is told, and pictures are taken all the same', async () => {
    const day = new Day(1);
    const [id] = day.contracts;
    if (!id) throw new Error('no contract');
    await day.rig.recorder.start(id, '');
    await day.seconds(20 * 60);
    await day.stop();
    expect(day.pictures().length).toBeGreaterThan(1);
    expect(day.pictures().every(({ draw }) => draw === null)).toBe(true);
  });

  it('[SG16] all displays of one moment have its draw, and the draw outlives the process', async () => {
    const day = new Day(1);
    await day.keys.settle();
    const [id] = day.contracts;
    if (!id) throw new Error('no contract');
    await day.seconds(60);
    day.rig.capture = async () => ({
      outcome: 'ok',
      backend: 'fake',
      displays: [ONE_DISPLAY, { ...ONE_DISPLAY, display: 'other', webp: randomBytes(20) }],
    });
    await day.rig.recorder.start(id, '');
    await day.seconds(605);
    await day.stop();
    await day.crash(2);
    const [left, right] = day.pictures();
    expect(left?.draw).toEqual(right?.draw);
    expect(left?.draw).not.toBeNull();
  });
});
