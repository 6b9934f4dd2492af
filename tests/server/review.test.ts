/** The review of a week on the real server over real HTTP, with a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { dueAfter } from '../../server/review/outage';
import { reviewEnds } from '../../server/review/state';
import { WEEK } from '../support/bundle-log';
import { SLOT } from '../support/evidence';
import { DAY, HOUR, kindsFrom, MONDAY, NOON, reviewed, SATURDAY, stepsOf } from '../support/reviewed';
import { testServer } from '../support/server';

const DISPUTE = { ms: HOUR, reason: 'memo', text: 'The memo names another project.' } as const;

describe('the week’s clock', () => {
  it('[SV60] closes the week on Monday at 12:00 UTC, not before, and once', async () => {
    const house = await reviewed();
    house.clock.at = NOON - 1;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual([]);
    house.clock.at = NOON;
    await house.server.tick();
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed']);
    house.clock.at = SATURDAY - 1;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed']);
    house.clock.at = SATURDAY;
    await house.server.tick();
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed', 'silence']);
  });

  it('[SV60] [SV62] a server that was off for weeks closes late, and gives the client a whole review', async () => {
    const house = await reviewed();
    // Wednesday, three weeks later.
    house.clock.at = MONDAY + 23 * DAY;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed']);
    const until = MONDAY + 33 * DAY;
    expect(reviewEnds(house.clock.at)).toBe(until);
    house.clock.at = until - 1;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed']);
    house.clock.at = until;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed', 'silence']);
  });

  it('[SV79] who could not act in the end because the server was away has a day after its return', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.server.tick();
    await house.stop();
    // Off from Monday noon to Saturday noon: the review ended meanwhile.
    const back = SATURDAY + 12 * HOUR;
    const again = await testServer({ folder: house.folder, at: back });
    const steps = async () => {
      const read = await again.server.parts.logs.read(house.contract, ({ ledger }) =>
        ledger.reviews.map(({ entry }) => entry.what),
      );
      return read;
    };
    expect(await steps()).toEqual(['closed']);
    again.clock.at = back + DAY - 1;
    await again.server.tick();
    expect(await steps()).toEqual(['closed']);
    again.clock.at = back + DAY;
    await again.server.tick();
    expect(await steps()).toEqual(['closed', 'silence']);
  });

  it('[SV79] a second outage within the day after the first is one with it', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.server.tick();
    await house.stop();
    const { folder } = house;
    const first = await testServer({ folder, at: SATURDAY + HOUR });
    first.clock.at += HOUR;
    await first.server.tick();
    await first.stop();
    const second = await testServer({ folder, at: SATURDAY + 10 * HOUR });
    const steps = () =>
      second.server.parts.logs.read(house.contract, ({ ledger }) =>
        ledger.reviews.map(({ entry }) => entry.what),
      );
    second.clock.at = SATURDAY + 10 * HOUR + DAY - 1;
    await second.server.tick();
    expect(await steps()).toEqual(['closed']);
    second.clock.at += 1;
    await second.server.tick();
    expect(await steps()).toEqual(['closed', 'silence']);
  });

  it('[SV79] a restart is no outage, and what ended before it is not opened again', () => {
    const outage = { from: 100 * DAY, to: 103 * DAY };
    expect(dueAfter(99 * DAY, outage)).toBe(99 * DAY);
    expect(dueAfter(101 * DAY, outage)).toBe(104 * DAY);
    expect(dueAfter(103.5 * DAY, outage)).toBe(104 * DAY);
    expect(dueAfter(105 * DAY, outage)).toBe(105 * DAY);
    expect(dueAfter(101 * DAY, null)).toBe(101 * DAY);
  });

  it('[SV60] a year of weeks passes in seconds, each closed and approved once', async () => {
    const house = await reviewed({ slots: 1 });
    for (let week = 1; week <= 52; week++) {
      const slot = SLOT + week * 604_800;
      house.bundle.segment(slot);
      house.clock.at = slot * 1000 + HOUR;
      await house.upload();
      house.clock.at = NOON + week * 7 * DAY - 7 * DAY;
      await house.server.tick();
      house.clock.at = SATURDAY + week * 7 * DAY - 7 * DAY;
      await house.server.tick();
    }
    const kinds = await kindsFrom(house, 0);
    expect(kinds.filter((kind) => kind === 'review')).toHaveLength(104);
    const last = { params: { ...house.of.params, week: WEEK + 51 * 604_800 } };
    expect(await stepsOf({ ...house, of: last })).toEqual(['closed', 'silence']);
  });

  it('[SV60] a week without time is not reviewed, and none before a client is there', async () => {
    const house = await reviewed({ alone: true });
    house.clock.at = MONDAY + 9 * DAY;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual([]);
    await house.join();
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed']);
    const empty = { params: { ...house.of.params, week: WEEK + 604_800 } };
    expect(await stepsOf({ ...house, of: empty })).toEqual([]);
  });
});

describe('the client', () => {
  it('[SV61] approves early, and again without another entry', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    const review = await house.client.ask('approve', house.of);
    expect(review.steps.map(({ what, by }) => [what, by])).toEqual([
      ['closed', null],
      ['approved', 'Cleo'],
    ]);
    expect(await house.client.ask('approve', house.of)).toEqual(review);
    const again = await house.client.try('dispute', { ...house.of, body: DISPUTE });
    expect(again).toMatchObject({ status: 409, problem: { code: 'week-approved' } });
  });

  it('[SV61] cannot approve or dispute a week that is not closed', async () => {
    const house = await reviewed();
    house.clock.at = NOON - 1;
    expect(await house.client.try('approve', house.of)).toMatchObject({
      status: 409,
      problem: { code: 'week-open' },
    });
    expect(await house.client.try('dispute', { ...house.of, body: DISPUTE })).toMatchObject({
      status: 409,
    });
  });

  it('[SV63] disputes: the contract pauses at once, its limit is 0 from Monday, and both are entries', async () => {
    const house = await reviewed();
    house.clock.at = NOON + HOUR;
    const { size: before } = await house.client.ask('entries', { params: { contract: house.contract } });
    const review = await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    expect(review.steps.at(-1)).toMatchObject({ ...DISPUTE, what: 'disputed', by: 'Cleo' });
    expect(review.answerUntil).toBe(house.clock.at + 3 * DAY);
    expect(await kindsFrom(house, before)).toEqual(['review', 'review', 'pause', 'limit']);
    const from = await house.server.parts.logs.read(house.contract, ({ ledger }) => [
      ledger.pauses.at(-1)?.from,
      ledger.limits.at(-1)?.from,
    ]);
    expect(from).toEqual([house.clock.at, MONDAY + 7 * DAY]);
    // The same request once more: an answer that was lost on the way.
    expect(await house.client.ask('dispute', { ...house.of, body: DISPUTE })).toEqual(review);
    const other = { ...house.of, body: { ...DISPUTE, ms: HOUR / 2 } };
    expect(await house.client.try('dispute', other)).toMatchObject({ problem: { code: 'week-disputed' } });
    const limit = { params: { contract: house.contract }, body: { limitSeconds: 7200 } };
    expect(await house.client.try('setLimit', limit)).toMatchObject({ problem: { code: 'week-disputed' } });
  });

  it('[SV63] cannot dispute more than the week has, nor after Friday', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    const much = { ...house.of, body: { ...DISPUTE, ms: 2 * HOUR + 1 } };
    expect(await house.client.try('dispute', much)).toMatchObject({ problem: { code: 'too-much' } });
    // Nobody has run the clock since: the step itself does.
    house.clock.at = SATURDAY;
    expect(await house.client.try('dispute', { ...house.of, body: DISPUTE })).toMatchObject({
      problem: { code: 'week-approved' },
    });
  });
});

describe('a dispute', () => {
  it('[SV64] the freelancer concedes a part, from the app, and the client accepts', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    const body = { ms: HOUR / 2, text: 'Half of it was for another client.' };
    const answered = await house.device.ask('answer', { ...house.of, body });
    expect(answered.steps.at(-1)).toMatchObject({ what: 'answered', by: 'Fran', ...body });
    expect(answered.answerUntil).toBeNull();
    expect(await house.device.ask('answer', { ...house.of, body })).toEqual(answered);
    expect(await house.freelancer.try('answer', { ...house.of, body: { ms: 0, text: 'No.' } })).toMatchObject(
      {
        problem: { code: 'answered' },
      },
    );
    const { size } = await house.client.ask('entries', { params: { contract: house.contract } });
    const decided = await house.client.ask('approve', house.of);
    expect(decided.steps.at(-1)).toMatchObject({ what: 'decided', by: 'Cleo', ms: HOUR / 2 });
    expect(await kindsFrom(house, size)).toEqual(['review', 'resume', 'limit']);
  });

  it('[SV64] conceding all of it ends it', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    const body = { ms: HOUR, text: 'You are right.' };
    const ended = await house.freelancer.ask('answer', { ...house.of, body });
    expect(ended.steps.map(({ what }) => what)).toEqual(['closed', 'disputed', 'answered', 'decided']);
    expect(ended.steps.at(-1)).toMatchObject({ by: 'Fran', ms: 0 });
    expect(await house.freelancer.ask('answer', { ...house.of, body })).toEqual(ended);
  });

  it('[SV65] no answer in three days: the clock decides, and the contract goes on', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    house.clock.at += 3 * DAY - 1;
    await house.server.tick();
    expect(await stepsOf(house)).toEqual(['closed', 'disputed']);
    house.clock.at += 1;
    const late = await house.device.try('answer', { ...house.of, body: { ms: 0, text: 'Too late.' } });
    expect(late).toMatchObject({ status: 409, problem: { code: 'week-decided' } });
    expect((await house.client.ask('review', house.of)).steps.at(-1)).toMatchObject({
      what: 'decided',
      by: null,
      ms: 0,
    });
    const paused = await house.server.parts.logs.read(house.contract, ({ ledger }) => [
      ledger.pauses.map(({ value }) => value),
      ledger.limits.map(({ value }) => value),
    ]);
    expect(paused).toEqual([
      ['pause', 'resume'],
      [144_000, 0, 144_000],
    ]);
  });

  it('[SV66] a mediator sees this dispute and decides it, and the clock decides nothing meanwhile', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    const called = await house.freelancer.ask('callMediator', { ...house.of, body: { name: 'Mo' } });
    expect(called.until).toBe(house.clock.at + 30 * DAY);
    const mediator = await house.joinBy(called.link, 'Mo');
    house.clock.at += 10 * DAY;
    await house.server.tick();
    expect((await mediator.ask('review', house.of)).steps.map(({ what }) => what)).toEqual([
      'closed',
      'disputed',
      'mediator',
    ]);
    const other = { params: { ...house.of.params, week: WEEK + 604_800 } };
    expect(await mediator.try('decide', { ...other, body: { ms: 0, text: 'x' } })).toMatchObject({
      status: 404,
    });
    const much = { ...house.of, body: { ms: HOUR + 1, text: 'All and more.' } };
    expect(await mediator.try('decide', much)).toMatchObject({ problem: { code: 'too-much' } });
    const body = { ms: HOUR / 4, text: 'A quarter was agreed.' };
    const decided = await mediator.ask('decide', { ...house.of, body });
    expect(decided.steps.at(-1)).toMatchObject({ what: 'decided', by: 'Mo', ...body });
    expect(await mediator.ask('decide', { ...house.of, body })).toEqual(decided);
  });

  it('[SV65] of two disputes the last one to end gives back what the first one took', async () => {
    const house = await reviewed();
    const params = { contract: house.contract };
    const second = { params: { ...params, week: WEEK + 604_800 } };
    const stands = () =>
      house.server.parts.logs.read(house.contract, ({ ledger }) => [
        ledger.pauses.map(({ value }) => value),
        ledger.limits.map(({ value }) => value),
      ]);
    house.clock.at = NOON;
    await house.client.ask('setLimit', { params, body: { limitSeconds: 36_000 } });
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    await house.client.ask('callMediator', { ...house.of, body: { name: 'Mo' } });
    // Tracked before the dispute paused the contract, uploaded later.
    for (let n = 0; n < 6; n++) house.bundle.segment(MONDAY / 1000 + n * 600);
    house.clock.at += DAY;
    await house.upload();
    house.clock.at = NOON + 7 * DAY;
    await house.client.ask('dispute', { ...second, body: DISPUTE });
    expect(await stands()).toEqual([['pause'], [144_000, 36_000, 0]]);
    await house.client.ask('approve', house.of);
    expect(await stands()).toEqual([['pause'], [144_000, 36_000, 0]]);
    await house.client.ask('approve', second);
    expect(await stands()).toEqual([
      ['pause', 'resume'],
      [144_000, 36_000, 0, 36_000],
    ]);
  });
});
