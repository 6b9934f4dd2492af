/** The recorder's shell and the retention, on real tables: nothing of an excluded window is kept, pictures expire. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ContractPrivacySchema } from '../../domain/privacy';
import { createPictureEraser } from '../../electron/main/picture-eraser';
import { EncryptedPictures } from '../../electron/main/pictures';
import { createPrivacyRules } from '../../electron/main/privacy';
import { createRetention } from '../../electron/main/retention';
import { KEY_BYTES } from '../../electron/main/vault';
import { openSound } from '../support/database';
import { NO_JOBS } from '../support/job';
import { NoticeBoard, ONE_DISPLAY, Rig } from '../support/rig';
import { aPictureMeta, aSlice, newContract, newContractId, SLOT } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const privacy = (over: object) => ContractPrivacySchema.parse(over);

function aRig(over: object = {}) {
  const folder = tempFolder();
  const database = openSound(folder);
  const id = newContractId();
  const at = Date.parse('2026-11-23T09:00:00Z');
  database.contracts.create(id, { ...newContract(), pictures: 'every', privacy: privacy(over) }, at);
  return { folder, database, id, rig: new Rig(database.recorder) };
}

describe('the recorder', () => {
  it('[PV3] keeps neither name nor title of an excluded window, in no file; the time counts', async () => {
    const { folder, database, id, rig } = aRig();
    rig.excludes = (_, { title }) => title?.includes('SecretBank') ?? false;
    await rig.recorder.start(id, 'work');
    await rig.seconds(10);
    rig.window = { app: 'SecretBrowser', title: 'SecretBank balance' };
    await rig.seconds(20);
    rig.window = { app: 'Editor', title: 'main.ts' };
    await rig.seconds(10);
    await rig.recorder.end();
    const slice = database.recorder.latestSlice();
    expect(slice?.excludedMs).toBe(20_000);
    expect(slice?.windows.reduce((sum, { ms }) => sum + ms, 0)).toBe(20_000);
    for (const name of readdirSync(folder).filter((one) => one.startsWith('minutier.db'))) {
      expect(readFileSync(join(folder, name)).includes('Secret'), name).toBe(false);
    }
  });

  it('[PV4] takes no picture while it is in front; at the stop the slice says why', async () => {
    const { id, rig } = aRig();
    rig.excludes = () => true;
    await rig.recorder.start(id, 'work');
    await rig.seconds(700);
    await rig.recorder.end();
    expect(rig.captures).toBe(0);
    expect(rig.pictures.rows.map((row) => row.outcome === 'failed' && row.reason)).toEqual([
      'excluded',
      'excluded',
    ]);
  });

  it('[PV5] a picture that the capturing process refuses is put off, not recorded as a failure', async () => {
    const { id, rig } = aRig();
    let refusals = 0;
    const capture = rig.capture;
    rig.capture = async () => {
      refusals += 1;
      return refusals === 1
        ? { outcome: 'failed', backend: 'fake', reason: 'excluded', detail: '' }
        : capture();
    };
    await rig.recorder.start(id, 'work');
    await rig.seconds(610);
    expect(rig.captures).toBeGreaterThanOrEqual(2);
    expect(rig.pictures.rows.map(({ outcome }) => outcome)).toEqual(['ok']);
    expect(rig.board.ids()).not.toContain('picture-failed');
    await rig.recorder.end();
  });

  it('[PV8] a held picture is stored as held and told', async () => {
    const { id, rig } = aRig();
    rig.capture = async () => ({
      outcome: 'ok',
      backend: 'fake',
      displays: [{ ...ONE_DISPLAY, held: true }],
    });
    await rig.recorder.start(id, 'work');
    await rig.seconds(2);
    await rig.recorder.end();
    expect(rig.pictures.rows).toMatchObject([{ outcome: 'ok', held: true }]);
    expect(rig.board.ids()).toContain('picture-held');
  });

  it('[PV8] the rules of a contract know other clients and the settings, anew after a change', () => {
    const { database, id } = aRig();
    const other = {
      ...newContract(),
      client: 'Somebody else',
      privacy: privacy({ ownWindows: [{ app: '', title: 'else' }] }),
    };
    database.contracts.create(newContractId(), other, 0);
    let excluded = [{ app: '', title: 'bank' }];
    const rules = createPrivacyRules({
      settings: () => ({ excluded, unknownPlaces: 'skip', displays: 'all' }),
      contracts: () => database.contracts.list(),
    });
    expect(rules.excludes(id, { app: 'x', title: 'My Bank' })).toBe(true);
    expect(rules.capture(id).privacy).toEqual({
      excluded,
      foreign: [{ app: '', title: 'else' }],
      unknown: 'skip',
    });
    expect(rules.capture(id).displays).toBe('all');
    excluded = [];
    rules.forget();
    expect(rules.excludes(id, { app: 'x', title: 'My Bank' })).toBe(false);
  });
});

it('[PV15] a contract shows its own displays, or those of the settings', () => {
  const { database, id } = aRig({ displays: 'pointer' });
  const other = newContractId();
  database.contracts.create(other, newContract(), 0);
  const rules = createPrivacyRules({
    settings: () => ({ excluded: [], unknownPlaces: 'skip', displays: 'all' }),
    contracts: () => database.contracts.list(),
  });
  expect([rules.capture(id).displays, rules.capture(other).displays]).toEqual(['pointer', 'all']);
});

describe('retention', () => {
  it('[PV10] at its time and not before, picture, thumbnail and key are gone, and a mark stays', async () => {
    const { folder, database, id } = aRig({ retentionDays: 7 });
    const slice = aSlice(id, SLOT);
    database.recorder.save([slice], []);
    const { pictures: rows, blobs } = database;
    const keys = { current: randomBytes(KEY_BYTES), earlier: [] };
    const store = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: false });
    const meta = aPictureMeta(slice.id);
    await store.add(meta, {
      display: 'd',
      width: 9,
      height: 9,
      webp: randomBytes(900),
      thumb: randomBytes(90),
    });
    const [row] = rows.ofSlices([slice.id]).get(slice.id) ?? [];
    if (row?.outcome !== 'ok') throw new Error('a picture was expected');
    const files = [row.sha256, row.thumbSha256].map((name) =>
      join(folder, 'pictures', name.slice(0, 2), name),
    );
    const wrapped = Buffer.from(blobs.get(row.sha256)?.wrappedKey ?? []);
    expect(wrapped).toHaveLength(60);

    let now = Date.parse('2026-11-23T12:00:00Z');
    const monday = new Date(SLOT * 1000);
    monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7) + 14);
    monday.setUTCHours(12, 0, 0, 0);
    const board = new NoticeBoard();
    const retention = createRetention({
      contracts: () => database.contracts.list(),
      rows: database.retention,
      eraser: Promise.resolve(createPictureEraser(store, database.pictureEdits, folder)),
      jobs: NO_JOBS,
      notifier: board,
      now: () => now,
      every: () => undefined,
      changed: () => undefined,
      log: (message) => expect.fail(message),
    });
    now = monday.getTime() - 1;
    expect(await retention.run()).toBe(0);
    expect(files.every((file) => existsSync(file))).toBe(true);
    now += 1;
    expect(await retention.run()).toBe(1);
    expect(files.some((file) => existsSync(file))).toBe(false);
    expect(rows.ofSlices([slice.id]).get(slice.id)).toMatchObject([
      { id: meta.id, outcome: 'failed', reason: 'expired' },
    ]);
    expect(database.trash.tombstones(SLOT * 1000, SLOT * 1000 + 600_000)).toMatchObject([
      { what: 'expired' },
    ]);
    expect(board.ids()).toEqual(['pictures-expired']);
    for (const name of readdirSync(folder).filter((one) => one.startsWith('minutier.db'))) {
      const bytes = readFileSync(join(folder, name));
      expect(bytes.includes(wrapped), `the key in ${name}`).toBe(false);
      expect(bytes.includes(row.sha256), `the hash in ${name}`).toBe(false);
    }
    expect(await retention.run()).toBe(0);
  });
});
