/** The tables one by one: what the diary, the settings and the notices ask of them. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ContractId, type PictureId, PictureIdSchema } from '../../domain/ids';
import type { Picture, Slice } from '../../domain/slice';
import { DAY_MS, SLOT_MS, slotStart, WEEK_MS } from '../../domain/week';
import type { Notice } from '../../electron/contract';
import { type BrokenRow, BrokenRowError } from '../../electron/main/db/codec';
import type { Database } from '../../electron/main/db/open';
import { DEFAULT_SETTINGS } from '../../electron/main/db/settings';
import { addContract, aside, openSound } from '../support/database';
import {
  anIdle,
  aPictureMeta,
  aSlice,
  closed,
  MONDAY,
  newContract,
  newContractId,
  newSliceId,
  SLOT,
  work,
} from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const SAVED = { outcome: 'saved' };

let database: Database;
let broken: BrokenRow[];
let contract: ContractId;

beforeEach(() => {
  broken = [];
  database = openSound(tempFolder(), broken);
  contract = addContract(database);
});

/** Writes past the constraints, as only damage or another program would. */
function damage(sql: string): void {
  aside(database.folder, (sqlite) => {
    sqlite.pragma('ignore_check_constraints = ON');
    sqlite.exec(sql);
  });
}

function save(...slices: Slice[]): void {
  expect(database.recorder.save(slices, [])).toEqual(SAVED);
}

describe('contracts', () => {
  test('[ST14] a contract is created with its first terms, and read back the same', () => {
    const id = newContractId();
    const { rateMinor, limitSeconds, ...settings } = newContract({ limitSeconds: null, manualAllowed: true });
    const at = MONDAY + 5;
    expect(database.contracts.create(id, { ...settings, rateMinor, limitSeconds }, at)).toEqual(SAVED);
    const expected = {
      ...settings,
      id,
      rates: [{ from: at, rateMinor }],
      limits: [{ from: at, limitSeconds }],
      fees: [],
      attestations: [],
      pauses: [],
      createdAt: at,
      archivedAt: null,
    };
    expect(database.contracts.get(id)).toEqual(expected);
    expect(openSound(database.folder).contracts.list()).toEqual([database.contracts.get(contract), expected]);
    expect(database.recorder.contract(id)).toEqual(expected);
  });

  test('[ST14] rates and limits are only added, ascending by start; of two with one start the last counts', () => {
    const { contracts } = database;
    expect(
      contracts.addTerm(contract, { kind: 'rate', rateMinor: 7_000 }, MONDAY + WEEK_MS, MONDAY + 1),
    ).toEqual(SAVED);
    expect(
      contracts.addTerm(contract, { kind: 'rate', rateMinor: 6_000 }, MONDAY + DAY_MS, MONDAY + 2),
    ).toEqual(SAVED);
    expect(
      contracts.addTerm(contract, { kind: 'rate', rateMinor: 8_000 }, MONDAY + WEEK_MS, MONDAY + 2),
    ).toEqual(SAVED);
    expect(
      contracts.addTerm(contract, { kind: 'limit', limitSeconds: 3_600 }, MONDAY + WEEK_MS, MONDAY + 3),
    ).toEqual(SAVED);
    expect(
      contracts.addTerm(contract, { kind: 'limit', limitSeconds: null }, MONDAY + WEEK_MS, MONDAY + 3),
    ).toEqual(SAVED);
    expect(contracts.get(contract)?.rates).toEqual([
      { from: MONDAY, rateMinor: 5_000 },
      { from: MONDAY + DAY_MS, rateMinor: 6_000 },
      { from: MONDAY + WEEK_MS, rateMinor: 8_000 },
    ]);
    expect(contracts.get(contract)?.limits).toEqual([
      { from: MONDAY, limitSeconds: 144_000 },
      { from: MONDAY + WEEK_MS, limitSeconds: null },
    ]);
    const rows = aside(database.folder, (sqlite) => sqlite.prepare('SELECT * FROM contract_rates').all());
    expect(rows).toHaveLength(4);
  });

  test('[ST14] fees, statements and pauses are dated and kept', () => {
    const { contracts } = database;
    expect(
      contracts.addTerm(contract, { kind: 'fee', schedule: { type: 'flat10' } }, MONDAY, MONDAY),
    ).toEqual(SAVED);
    expect(
      contracts.addTerm(
        contract,
        { kind: 'fee', schedule: { type: 'direct', hundredths: 500 } },
        MONDAY,
        MONDAY + 1,
      ),
    ).toEqual(SAVED);
    expect(contracts.attest(contract, 'identity', 'Ada', MONDAY + 2)).toEqual(SAVED);
    expect(contracts.withdrawAttestation(contract, 'identity', MONDAY + 3)).toEqual(SAVED);
    expect(contracts.withdrawAttestation(contract, 'billing', MONDAY + 3)).toEqual({ outcome: 'missing' });
    expect(contracts.attest(contract, 'identity', 'Bo', MONDAY + 4)).toEqual(SAVED);
    expect(contracts.unpause(contract, MONDAY)).toEqual({ outcome: 'missing' });
    expect(contracts.pause(contract, MONDAY + 5)).toEqual(SAVED);
    expect(contracts.pause(contract, MONDAY + 6)).toEqual(SAVED);
    expect(contracts.unpause(contract, MONDAY + 7)).toEqual(SAVED);
    expect(contracts.pause(contract, MONDAY + 8)).toEqual(SAVED);
    expect(
      contracts.addTerm(newContractId(), { kind: 'fee', schedule: { type: 'none' } }, MONDAY, MONDAY),
    ).toEqual({
      outcome: 'missing',
    });
    expect(openSound(database.folder).contracts.get(contract)).toMatchObject({
      fees: [{ from: MONDAY, schedule: { type: 'direct', hundredths: 500 } }],
      attestations: [
        { what: 'identity', statedBy: 'Ada', at: MONDAY + 2, withdrawnAt: MONDAY + 3 },
        { what: 'identity', statedBy: 'Bo', at: MONDAY + 4, withdrawnAt: null },
      ],
      pauses: [
        { from: MONDAY + 5, to: MONDAY + 7 },
        { from: MONDAY + 8, to: null },
      ],
    });
  });

  test('[CO] settings are edited in place, archiving is undone; terms and currency stay', () => {
    const { contracts } = database;
    const before = contracts.get(contract);
    const change = { title: 'New title', client: 'Büro', billing: 'whole', pictures: 'none' } as const;
    const { rateMinor: _rate, limitSeconds: _limit, currency: _currency, ...settings } = newContract(change);
    expect(
      contracts.edit(contract, { ...settings, idleMinutes: 20, overLimit: 'stop', colour: 'pink' }),
    ).toEqual(SAVED);
    const edited = { ...before, ...change, idleMinutes: 20, overLimit: 'stop', colour: 'pink' };
    expect(contracts.get(contract)).toEqual(edited);
    expect(contracts.archive(contract, MONDAY + 9)).toEqual(SAVED);
    expect(contracts.get(contract)).toEqual({ ...edited, archivedAt: MONDAY + 9 });
    expect(contracts.archive(contract, null)).toEqual(SAVED);
    expect(contracts.get(contract)).toEqual(edited);
  });

  test('[CO] a contract that is not there is told', () => {
    const { contracts } = database;
    const { rateMinor, limitSeconds, currency: _currency, ...settings } = newContract();
    const missing = { outcome: 'missing' };
    const id = newContractId();
    expect(contracts.get(id)).toBeNull();
    expect(contracts.edit(id, settings)).toEqual(missing);
    expect(contracts.archive(id, MONDAY)).toEqual(missing);
    expect(contracts.addTerm(id, { kind: 'rate', rateMinor }, MONDAY, MONDAY)).toEqual(missing);
    expect(contracts.addTerm(id, { kind: 'limit', limitSeconds }, MONDAY, MONDAY)).toEqual(missing);
  });

  test('[ST6] one that cannot be read is named and hides no other', () => {
    const second = addContract(database);
    damage(`UPDATE contracts SET idle_minutes = 0 WHERE id = '${contract}'`);
    expect(database.contracts.list().map(({ id }) => id)).toEqual([second]);
    expect(broken).toMatchObject([{ table: 'contracts', id: contract }]);
    expect(() => database.contracts.get(contract)).toThrow(BrokenRowError);
    expect(() => database.contracts.get(contract)).toThrow(`row ${contract} of contracts`);
  });
});

describe('slices', () => {
  test('[ST6] one that cannot be read is named, hides no other, and its time stays occupied', () => {
    const bad = closed(aSlice(contract, SLOT));
    const good = aSlice(contract, SLOT + 600);
    save(bad, good);
    const at = slotStart(SLOT);
    for (const change of ["spans = '[[1]]'", "minutes = '[]'", "windows = 'x'", "backends = '{}'"]) {
      damage(`UPDATE slices SET ${change} WHERE id = '${bad.id}'`);
    }
    expect(database.slices.between(MONDAY, MONDAY + DAY_MS)).toEqual([good]);
    expect(database.recorder.openSlices()).toEqual([good]);
    expect([...database.slices.all()]).toEqual([good]);
    expect(broken.every(({ table, id }) => table === 'slices' && id === bad.id)).toBe(true);
    expect(broken).not.toEqual([]);
    expect(() => database.slices.byId(bad.id)).toThrow(`row ${bad.id} of slices`);
    expect(() => database.recorder.sliceAt(contract, SLOT)).toThrow(BrokenRowError);
    expect(database.recorder.occupied(MONDAY, MONDAY + DAY_MS)).toEqual([
      { start: at, end: at + 10_000 },
      { start: at + SLOT_MS, end: at + SLOT_MS + 10_000 },
    ]);
    // The diary needs no more than the columns that are sound.
    expect(database.slices.cellsBetween(MONDAY, MONDAY + DAY_MS)).toHaveLength(2);
    expect(database.recorder.save([{ ...bad, memo: 'written whole again' }], [])).toEqual(SAVED);
    expect(database.slices.byId(bad.id)?.memo).toBe('written whole again');
  });

  test('[ST5] cells are the heads of slices whose slot starts in the range', () => {
    const first = closed(aSlice(contract, SLOT), { interrupted: true, closeReason: 'interrupted' });
    const empty = aSlice(contract, SLOT + 1_200, { spans: [] });
    save(empty, first, aSlice(contract, SLOT + 600));
    const at = slotStart(SLOT);
    expect(database.slices.cellsBetween(at, at + SLOT_MS)).toEqual([
      {
        id: first.id,
        contractId: contract,
        slot: SLOT,
        state: 'closed',
        closeReason: 'interrupted',
        interrupted: true,
        memo: first.memo,
        trackedMs: 10_000,
        idleMs: 0,
        activity: 1,
        kind: 'tracked',
        tag: 'Design',
        reason: '',
        editedAt: null,
        movedFrom: null,
        importId: null,
        excludedMs: 0,
      },
    ]);
    expect(database.slices.cellsBetween(at + 1, at + SLOT_MS)).toEqual([]);
    expect(database.slices.cellsBetween(at, at + SLOT_MS + 1)).toHaveLength(2);
    expect(database.slices.cellsBetween(at, at + DAY_MS)).toHaveLength(3);
    expect(database.slices.countTracked(contract)).toBe(2);
    expect(database.slices.countTracked(newContractId())).toBe(0);
  });

  test('[ST5] sums of a week are given by contract, idle time within them', () => {
    const other = addContract(database);
    const idle = anIdle(contract, slotStart(SLOT));
    const waiting = {
      start: slotStart(SLOT) + 2_000,
      end: slotStart(SLOT) + 5_000,
      kind: 'idle',
      idleId: idle.id,
    } as const;
    const slice = aSlice(contract, SLOT, { spans: [work(SLOT, 0, 2_000), waiting] });
    expect(database.recorder.save([slice, aSlice(other, SLOT + 600)], [idle])).toEqual(SAVED);
    expect(database.slices.sumsBetween(MONDAY, MONDAY + WEEK_MS)).toEqual(
      new Map([
        [contract, { trackedMs: 5_000, idleMs: 3_000 }],
        [other, { trackedMs: 10_000, idleMs: 0 }],
      ]),
    );
    expect(database.slices.sumsBetween(MONDAY - WEEK_MS, MONDAY)).toEqual(new Map());
    expect(database.idles.all()).toEqual([idle]);
  });

  test('[ST17] memos are given to all slices or to none', () => {
    const [a, b] = [aSlice(contract, SLOT), aSlice(contract, SLOT + 600)];
    save(a, b);
    expect(database.slices.setMemo([a.id, newSliceId()], 'lost')).toEqual({ outcome: 'missing' });
    expect(database.slices.byId(a.id)).toEqual(a);
    expect(database.slices.setMemo([a.id, b.id, a.id], 'found')).toEqual(SAVED);
    expect(database.slices.byId(a.id)).toEqual({ ...a, memo: 'found' });
    expect(database.slices.byId(b.id)).toEqual({ ...b, memo: 'found' });
    expect(database.slices.byId(newSliceId())).toBeNull();
  });

  test('[UI] recent memos come each once, the latest first, empty ones and other contracts left out', () => {
    const memos = ['old', 'header', '', 'footer', 'header', 'footer'];
    save(...memos.map((memo, n) => aSlice(contract, SLOT + n * 600, { memo })));
    save(aSlice(addContract(database), SLOT + 60_000, { memo: 'theirs' }));
    expect(database.slices.recentMemos(contract, 10)).toEqual(['footer', 'header', 'old']);
    expect(database.slices.recentMemos(contract, 2)).toEqual(['footer', 'header']);
    save(aSlice(contract, SLOT + 66_000, { memo: 'the cursor was closed' }));
  });

  test('[ST2] all slices come in order, across pages, while checkpoints go on', () => {
    const slices = Array.from({ length: 450 }, (_, n) => closed(aSlice(contract, SLOT + n * 600)));
    expect(database.recorder.save([...slices].reverse(), [])).toEqual(SAVED);
    const seen: Slice[] = [];
    for (const slice of database.slices.all()) {
      seen.push(slice);
      if (seen.length % 100 === 0) save(closed(slice));
    }
    expect(seen).toEqual(slices);
  });

  test('[ST1] ranges are answered from an index', () => {
    const plans = aside(database.folder, (sqlite) =>
      [
        'SELECT * FROM slices WHERE slot >= 1 AND slot < 2 AND first_ms < 3 AND last_ms > 4 ORDER BY slot, first_ms, id',
        "SELECT * FROM slices WHERE state = 'open' ORDER BY slot, id",
        'SELECT SUM(tracked_ms) FROM slices WHERE contract_id = 1 AND slot >= 2 AND slot < 3',
        "SELECT * FROM pictures WHERE slice_id IN (SELECT value FROM json_each('[]'))",
        "SELECT * FROM idles WHERE state = 'pending' ORDER BY start_ms, id",
      ].map((sql) => JSON.stringify(sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())),
    );
    for (const plan of plans) expect(plan).not.toMatch(/SCAN (slices|pictures|idles)(?! USING INDEX)/);
  });
});

describe('pictures', () => {
  const failure = (slice: Slice, id: PictureId): Picture => ({
    ...aPictureMeta(slice.id, { id }),
    hidden: null,
    held: false,
    outcome: 'failed',
    reason: 'permission',
    detail: 'not allowed',
  });

  test('[ST20] a failed one is kept with its reason, once', () => {
    const slice = aSlice(contract, SLOT);
    save(slice);
    const picture = failure(slice, PictureIdSchema.parse(randomUUID()));
    expect(database.pictures.add(picture, [])).toEqual(SAVED);
    expect(database.pictures.add(picture, [])).toEqual(SAVED);
    expect(database.pictures.get(picture.id)).toEqual(picture);
    expect(database.pictures.ofSlices([slice.id])).toEqual(new Map([[slice.id, [picture]]]));
    expect(database.pictures.count()).toBe(0);
  });

  test('[ST6] one that cannot be read is named and hides no other', () => {
    const slice = aSlice(contract, SLOT);
    save(slice);
    const pictures = [0, 1].map(() => failure(slice, PictureIdSchema.parse(randomUUID())));
    for (const picture of pictures) database.pictures.add(picture, []);
    damage(`UPDATE pictures SET reason = 'whim' WHERE id = '${pictures[0]?.id}'`);
    expect(database.pictures.ofSlices([slice.id]).get(slice.id)).toEqual([pictures[1]]);
    expect(broken).toMatchObject([{ table: 'pictures', id: pictures[0]?.id }]);
  });
});

describe('settings', () => {
  test('[ST16] defaults hold until something is written, and what is written stays', () => {
    expect(database.settings.read()).toEqual(DEFAULT_SETTINGS);
    expect(database.settings.write({ theme: 'dark', noticeAcceptedAt: MONDAY })).toEqual(SAVED);
    expect(database.settings.write({ shortcut: '', theme: undefined })).toEqual(SAVED);
    const expected = { ...DEFAULT_SETTINGS, theme: 'dark', noticeAcceptedAt: MONDAY, shortcut: '' };
    expect(openSound(database.folder).settings.read()).toEqual(expected);
  });

  test('[ST16] a value that cannot be read has its default and is named; unknown keys are left alone', () => {
    database.settings.write({ theme: 'dark', zone: 'utc' });
    damage(`UPDATE settings SET value = '"purple"' WHERE key = 'theme';
            INSERT INTO settings VALUES ('language', '{'), ('of-a-later-version', '1')`);
    expect(database.settings.read()).toEqual({ ...DEFAULT_SETTINGS, zone: 'utc' });
    expect(broken.map(({ id }) => id).sort()).toEqual(['language', 'theme']);
  });
});

describe('notices', () => {
  const notice = (key: string, change: Partial<Notice> = {}): Notice => ({
    id: 'recovered',
    key,
    level: 'info',
    at: MONDAY,
    values: { seconds: 12, contract: 'Acme' },
    ...change,
  });

  test('[ST15] a key is told once, dismissed or not, until it is withdrawn', () => {
    const { notices } = database;
    expect(notices.add(notice('a'))).toEqual(SAVED);
    expect(notices.add(notice('a', { at: MONDAY + 1 }))).toEqual({ outcome: 'known' });
    expect(notices.list()).toEqual([notice('a')]);
    expect(notices.dismiss('a', MONDAY + 2)).toEqual(SAVED);
    expect(notices.list()).toEqual([]);
    expect(notices.add(notice('a'))).toEqual({ outcome: 'known' });
    expect(notices.withdraw('a')).toEqual(SAVED);
    expect(notices.add(notice('a'))).toEqual(SAVED);
    expect(notices.list()).toEqual([notice('a')]);
    expect(notices.dismiss('unknown', MONDAY)).toEqual(SAVED);
    expect(notices.withdraw('unknown')).toEqual(SAVED);
  });

  test('[ST6] they come oldest first, and one that cannot be read hides no other', () => {
    const { notices } = database;
    for (const [n, key] of ['c', 'b', 'a'].entries()) notices.add(notice(key, { at: MONDAY + n }));
    damage("UPDATE notices SET id = 'gossip' WHERE key = 'b'");
    expect(notices.list().map(({ key }) => key)).toEqual(['c', 'a']);
    expect(broken).toMatchObject([{ table: 'notices', id: 'b' }]);
  });
});
