/** Reminders by mail: a real mail server, the real server, a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { SLOT } from '../support/evidence';
import { DAY, HOUR, NOON, reviewed, SATURDAY } from '../support/reviewed';
import { testSmtp } from '../support/smtp';

const DISPUTE = { ms: HOUR, reason: 'memo', text: 'SECRET-OF-THE-DISPUTE' } as const;

async function mailed(more: { publicUrl?: string } = {}) {
  const smtp = await testSmtp();
  const mail = { smtp: smtp.url, from: 'Minutier <diary@example.org>' };
  const house = await reviewed({ mail, ...more });
  const people = await house.server.parts.people.of(house.contract);
  const addressOf = (role: string) => people.find((one) => one.role === role)?.email ?? '';
  return { smtp, house, freelancer: addressOf('freelancer'), client: addressOf('client') };
}

describe('mails', () => {
  it('[SV71] a review that is open, and one that ends tomorrow, is written to the client, each once', async () => {
    const { smtp, house, client } = await mailed();
    await house.server.tick();
    expect(smtp.mails).toEqual([]);
    house.clock.at = NOON;
    for (let times = 0; times < 3; times++) await house.server.tick();
    expect(smtp.mails.map(({ to }) => to)).toEqual([[client]]);
    const [open] = smtp.mails;
    expect(open?.headers.get('subject')).toBe('The book: a week is ready for your review');
    expect(open?.headers.get('content-language')).toBe('en');
    expect(open?.text).toContain('Fran’s time of the week of 2 November 2026');
    expect(open?.text).toMatch(/Friday,? 13 November 2026/);
    expect(open?.text).toContain('23:59 UTC');
    house.clock.at = SATURDAY - DAY;
    for (let times = 0; times < 2; times++) await house.server.tick();
    expect(smtp.mails.map(({ headers }) => headers.get('subject'))).toEqual([
      'The book: a week is ready for your review',
      'The book: the review ends soon',
    ]);
    // Another start knows what was sent.
    house.clock.at = SATURDAY;
    await house.server.tick();
    expect(smtp.mails).toHaveLength(2);
  });

  it('[SV71] a dispute goes through its mails, to whom it concerns, in their language', async () => {
    const { smtp, house, freelancer, client } = await mailed();
    await house.freelancer.ask('setAccount', { body: { name: 'Fran', language: 'fr' } });
    house.clock.at = NOON;
    await house.server.tick();
    smtp.mails.length = 0;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    await house.server.tick();
    house.clock.at += 2 * DAY;
    await house.server.tick();
    await house.device.ask('answer', { ...house.of, body: { ms: HOUR / 2, text: 'Half.' } });
    await house.server.tick();
    await house.client.ask('approve', house.of);
    await house.server.tick();
    expect(smtp.mails.map(({ to, headers }) => [to[0], headers.get('subject')])).toEqual([
      [freelancer, 'The book\u00a0: Cleo conteste des heures'],
      [freelancer, 'The book\u00a0: votre réponse est attendue'],
      [client, 'The book: Fran has answered'],
      ...(await decidedOrder(house)).map((role) =>
        role === 'client'
          ? [client, 'The book: the dispute was decided']
          : [freelancer, 'The book\u00a0: le litige est tranché'],
      ),
    ]);
    const decided = smtp.mails.filter(({ to }) => to[0] === client).at(-1);
    expect(decided?.text).toContain('of 1\u00a0h disputed, 30\u00a0min are paid');
  });

  it('[SV72] nothing secret is in a mail: no memo, no word of the dispute, no token, only where to sign in', async () => {
    const { smtp, house } = await mailed({ publicUrl: 'https://diary.example.org' });
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    await house.client.ask('callMediator', { ...house.of, body: { name: 'Mo' } });
    await house.server.tick();
    expect(smtp.mails.length).toBeGreaterThan(0);
    for (const { raw, text } of smtp.mails) {
      expect(`${raw}${text}`).not.toMatch(/SECRET|façade|#/);
      expect(text.match(/https?:\S+/g)).toEqual(['https://diary.example.org/']);
    }
  });

  it('[SV72] a name that would be a header is a name', async () => {
    const { smtp, house, client, freelancer } = await mailed();
    const name = 'Fran\r\nBcc: eve@example.org\r\n\r\nHm';
    await house.freelancer.ask('setAccount', { body: { name, language: 'en' } });
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    await house.server.tick();
    expect(smtp.mails.map(({ to }) => to)).toEqual([[freelancer]]);
    await house.device.ask('answer', { ...house.of, body: { ms: 0, text: 'No.' } });
    await house.server.tick();
    expect(smtp.mails.map(({ to }) => to)).toEqual([[freelancer], [client]]);
    for (const { headers } of smtp.mails) expect(headers.has('bcc')).toBe(false);
  });

  it('[SV73] a mail that is refused keeps no other back, is tried again, and the log has no address of anybody', async () => {
    const { smtp, house, client, freelancer } = await mailed();
    house.clock.at = NOON;
    await house.client.ask('dispute', { ...house.of, body: DISPUTE });
    await house.device.ask('answer', { ...house.of, body: { ms: HOUR, text: 'Yes.' } });
    smtp.refused.add(client);
    await house.server.tick();
    expect(smtp.mails.map(({ to }) => to[0])).toEqual([freelancer]);
    smtp.refused.clear();
    await house.server.tick();
    expect(smtp.mails.map(({ to }) => to[0])).toEqual([freelancer, client]);
    const lines = house.log.join('\n');
    expect(lines).toContain('a mail was not taken');
    expect(lines).not.toContain(client);
  });

  it('[SV73] a mail server that is away stops nothing, and gets its mails when it is back', async () => {
    const { smtp, house } = await mailed();
    await smtp.stop();
    house.clock.at = NOON;
    await house.server.tick();
    expect((await house.device.ask('review', house.of)).steps).toHaveLength(1);
    expect(house.log.join('\n')).toContain('the mail server does not answer');
    expect(smtp.mails).toEqual([]);
    const back = await testSmtp(Number(new URL(smtp.url).port));
    await house.server.tick();
    expect(back.mails).toHaveLength(1);
  });

  it('[SV71] weeks that are reviewed at once are one mail', async () => {
    const smtp = await testSmtp();
    const house = await reviewed({ mail: { smtp: smtp.url, from: 'diary@example.org' }, alone: true });
    for (let week = 1; week <= 6; week++) house.bundle.segment(SLOT + week * 604_800);
    house.clock.at = NOON + 42 * DAY;
    await house.upload();
    await house.join();
    await house.server.tick();
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]?.text).toContain('7 weeks, from the week of 2 November 2026');
  });
});

/** Of a contract the earliest account comes first; who that is of the two is not this test's to say. */
async function decidedOrder(house: Awaited<ReturnType<typeof reviewed>>): Promise<string[]> {
  return (await house.server.parts.people.of(house.contract)).map(({ role }) => role);
}
