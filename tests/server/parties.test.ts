/** Who is in a contract beside the two who made it, and what they learn and can do: nobody in the name of another. */
import { describe, expect, it } from 'vitest';
import { dueAfter, lastOutage, noteRun, noteStart } from '../../server/review/outage';
import { SLOT } from '../support/evidence';
import { DAY, HOUR, NOON, reviewed, SATURDAY } from '../support/reviewed';
import { PASSWORD, tokenOf } from '../support/server';

describe('a contract’s client', () => {
  it('[SV25] is one account: nobody whom the freelancer brings in approves in the client’s name', async () => {
    const house = await reviewed();
    const { freelancer, device, contract, nobody } = house;
    const { link } = await device.ask('invite', { params: { contract }, body: { name: 'Another' } });
    const token = tokenOf(link);
    const body = {
      token,
      name: 'Sock',
      email: 'sock@example.org',
      language: 'en',
      password: PASSWORD,
    } as const;
    const refused = { outcome: 'refused', status: 409, problem: { code: 'has-client' } };
    expect(await nobody().try('registerPassword', { body })).toMatchObject(refused);
    const account = await freelancer.ask('inviteAccount', { body: { name: 'Sock' } });
    const sock = await house.joinBy(account.link, 'Sock');
    expect(await sock.try('accept', { body: { token } })).toMatchObject(refused);
    house.clock.at = NOON;
    expect((await sock.try('approve', house.of)).outcome).toBe('refused');
  });
});

describe('a mediator', () => {
  it('[SV49] is not told what was said of another week', async () => {
    const house = await reviewed();
    const { client, freelancer, contract, of, clock, bundle, device } = house;
    clock.at = NOON;
    const first = { ms: HOUR, reason: 'hours', text: 'Of the first week.' } as const;
    await client.ask('dispute', { ...of, body: first });
    await device.ask('answer', { ...of, body: { ms: HOUR, text: 'Agreed, of the first.' } });
    clock.at += 7 * DAY;
    for (let n = 0; n < 6; n++) bundle.segment(SLOT + 7 * 86_400 + n * 600);
    await house.upload();
    const { week } = of.params;
    const next = { params: { contract, week: week + 604_800 } };
    const second = { ms: HOUR / 2, reason: 'hours', text: 'Of the second week.' } as const;
    await client.ask('dispute', { ...next, body: second });
    const { link } = await freelancer.ask('callMediator', { ...next, body: { name: 'Mo' } });
    const mo = await house.joinBy(link, 'Mo');
    const query = { from: week + 604_800, to: week + 604_800 + 86_400 * 7 };
    const { told } = await mo.ask('disclosures', { params: { contract }, query });
    const text = told
      .flatMap(({ texts }) => texts.map((one) => Buffer.from(one, 'base64url').toString()))
      .join();
    expect(text).toContain('Of the second week.');
    expect(text).not.toMatch(/of the first/i);
  });
});

describe('a server that was off', () => {
  it('[SV79] twice in a short time forgets the first time over the second no more than a day', async () => {
    const { sqlite } = (await reviewed({ alone: true })).server.parts;
    noteStart(sqlite, NOON);
    noteRun(sqlite, NOON);
    const ended = NOON + 10 * HOUR;
    noteStart(sqlite, NOON + 20 * HOUR);
    expect(dueAfter(ended, lastOutage(sqlite))).toBe(NOON + 20 * HOUR + DAY);
    noteRun(sqlite, NOON + 22 * HOUR);
    noteStart(sqlite, NOON + 24 * HOUR);
    expect(dueAfter(ended, lastOutage(sqlite))).toBe(NOON + 24 * HOUR + DAY);
  });
});

describe('time that comes in the last minute of a review', () => {
  it('[SV61] is not approved by a silence that had no day to see it', async () => {
    const house = await reviewed();
    const { clock, server, client, of, bundle } = house;
    clock.at = NOON;
    await server.tick();
    clock.at = SATURDAY - 60_000;
    for (let n = 0; n < 6; n++) bundle.segment(SLOT + 3600 * 5 + n * 600);
    await house.upload();
    clock.at = SATURDAY + 60_000;
    await server.tick();
    expect(await client.ask('week', of)).toMatchObject({ state: 'review', lateMs: HOUR });
    clock.at = SATURDAY + DAY + 120_000;
    await server.tick();
    await server.tick();
    expect((await house.device.ask('review', of)).steps.map(({ what }) => what)).toEqual([
      'closed',
      'silence',
    ]);
  });
});
