/** The sealer over a real database: what each change of the tables becomes in the log, and what is left beside it. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ContractId, PictureId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import { DAY_MS, slotEnd, slotStart, weekEnd, weekLocksAt, weekStart } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import type { Sealer } from '../../electron/main/sealer';
import { addContract, aside, openSound } from '../support/database';
import { testKey } from '../support/evidence';
import { entriesOf, entriesOfType, readLog, testMemory, testSealer, toldOf } from '../support/sealer';
import {
  aPictureMeta,
  aSlice,
  closed,
  newContract,
  newContractId,
  SLOT,
  work,
} from '../support/store-fixtures';

const FINAL = slotEnd(SLOT) + 10_000;

let database: Database;
let contract: ContractId;
let now: number;
let sealer: Sealer;
let warnings: string[];

beforeEach(() => {
  database = openSound();
  contract = addContract(database);
  now = FINAL;
  start();
});

function start(change: Partial<Parameters<typeof testSealer>[1]> = {}): void {
  const made = testSealer(database, { now: () => now, ...change });
  sealer = made.signer;
  warnings = made.warnings;
}

function save(change: Partial<Slice> = {}, slot = SLOT, of = contract): Slice {
  const slice = closed(aSlice(of, slot, change));
  expect(database.recorder.save([slice], [])).toEqual({ outcome: 'saved' });
  return slice;
}

function addPicture(slice: Slice, nth = 0): PictureId {
  const meta = aPictureMeta(slice.id, { takenAt: slotStart(slice.slot) + 5_000 + nth });
  const blob = (digit: string) => ({
    sha256: `${nth}${slice.slot}`.padEnd(64, digit),
    bytes: 1_000,
    wrappedKey: Buffer.alloc(60, 1),
    createdAt: now,
  });
  const [full, thumb] = [blob('a'), blob('b')];
  const added = database.pictures.add(
    {
      ...meta,
      hidden: null,
      held: false,
      outcome: 'ok',
      sha256: full.sha256,
      bytes: full.bytes,
      width: 1920,
      height: 1080,
      thumbSha256: thumb.sha256,
    },
    [full, thumb],
  );
  expect(added).toEqual({ outcome: 'saved' });
  return meta.id;
}

const types = (of = contract) => entriesOf(database, of).map(({ type }) => type);
const due = () => aside(database.folder, (sqlite) => sqlite.prepare('SELECT * FROM seal_due').all());

describe('sealing', () => {
  test('[SG13] a closed slice is sealed ten seconds after its slot, and no sooner', async () => {
    const slice = save();
    now = FINAL - 1;
    await sealer.run();
    expect(types()).toEqual(['open']);
    now = FINAL;
    await sealer.run();
    expect(entriesOfType(database, contract, 'segment')).toMatchObject([
      { slot: SLOT, kind: 'tracked', ms: 10_000, at: FINAL, pictures: 0 },
    ]);
    expect(toldOf(database, slice.id)?.get('memo')).toBe(slice.memo);
    expect(due()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('[SG13] neither an open slice, nor one of which a picture or a row is under way, nor one with an undo', async () => {
    const open = aSlice(contract, SLOT + 600);
    database.recorder.save([open], []);
    const slice = save();
    let busy = true;
    start({ change: { underWay: () => busy } });
    now = slotEnd(SLOT + 600) + 60_000;
    await sealer.run();
    expect(types()).toEqual(['open']);
    busy = false;
    const picture = addPicture(slice);
    database.pictureEdits.delete(picture, now);
    await sealer.run();
    expect(types()).toEqual(['open']);
    database.pictureEdits.undo(picture, now - 1);
    await sealer.run();
    expect(entriesOfType(database, contract, 'segment')).toMatchObject([{ slot: SLOT, pictures: 1 }]);
  });

  test('[SG19] the same slice is sealed once, however often it is marked', async () => {
    const slice = save();
    await sealer.run();
    database.recorder.save([slice], []);
    expect(due()).toHaveLength(1);
    await sealer.run();
    start();
    database.sealDue.all(contract);
    await sealer.run();
    expect(types()).toEqual(['open', 'segment']);
    expect(due()).toEqual([]);
  });

  test('[SG19] an entry and what is kept beside it are one transaction: a cut leaves both or neither', async () => {
    const slice = save();
    const picture = addPicture(slice);
    now = FINAL - 1;
    await sealer.run();
    now = FINAL;
    let left = 0;
    for (let cut = 1; cut < 40; cut++) {
      let steps = 0;
      const stop = () => {
        if (++steps === cut) throw new Error('cut');
      };
      const salt = () => {
        stop();
        return new Uint8Array(16).fill(cut);
      };
      start({ salt, change: { isFault: () => true } });
      await sealer.run().catch(() => undefined);
      const segments = entriesOfType(database, contract, 'segment');
      const told = toldOf(database, slice.id);
      expect([segments.length, told?.size ?? 0]).toEqual(segments.length === 0 ? [0, 0] : [1, 7]);
      if (segments.length === 1) break;
      left++;
      expect(due().length).toBeGreaterThan(0);
    }
    expect(left).toBeGreaterThan(5);
    expect(database.logs.segmentOf(slice.id)?.pictures).toEqual([{ nth: 0, id: picture, stands: true }]);
  });

  test('[SG19] one slice that cannot be sealed keeps no other from it, and is told once', async () => {
    const bad = save();
    aside(database.folder, (sqlite) =>
      sqlite.prepare('UPDATE slices SET windows = \'[["x",null,-1]]\' WHERE id = ?').run(bad.id),
    );
    save({}, SLOT + 600);
    now += 600_000;
    await sealer.run();
    await sealer.run();
    expect(entriesOfType(database, contract, 'segment')).toMatchObject([{ slot: SLOT + 600 }]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(bad.id);
  });

  test('imported time is sealed as such, and long lists of it in steps', async () => {
    const id = newContractId();
    database.contracts.create(id, newContract(), now);
    for (let n = 0; n < 70; n++)
      save({ kind: 'manual', reason: 'A report', windows: [], jumps: [], gaps: [] }, SLOT - n * 600, id);
    let pauses = 0;
    start({ change: { pause: async () => void pauses++ } });
    await sealer.settle(id);
    expect(entriesOfType(database, id, 'segment')).toHaveLength(70);
    expect(pauses).toBeGreaterThan(2);
  });
});

describe('what is done to a sealed slice', () => {
  test('[SG6] memo and tag: amended, and what they said before is gone', async () => {
    const slice = save();
    await sealer.run();
    const before = [...(database.logs.segmentOf(slice.id)?.disclosed.values() ?? [])];
    database.slices.setMemo([slice.id], 'Footer');
    database.slices.setTag([slice.id], 'Review');
    now += 1_000;
    await sealer.run();
    expect(entriesOfType(database, contract, 'amend')).toMatchObject([{ fields: ['memo', 'tag'], at: now }]);
    expect(toldOf(database, slice.id)?.get('memo')).toBe('Footer');
    const salt = before.find(({ name }) => name === 'memo')?.salt ?? '';
    expect(salt).toHaveLength(22);
    const texts = [...database.logs.disclosures(readLog(database, contract).entries[0]?.leaf ?? fail())];
    expect(texts.map(({ text }) => Buffer.from(text, 'base64url').toString()).join()).not.toContain(salt);
    expect(warnings).toEqual([]);
  });

  test('[SG6] an answered idle question shortens the time', async () => {
    const idle = { ...work(SLOT, 10_000, 20_000), kind: 'idle' as const };
    const slice = save({ spans: [work(SLOT, 0, 10_000), idle] });
    await sealer.run();
    database.recorder.save(
      [{ ...slice, spans: [work(SLOT, 0, 10_000), { ...idle, kind: 'discarded' }] }],
      [],
    );
    await sealer.run();
    expect(entriesOfType(database, contract, 'amend')).toMatchObject([{ fields: ['time'], ms: 10_000 }]);
    expect(database.logs.segmentOf(slice.id)?.ms).toBe(10_000);
  });

  test('[SG2] what no amendment can say is a tombstone and a new segment', async () => {
    const slice = save();
    await sealer.run();
    database.recorder.save([{ ...slice, spans: [work(SLOT, 0, 20_000)] }], []);
    await sealer.run();
    expect(types()).toEqual(['open', 'segment', 'delete', 'segment']);
    expect(database.logs.segmentOf(slice.id)).toMatchObject({ ms: 20_000, number: 3 });
  });

  test('[SG7] a deletion waits for its undo; then the tombstone, and nothing of the slice is told any more', async () => {
    const slice = save();
    addPicture(slice);
    await sealer.run();
    database.trash.discard([slice.id], 'batch', now);
    await sealer.run();
    expect(types()).toEqual(['open', 'segment']);
    expect(toldOf(database, slice.id)?.size).toBe(7);
    database.trash.restore('batch');
    await sealer.run();
    expect(types()).toEqual(['open', 'segment']);
    database.trash.discard([slice.id], 'again', now);
    database.trash.destroy('again');
    // In the same transaction: nobody ran the sealer.
    const [segment] = entriesOfType(database, contract, 'segment');
    expect(entriesOfType(database, contract, 'delete')).toMatchObject([{ target: segment?.leaf }]);
    expect(entriesOfType(database, contract, 'delete')[0]).not.toHaveProperty('picture');
    expect(toldOf(database, slice.id)).toBeNull();
    expect([
      ...database.logs.disclosures(readLog(database, contract).entries[0]?.leaf ?? fail()),
    ]).toHaveLength(3);
    await sealer.run();
    expect(types()).toEqual(['open', 'segment', 'delete']);
    expect(due()).toEqual([]);
  });

  test('[DS8] without a key, what is told is destroyed all the same, and the entry follows with the key', async () => {
    const slice = save();
    await sealer.run();
    start({ device: () => [] });
    database.trash.discard([slice.id], 'batch', now);
    database.trash.destroy('batch');
    expect(toldOf(database, slice.id)?.size).toBe(0);
    expect(types()).toEqual(['open', 'segment']);
    start();
    await sealer.run();
    expect(types()).toEqual(['open', 'segment', 'delete']);
  });

  test('[DS8] without a key, what an edit replaces is destroyed with it, and the amendment follows with the key', async () => {
    const idle = { ...work(SLOT, 10_000, 20_000), kind: 'idle' as const };
    const slice = save({ spans: [work(SLOT, 0, 10_000), idle] });
    const other = save({}, SLOT + 600);
    now += 600_000;
    await sealer.run();
    start({ device: () => [] });
    database.slices.setMemo([slice.id], 'Footer');
    expect(toldOf(database, slice.id)?.has('memo')).toBe(false);
    database.slices.setTag([slice.id], 'Review');
    const answered = database.slices.byId(slice.id) ?? fail();
    database.recorder.save(
      [{ ...answered, spans: [work(SLOT, 0, 10_000), { ...idle, kind: 'discarded' }] }],
      [],
    );
    const settings = database.contracts.get(contract) ?? fail();
    database.contracts.edit(contract, { ...settings, client: 'Acme SA' });
    await sealer.run();
    expect([...(toldOf(database, slice.id)?.keys() ?? [])].sort()).toEqual([
      'activity',
      'minutes',
      'windows',
    ]);
    expect(toldOf(database, other.id)?.size).toBe(6);
    const log = database.logs.newest(contract) ?? fail();
    expect([...database.logs.textsAbout(log.id, 0).keys()].sort()).toEqual(['tags', 'title']);
    expect(types()).toEqual(['open', 'segment', 'segment']);
    start();
    await sealer.run();
    expect(entriesOfType(database, contract, 'amend')).toMatchObject([
      { fields: ['client'] },
      { fields: ['memo', 'tag', 'time'], ms: 10_000 },
    ]);
    expect(toldOf(database, slice.id)?.get('memo')).toBe('Footer');
    expect(database.logs.textsAbout(log.id, 0).get('client')?.value).toBe('Acme SA');
    expect(due()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('[DS8] also what no amendment can say: another reason, other windows', async () => {
    const slice = save({ kind: 'manual', reason: 'A report', windows: [], jumps: [], gaps: [] });
    const seen = save({}, SLOT + 600);
    now += 600_000;
    await sealer.run();
    start({ device: () => [] });
    database.recorder.save(
      [
        { ...slice, reason: 'A call' },
        { ...seen, windows: [] },
      ],
      [],
    );
    expect(toldOf(database, slice.id)?.has('reason')).toBe(false);
    expect(toldOf(database, seen.id)?.has('windows')).toBe(false);
    start();
    await sealer.run();
    expect(toldOf(database, slice.id)?.get('reason')).toBe('A call');
    expect(toldOf(database, seen.id)?.get('windows')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('[DS8] an edit made after an export has settled is told before its head is signed', async () => {
    const slice = save();
    await sealer.settle(contract);
    database.slices.setMemo([slice.id], 'Footer');
    const settings = database.contracts.get(contract) ?? fail();
    database.contracts.edit(contract, { ...settings, client: 'Acme SA' });
    const note = sealer.checkpoint(database.logs.newest(contract)?.log ?? fail());
    expect(note.split('\n')[1]).toBe('4');
    expect(types()).toEqual(['open', 'segment', 'amend', 'amend']);
  });

  test('[DS8] what could not be folded out of the log of the database is folded at the next turn', async () => {
    const slice = save();
    let busy = true;
    let asked = 0;
    start({
      change: {
        forget: () => {
          asked++;
          return !busy;
        },
      },
    });
    await sealer.run();
    expect(asked).toBe(0);
    database.slices.setMemo([slice.id], 'Footer');
    await sealer.run();
    expect(asked).toBe(1);
    busy = false;
    await sealer.run();
    expect(asked).toBe(2);
    await sealer.run();
    expect(asked).toBe(2);
  });

  test('[SG7] of a batch a part is told inside the transaction that destroys, the rest in steps', async () => {
    const id = newContractId();
    database.contracts.create(id, newContract(), now);
    const slices = Array.from({ length: 130 }, (_, n) => save({}, SLOT - n * 600, id));
    await sealer.run();
    database.trash.discard(
      slices.map((one) => one.id),
      'batch',
      now,
    );
    database.trash.destroy('batch');
    const told = entriesOfType(database, id, 'delete').length;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(50);
    expect(slices.reduce((sum, one) => sum + (toldOf(database, one.id)?.size ?? 0), 0)).toBe(0);
    await sealer.run();
    expect(entriesOfType(database, id, 'delete')).toHaveLength(130);
    expect(due()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('[SG7] [SG9] what is wrong in the log undoes no destruction, and stays due', async () => {
    const id = newContractId();
    database.contracts.create(
      id,
      newContract({ privacy: { ...privacy(), retentionDays: 10 } }),
      slotStart(SLOT) - DAY_MS,
    );
    now = slotStart(SLOT) - DAY_MS;
    await sealer.run();
    now = FINAL;
    const picture = addPicture(save({}, SLOT, id));
    await sealer.run();
    now = weekLocksAt(slotStart(SLOT)) + 10 * DAY_MS;
    const broken = () => {
      throw new Error('broken invariant: a test');
    };
    const { pictured } = database.logs;
    database.logs.pictured = broken;
    expect(database.retention.expire([picture], now)).toMatchObject({ outcome: 'saved' });
    expect(warnings).toHaveLength(1);
    expect(entriesOfType(database, id, 'expire')).toEqual([]);
    database.logs.pictured = pictured;
    start();
    await sealer.run();
    expect(entriesOfType(database, id, 'expire')).toHaveLength(1);
    expect(due()).toEqual([]);
  });

  test('[SG7] one picture of a slice', async () => {
    const slice = save();
    const [first, second] = [addPicture(slice, 0), addPicture(slice, 1)];
    await sealer.run();
    database.pictureEdits.delete(second, now);
    await sealer.run();
    expect(types()).toEqual(['open', 'segment']);
    database.pictureEdits.destroy(second, now);
    const [segment] = entriesOfType(database, contract, 'segment');
    expect(entriesOfType(database, contract, 'delete')).toMatchObject([
      { target: segment?.leaf, picture: 1 },
    ]);
    expect([...(toldOf(database, slice.id)?.keys() ?? [])]).not.toContain('picture.1');
    expect(database.logs.segmentOf(slice.id)?.pictures).toEqual([
      { nth: 0, id: first, stands: true },
      { nth: 1, id: second, stands: false },
    ]);
  });

  test('[SG8] a redacted picture, and a held one that is kept, are told anew', async () => {
    const slice = save();
    const picture = addPicture(slice);
    aside(database.folder, (sqlite) => sqlite.prepare('UPDATE pictures SET held = 1').run());
    await sealer.run();
    expect(toldOf(database, slice.id)?.get('picture.0')).toMatchObject({ held: 1 });
    database.pictureEdits.release(picture);
    await sealer.run();
    const sha256 = database.pictures.get(picture);
    if (sha256?.outcome !== 'ok') throw new Error('no picture');
    const blob = (digit: string) => ({
      sha256: digit.repeat(64),
      bytes: 900,
      wrappedKey: Buffer.alloc(60, 1),
      createdAt: now,
    });
    database.pictureEdits.redact(
      picture,
      sha256.sha256,
      { full: blob('c'), thumb: blob('d'), hidden: [{ x: 1, y: 2, width: 3, height: 4 }] },
      now,
    );
    expect(entriesOfType(database, contract, 'redact')).toMatchObject([{ picture: 0 }, { picture: 0 }]);
    expect(toldOf(database, slice.id)?.get('picture.0')).toMatchObject({
      sha256: 'c'.repeat(64),
      hidden: [[1, 2, 3, 4]],
    });
  });

  test('[SG10] a moved slice: a tombstone there, a segment here, and each names the other', async () => {
    const slice = save();
    await sealer.run();
    const other = addContract(database);
    database.slices.setContract([slice.id], other);
    await sealer.run();
    const [old] = entriesOfType(database, contract, 'segment');
    const [moved] = entriesOfType(database, other, 'segment');
    expect(moved).toMatchObject({ from: old?.leaf, slot: SLOT, ms: 10_000 });
    expect(moved).toHaveProperty('edited');
    expect(entriesOfType(database, contract, 'delete')).toMatchObject([
      { target: old?.leaf, to: moved?.leaf },
    ]);
    database.slices.setContract([slice.id], contract);
    await sealer.run();
    const back = entriesOfType(database, contract, 'segment')[1];
    expect(back).toMatchObject({ from: moved?.leaf });
    expect(entriesOfType(database, other, 'delete')).toMatchObject([{ target: moved?.leaf, to: back?.leaf }]);
    expect(warnings).toEqual([]);
  });

  test('[SG9] retention is one entry for all before a slot, in the transaction that destroys', async () => {
    const id = newContractId();
    database.contracts.create(
      id,
      newContract({ privacy: { ...privacy(), retentionDays: 10 } }),
      slotStart(SLOT) - DAY_MS,
    );
    now = slotStart(SLOT) - DAY_MS;
    await sealer.run();
    now = FINAL + 1_200_000;
    const slices = [0, 600, 1200].map((after) => save({}, SLOT + after, id));
    const pictures = slices.map((slice) => addPicture(slice));
    await sealer.run();
    now = weekLocksAt(slotStart(SLOT)) + 10 * DAY_MS;
    database.retention.expire(pictures.slice(0, 2), now);
    expect(entriesOfType(database, id, 'expire')).toMatchObject([{ before: SLOT + 1200 }]);
    expect(slices.map(({ id: slice }) => toldOf(database, slice)?.has('picture.0'))).toEqual([
      false,
      false,
      true,
    ]);
    database.retention.expire(pictures.slice(2), now);
    expect(entriesOfType(database, id, 'expire')).toMatchObject([
      { before: SLOT + 1200 },
      { before: SLOT + 1800 },
    ]);
    expect(entriesOfType(database, id, 'delete')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('[SG9] by a retention that was agreed to later, each picture counts as deleted', async () => {
    const slice = save();
    const picture = addPicture(slice);
    await sealer.run();
    now = weekLocksAt(slotStart(SLOT)) + DAY_MS;
    const settings = database.contracts.get(contract) ?? fail();
    database.contracts.edit(contract, { ...settings, privacy: { ...settings.privacy, retentionDays: 1 } });
    await sealer.run();
    database.retention.expire([picture], now);
    expect(entriesOfType(database, contract, 'expire')).toEqual([]);
    expect(entriesOfType(database, contract, 'delete')).toMatchObject([{ picture: 0 }]);
  });
});

describe('the contract', () => {
  test('[SG14] opens with what is in force, and every change is said once', async () => {
    await sealer.run();
    now += 1_000;
    database.contracts.addTerm(contract, { kind: 'rate', rateMinor: 6_000 }, now, now);
    database.contracts.addTerm(contract, { kind: 'limit', limitSeconds: null }, now, now);
    database.contracts.addTerm(contract, { kind: 'fee', schedule: { type: 'none' } }, now, now);
    database.contracts.pause(contract, now);
    database.contracts.unpause(contract, now + 5);
    database.contracts.attest(contract, 'identity', 'Ada', now);
    database.contracts.withdrawAttestation(contract, 'identity', now + 7);
    const settings = database.contracts.get(contract) ?? fail();
    database.contracts.edit(contract, { ...settings, client: 'Acme SA', tags: ['Design'], idleMinutes: 7 });
    now += 100;
    await sealer.run();
    await sealer.run();
    database.contracts.archive(contract, now);
    await sealer.run();
    expect(entriesOf(database, contract).slice(1)).toMatchObject([
      { type: 'amend', fields: ['client'] },
      { type: 'terms', from: now, terms: { idleMinutes: 7 } },
      { type: 'rate', from: now - 100, rate: 6_000 },
      { type: 'limit', from: now - 100 },
      { type: 'pause', from: now - 100 },
      { type: 'resume', from: now - 95 },
      { type: 'attest', what: 'identity', from: now - 100 },
      { type: 'withdraw', from: now - 93 },
    ]);
    expect(entriesOf(database, contract)[4]).not.toHaveProperty('limit');
    expect(due()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('[SG14] what was agreed to before the log began is said with the day from which it held', async () => {
    database.contracts.addTerm(contract, { kind: 'rate', rateMinor: 6_000 }, now - 5_000, now);
    await sealer.run();
    const created = database.contracts.get(contract)?.createdAt;
    expect(entriesOf(database, contract)).toMatchObject([
      { type: 'open', rate: 6_000 },
      { type: 'rate', from: created, rate: 5_000 },
      { type: 'rate', from: now - 5_000, rate: 6_000 },
    ]);
  });

  test('[SG11] a week is closed once it is over and sealed, an empty one too, and again when it changed', async () => {
    const slice = save();
    const gone = save({}, SLOT + 600);
    now += 600_000;
    await sealer.run();
    const over = weekEnd(slotStart(SLOT));
    const week = weekStart(slotStart(SLOT)) / 1000;
    now = over;
    await sealer.run();
    expect(entriesOfType(database, contract, 'close')).toEqual([]);
    now = over + 15_000;
    await sealer.run();
    await sealer.run();
    const both = { week, count: 2, ms: 20_000, first: SLOT, last: SLOT + 600 };
    expect(entriesOfType(database, contract, 'close')).toMatchObject([both]);
    database.trash.discard([gone.id], 'batch', now);
    database.trash.destroy('batch');
    await sealer.run();
    const one = { week, count: 1, ms: 10_000, first: SLOT, last: SLOT };
    expect(entriesOfType(database, contract, 'close')).toMatchObject([both, one]);
    // What counts stays the same, what it says does not.
    const spans = slice.spans.map((span) => ({ ...span, kind: 'kept' as const }));
    database.recorder.save([{ ...slice, spans }], []);
    await sealer.run();
    start();
    await sealer.run();
    database.slices.setMemo([slice.id], 'Footer');
    await sealer.run();
    expect(entriesOfType(database, contract, 'close')).toMatchObject([both, one, one]);
    now += 7 * DAY_MS;
    await sealer.run();
    const closes = entriesOfType(database, contract, 'close');
    expect(closes.slice(3)).toMatchObject([{ week: week + 604_800, count: 0, ms: 0 }]);
    expect(closes[3]).not.toHaveProperty('first');
    save({ kind: 'manual', reason: 'A report' }, SLOT + 1200);
    await sealer.run();
    expect(entriesOfType(database, contract, 'close').slice(4)).toMatchObject([
      { week, count: 2, ms: 20_000, first: SLOT, last: SLOT + 1200 },
    ]);
  });

  test.each([
    ['in 1970 when the log was opened', 10 * DAY_MS, FINAL],
    ['far in the future', FINAL, FINAL + 60 * 365 * DAY_MS],
  ])('[SG11] a clock that was %s closes a year of weeks, in steps', async (_, first, later) => {
    now = first;
    const steps: number[] = [];
    const closes = () => entriesOfType(database, contract, 'close');
    start({ change: { pause: async () => void steps.push(closes().length) } });
    await sealer.run();
    now = later;
    const slice = save();
    await sealer.run();
    const all = closes();
    const empty = all.filter(({ count }) => count === 0);
    expect(empty.length).toBeGreaterThan(50);
    expect(empty.length).toBeLessThanOrEqual(53);
    expect(all.filter(({ count }) => count === 1)).toHaveLength(later === FINAL ? 0 : 1);
    expect(Math.max(...steps.map((n, at) => n - (steps[at - 1] ?? 0)))).toBeLessThanOrEqual(8);
    await sealer.run();
    expect(closes()).toHaveLength(all.length);
    expect(database.logs.segmentOf(slice.id)).not.toBeNull();
  });

  test('[SG11] a week is not closed while anything of it waits', async () => {
    save();
    await sealer.run();
    const late = save({}, SLOT + 600);
    let busy = true;
    start({ change: { underWay: (id) => busy && id === late.id } });
    now = weekEnd(slotStart(SLOT)) + 15_000;
    await sealer.run();
    expect(entriesOfType(database, contract, 'close')).toEqual([]);
    busy = false;
    await sealer.run();
    expect(entriesOfType(database, contract, 'close')).toMatchObject([{ count: 2 }]);
  });
});

describe('going on', () => {
  test('[LG16] a database that is older than what is remembered opens another log, and seals into it what it has', async () => {
    const memory = testMemory();
    start({ memory });
    const slice = save();
    await sealer.run();
    const [segment] = entriesOfType(database, contract, 'segment');
    const lost = { log: database.logs.newest(contract)?.log ?? fail(), size: 9, root: 'A'.repeat(43) };
    memory.heads.set(contract, lost);
    start({ memory });
    now += 1_000;
    sealer.appendTo(contract, { type: 'pause', at: now, from: now });
    await sealer.run();
    const [open] = entriesOfType(database, contract, 'open');
    expect(open?.continues).toEqual(lost);
    expect(types()).toEqual(['open', 'pause', 'segment']);
    expect(entriesOfType(database, contract, 'segment')).toMatchObject([{ from: segment?.leaf }]);
    expect([...database.logs.disclosures(lost.log)]).toEqual([]);
    expect(memory.heads.get(contract)).toMatchObject({ log: database.logs.newest(contract)?.log, size: 3 });
    start({ memory });
    database.slices.setMemo([slice.id], 'Footer');
    await sealer.run();
    expect(types()).toEqual(['open', 'pause', 'segment', 'amend']);
    expect(database.logs.logs(contract)).toHaveLength(2);
  });

  test('[LG16] a memory that is behind is no reason, and a checkpoint is remembered before it leaves', async () => {
    const memory = testMemory();
    start({ memory });
    save();
    await sealer.run();
    const behind = memory.heads.get(contract) ?? fail();
    save({}, SLOT + 600);
    now += 600_000;
    await sealer.run();
    memory.heads.set(contract, behind);
    start({ memory });
    await sealer.run();
    expect(database.logs.logs(contract)).toHaveLength(1);
    const order: string[] = [];
    const key = testKey('device');
    const told = { read: memory.read, write: () => void order.push('remembered') };
    const sign = (message: Uint8Array) => {
      order.push('signed');
      return key.sign(message);
    };
    start({ memory: told, device: () => [{ key: { ...key, sign }, store: 'system' }] });
    const note = sealer.checkpoint(database.logs.newest(contract)?.log ?? fail());
    expect(order).toEqual(['remembered', 'signed']);
    expect(note.split('\n').slice(0, 2)).toEqual([
      `minutier/1/${contract}/${database.logs.newest(contract)?.log}`,
      '3',
    ]);
  });

  test('[LG16] where the memory was lost too, a restore alone is reason enough, once', async () => {
    save();
    await sealer.run();
    database.settings.noteRestored({ restoredAt: now + 1, madeAt: now });
    now += 2;
    const memory = testMemory();
    start({ memory });
    database.sealDue.all(contract);
    await sealer.run();
    expect(entriesOfType(database, contract, 'open')[0]?.continues).toMatchObject({ size: 2 });
    memory.heads.clear();
    start({ memory });
    database.sealDue.all(contract);
    await sealer.run();
    expect(database.logs.logs(contract)).toHaveLength(2);
  });

  test('[LG16] a log to which no key of this device belongs is gone on with in another', async () => {
    save();
    await sealer.run();
    start({ device: () => [{ key: testKey('another'), store: 'file' }] });
    database.sealDue.all(contract);
    await sealer.run();
    expect(entriesOfType(database, contract, 'open')).toMatchObject([
      { store: 'file', continues: { size: 2 } },
    ]);
    expect(types()).toEqual(['open', 'segment']);
  });

  test('[KY6] in the middle of a rotation the key that is in force signs', async () => {
    const [old, next] = [testKey('device'), testKey('next')];
    await sealer.run();
    let keys = [old];
    start({ device: () => keys.map((key) => ({ key, store: 'system' as const })) });
    sealer.appendTo(
      contract,
      { type: 'key.add', at: now, key: next.x, role: 'device', store: 'system' },
      { key: old },
    );
    sealer.appendTo(
      contract,
      { type: 'key.revoke', at: now, kid: old.kid, reason: 'rotated' },
      { key: next },
    );
    keys = [next, old];
    save();
    await sealer.run();
    expect(types()).toEqual(['open', 'key.add', 'key.revoke', 'segment']);
    expect(database.logs.logs(contract)).toHaveLength(1);
  });
});

function privacy() {
  return newContract().privacy;
}

function fail(): never {
  throw new Error('not there');
}
