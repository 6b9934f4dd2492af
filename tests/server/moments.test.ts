/** Picture moments by the server, over real HTTP, and judged by the verifier. */
import { describe, expect, it } from 'vitest';
import { commitmentOf, dayOf, keyedRandom } from '../../domain/day-key';
import { leafOf, readEntry } from '../../domain/entry';
import { momentOf, randomOfShares } from '../../domain/moments';
import { seededRandom } from '../../domain/random';
import { TrustSchema } from '../../domain/trust';
import { verifyServed } from '../../domain/verify-served';
import { DAY_MS, SLOT_MS, slotEnd, slotStart } from '../../domain/week';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { dayKey } from '../support/bundle-log';
import { diaryServer } from '../support/diary-server';
import { CONTRACT, SLOT, sha256 } from '../support/evidence';
import { testServer } from '../support/server';

const DAY = dayOf(SLOT);
/** In the slot before the first. */
const BEFORE = slotStart(SLOT) - 90_000;

type House = Awaited<ReturnType<typeof diaryServer>>;

async function linesOf({ laptop, params }: House) {
  const { lines } = await laptop.ask('entries', { params, query: { from: 0, limit: 1000 } });
  return lines.map((line) => {
    const read = readEntry(line, sha256);
    if (!read.ok) throw new Error(read.why);
    return read.value;
  });
}

async function dayEntries(house: House) {
  return (await linesOf(house)).flatMap(({ entry }) =>
    entry.type === 'day.commit' || entry.type === 'day.reveal' ? [entry] : [],
  );
}

describe('picture moments by the server', () => {
  it('[SV53] a day is committed to before it begins, and its key is told once when it is over', async () => {
    const house = await diaryServer({ at: BEFORE });
    await house.upload();
    await house.server.tick();
    await house.server.tick();
    const days = (await dayEntries(house)).map(({ type, day, at }) => [
      type,
      (day - DAY) / 86_400,
      at <= BEFORE,
    ]);
    expect(days).toEqual([
      ['day.commit', 0, true],
      ['day.commit', 1, true],
    ]);
    for (let day = 1; day <= 3; day++) {
      house.clock.at = slotStart(DAY) + day * DAY_MS + 1000;
      await house.server.tick();
      await house.server.tick();
    }
    const all = await dayEntries(house);
    const committed = all.filter(({ type }) => type === 'day.commit');
    expect(committed.map(({ day }) => (day - DAY) / 86_400)).toEqual([0, 1, 2, 3, 4]);
    // But for the day on which the log came, each before its day.
    expect(committed.slice(1).every(({ day, at }) => at <= day * 1000)).toBe(true);
    const revealed = all.flatMap((one) => (one.type === 'day.reveal' ? [one] : []));
    expect(revealed.map(({ day }) => (day - DAY) / 86_400)).toEqual([0, 1, 2]);
    for (const { day, key, at } of revealed) {
      expect(at).toBeGreaterThanOrEqual(day * 1000 + DAY_MS);
      const commit = committed.find((one) => one.day === day);
      expect(commit).toMatchObject({ commit: commitmentOf(Buffer.from(key, 'base64url'), sha256) });
    }
    // Nothing is tracked any more: nobody needs keys.
    house.clock.advance(30 * DAY_MS);
    await house.server.tick();
    await house.server.tick();
    const later = await dayEntries(house);
    expect(later.filter(({ type }) => type === 'day.commit')).toHaveLength(5);
    expect(later.filter(({ type }) => type === 'day.reveal')).toHaveLength(5);
  });

  it('[SV53] the same keys after a restart: nothing is committed twice', async () => {
    const first = await diaryServer({ at: BEFORE });
    await first.upload();
    await first.server.tick();
    const before = (await linesOf(first)).map(({ leaf }) => leaf);
    await first.stop();
    const second = await testServer({ folder: first.folder, at: first.clock.at });
    await second.server.tick();
    const after = await second.server.parts.logs.lines(CONTRACT, 0, 1000);
    expect(after?.lines.map((line) => leafOf(line, sha256))).toEqual(before);
  });

  it('[SV54] a device is given the shares of the running slot only, once a commitment stands before it', async () => {
    const house = await diaryServer({ at: BEFORE });
    await house.upload();
    await house.server.tick();
    const ask = (slot: number) => house.laptop.try('moment', { params: { ...house.params, slot } });
    const codeOf = async (slot: number) => {
      const answer = await ask(slot);
      return answer.outcome === 'refused' ? answer.problem.code : answer.outcome;
    };
    // The slot that ran when the log came had no commitment before it.
    expect(await codeOf(SLOT - 600)).toBe('moments-later');
    house.clock.at = slotStart(SLOT) - 15_001;
    expect(await codeOf(SLOT)).toBe('slot-not-running');
    house.clock.at += 1;
    expect(await codeOf(SLOT)).toBe('ok');
    house.clock.at = slotStart(SLOT);
    expect(await codeOf(SLOT)).toBe('ok');
    expect(await codeOf(SLOT - 600)).toBe('slot-not-running');
    expect(await codeOf(SLOT + 600)).toBe('slot-not-running');
    const own = await ask(SLOT);
    if (own.outcome !== 'ok') throw new Error('no shares');
    expect(Object.keys(own.value.shares).sort()).toEqual(['0', '1', '2', 'anew', 'anew:2', 'anew:3']);
    expect((await house.freelancer.send('moment', { params: { ...house.params, slot: SLOT } })).status).toBe(
      403,
    );
  });

  it('[SV54] asking wakes a contract that slept: from the next slot on there are moments', async () => {
    const house = await diaryServer({ at: BEFORE });
    await house.upload();
    const slot = SLOT + 60 * 86_400;
    house.clock.at = slotStart(slot) + 1000;
    await house.server.tick();
    const ask = (one: number) => house.laptop.try('moment', { params: { ...house.params, slot: one } });
    expect((await ask(slot)).outcome).toBe('refused');
    house.clock.advance(SLOT_MS);
    expect((await ask(slot + 600)).outcome).toBe('ok');
  });

  it('[SV55] pictures at the server’s moments are those that the verifier draws again, and no others are', async () => {
    const random = seededRandom(11);
    const house = await diaryServer({ at: BEFORE });
    const { log, laptop, params, clock, server } = house;
    await house.upload();
    await server.tick();
    const wrong = new Set<number>();
    for (let n = 0; n < 40; n++) {
      const slot = SLOT + n * 600;
      clock.at = slotStart(slot) + Math.floor(random.uniform('when') * 500_000);
      const { shares } = await laptop.ask('moment', { params: { ...params, slot } });
      // The log of the tests draws by a key of its own: so far from it is the server's moment.
      const own = keyedRandom(dayKey(dayOf(slot)), sha256);
      const theirs = randomOfShares(shares, CONTRACT, slot);
      const from = slotStart(slot);
      const isWrong = random.uniform('wrong') < 0.2;
      const late =
        momentOf(theirs, CONTRACT, slot, 0, from) -
        momentOf(own, CONTRACT, slot, 0, from) +
        (isWrong ? 31_000 : Math.floor(random.uniform('late') * 30_000));
      if (isWrong) wrong.add(slot);
      log.segment(slot, { pictures: 1, drawn: 1, late });
      clock.at = slotEnd(slot) + 20_000;
      await server.tick();
      await house.upload();
    }
    clock.at = slotStart(DAY) + 2 * DAY_MS;
    await server.tick();
    const { lines } = await laptop.ask('entries', { params, query: { from: 0, limit: 1000 } });
    const query = { from: DAY, to: DAY + 2 * 86_400 };
    const { told } = await laptop.ask('disclosures', { params, query });
    const { checkpoint } = await laptop.ask('head', { params, query: {} });
    const keys = [{ name: 'server', role: 'server', key: server.parts.key.x }];
    const trust = TrustSchema.parse({ format: 'minutier-trust-1', keys });
    const served = { lines, checkpoint, disclosures: told.flatMap(({ texts }) => texts) };
    const { findings, record } = await verifyServed(served, trust, nodeCrypto());
    const found = findings.filter(({ id }) => id === 'moment-wrong').map(({ subject }) => subject);
    expect(new Set(found.flatMap((one) => (one.type === 'segment' ? [one.slot] : [])))).toEqual(wrong);
    expect(wrong.size).toBeGreaterThan(2);
    // They are the server's, not the device's own choice.
    expect(findings.map(({ id }) => id)).not.toContain('moment-own');
    const judged = (record?.segments ?? []).map(({ pictures }) => pictures[0]?.atMoment);
    expect(judged.filter((one) => one === true)).toHaveLength(40 - wrong.size);
  });
});
