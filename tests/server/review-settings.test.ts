/** What the client sets, asks and flags, on the real server over real HTTP. */
import { describe, expect, it } from 'vitest';
import type { WireEvent } from '../../domain/protocol-log';
import { WEEK_MS, weekEnd } from '../../domain/week';
import { remindersFor } from '../../server/review/reminders';
import { reviewsOf } from '../../server/review/state';
import { WEEK } from '../support/bundle-log';
import { DAY, HOUR, kindsFrom, NOON, type Reviewed, reviewed, SATURDAY } from '../support/reviewed';

async function sizeOf({ device, contract }: Reviewed): Promise<number> {
  return (await device.ask('entries', { params: { contract } })).size;
}

function limitsOf({ server, contract }: Reviewed) {
  return server.parts.logs.read(contract, ({ ledger }) =>
    ledger.limits.map(({ from, value }) => [from, value]),
  );
}

describe('what the client sets', () => {
  it('[SV67] a raise of the limit counts now, a cut from Monday, and what is set last holds then too', async () => {
    const house = await reviewed();
    const params = { contract: house.contract };
    const set = (limitSeconds: number | null) =>
      house.client.ask('setLimit', { params, body: { limitSeconds } });
    const now = house.clock.at;
    const monday = weekEnd(now);
    expect(await set(180_000)).toEqual({ from: now });
    expect(await set(36_000)).toEqual({ from: monday });
    expect(await set(36_000)).toEqual({ from: monday });
    house.clock.advance(HOUR);
    // They think better of it: what waited for Monday must not come back.
    expect(await set(null)).toEqual({ from: now + HOUR });
    const opened = (await limitsOf(house))?.[0];
    expect(await limitsOf(house)).toEqual([
      opened,
      [now, 180_000],
      [monday, 36_000],
      [now + HOUR, null],
      [monday, null],
    ]);
  });

  it('[SV67] while nothing stands, a cut counts at once', async () => {
    const house = await reviewed({ slots: 0 });
    const asked = { params: { contract: house.contract }, body: { limitSeconds: 3600 } };
    expect(await house.client.ask('setLimit', asked)).toEqual({ from: house.clock.at });
  });

  it('[SV68] terms, pause and billing are entries, made only where they change something', async () => {
    const house = await reviewed();
    const params = { contract: house.contract };
    const before = await sizeOf(house);
    for (let times = 0; times < 2; times++) {
      await house.client.ask('setTerms', {
        params,
        body: { manual: false, tags: ['Writing', 'Review', 'Writing'], tagRequired: true },
      });
      await house.client.ask('pause', { params, body: { paused: true } });
      await house.client.ask('attest', { params, body: { attested: true } });
    }
    expect(await kindsFrom(house, before)).toEqual(['terms', 'pause', 'attest']);
    const after = await sizeOf(house);
    for (let times = 0; times < 2; times++) {
      await house.client.ask('pause', { params, body: { paused: false } });
      await house.client.ask('attest', { params, body: { attested: false } });
    }
    expect(await kindsFrom(house, after)).toEqual(['resume', 'withdraw']);
    const said = await house.server.parts.logs.read(house.contract, ({ ledger }) => ledger.terms.at(-1));
    expect(said).toMatchObject({ by: 'server', value: { manual: 0, tagRequired: 1 } });
  });

  it('[SV68] before the app has made the server a part of the log nothing is set', async () => {
    const house = await reviewed();
    const logs = house.server.parts.logs;
    const { own } = logs;
    logs.own = async () => null;
    const asked = { params: { contract: house.contract }, body: { paused: true } };
    expect(await house.client.try('pause', asked)).toMatchObject({
      status: 409,
      problem: { code: 'not-linked' },
    });
    logs.own = own;
  });

  it('[SV68] half a character in what is typed breaks nothing', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    const body = { ms: HOUR, reason: 'other', text: 'Half \ud83d of it' } as const;
    const review = await house.client.ask('dispute', { ...house.of, body });
    expect(review.steps.at(-1)?.text).toBe('Half \ufffd of it');
    expect(await house.client.ask('dispute', { ...house.of, body })).toEqual(review);
  });
});

describe('questions', () => {
  it('[SV69] a question is answered in its thread, both sides read it, and a request that comes twice is one message', async () => {
    const house = await reviewed();
    const leaf = house.bundle.leafOf(3);
    const params = { contract: house.contract, leaf };
    const asked = await house.client.ask('say', { params, body: { text: 'What was this?' } });
    expect(asked).toMatchObject({ leaf, flagged: false, open: true });
    await house.client.ask('say', { params, body: { text: 'What was this?' } });
    house.clock.advance(HOUR);
    const answered = await house.device.ask('say', { params, body: { text: 'The second chapter.' } });
    expect(answered.open).toBe(false);
    expect(answered.messages.map(({ name, role, text }) => [name, role, text])).toEqual([
      ['Cleo', 'client', 'What was this?'],
      ['Fran', 'freelancer', 'The second chapter.'],
    ]);
    const other = house.bundle.leafOf(5);
    house.clock.advance(HOUR);
    await house.client.ask('flag', {
      params: { contract: house.contract, leaf: other },
      body: { flagged: true },
    });
    const { threads } = await house.freelancer.ask('threads', { params: { contract: house.contract } });
    expect(threads.map((one) => [one.leaf, one.flagged, one.messages.length])).toEqual([
      [other, true, 0],
      [leaf, false, 2],
    ]);
    expect(threads[1]).toEqual(answered);
    await house.client.ask('flag', {
      params: { contract: house.contract, leaf: other },
      body: { flagged: false },
    });
    const left = await house.freelancer.ask('threads', { params: { contract: house.contract } });
    expect(left.threads).toHaveLength(1);
  });

  it('[SV69] what is no segment of the contract has no thread', async () => {
    const house = await reviewed();
    // An `open` is none.
    const params = { contract: house.contract, leaf: house.bundle.leafOf(0) };
    expect(await house.client.try('say', { params, body: { text: 'Hm?' } })).toMatchObject({ status: 404 });
    expect(await house.client.try('flag', { params, body: { flagged: true } })).toMatchObject({
      status: 404,
    });
  });

  it('[SV69] questions, steps of a review: whoever looks hears of them', async () => {
    const house = await reviewed();
    const heard: WireEvent[] = [];
    const ended = new AbortController();
    const { hub } = house.server.parts;
    const listening = (async () => {
      for await (const event of hub.listen(house.contract, ended.signal)) heard.push(event);
    })();
    const leaf = house.bundle.leafOf(3);
    const params = { contract: house.contract, leaf };
    await house.client.ask('say', { params, body: { text: 'What was this?' } });
    house.clock.at = NOON;
    await house.client.ask('approve', house.of);
    ended.abort();
    await listening;
    expect(heard).toContainEqual({ kind: 'thread', contract: house.contract, leaf });
    expect(heard).toContainEqual({ kind: 'review', contract: house.contract, week: WEEK });
  });
});

describe('reminders', () => {
  it('[SV70] say to each what waits for them, and nothing else', async () => {
    const house = await reviewed();
    const params = { contract: house.contract };
    const told = async () => ({
      client: (await house.client.ask('reminders', { params })).reminders,
      freelancer: (await house.device.ask('reminders', { params })).reminders,
    });
    expect(await told()).toEqual({ client: [], freelancer: [] });
    house.clock.at = NOON;
    await house.server.tick();
    const until = SATURDAY;
    expect(await told()).toEqual({
      client: [{ kind: 'review-open', week: WEEK, until }],
      freelancer: [],
    });
    house.clock.at = SATURDAY - DAY;
    expect((await told()).client).toEqual([{ kind: 'review-ends', week: WEEK, until }]);
    const body = { ms: HOUR, reason: 'hours', text: 'Too many.' } as const;
    await house.client.ask('dispute', { ...house.of, body });
    const due = house.clock.at + 3 * DAY;
    expect(await told()).toEqual({
      client: [],
      freelancer: [{ kind: 'dispute', week: WEEK, until: due }],
    });
    house.clock.at = due - DAY;
    expect((await told()).freelancer).toEqual([{ kind: 'answer-due', week: WEEK, until: due }]);
    await house.device.ask('answer', { ...house.of, body: { ms: 0, text: 'They are right.' } });
    expect(await told()).toEqual({
      client: [{ kind: 'answered', week: WEEK, until: null }],
      freelancer: [],
    });
    await house.client.ask('approve', house.of);
    const decided = [{ kind: 'decided', week: WEEK, until: null }];
    expect(await told()).toEqual({ client: decided, freelancer: decided });
    const reviews =
      (await house.server.parts.logs.read(house.contract, ({ ledger }) => reviewsOf(ledger))) ?? [];
    expect(remindersFor('client', reviews, house.clock.at + 2 * WEEK_MS)).toEqual([]);
  });
});
