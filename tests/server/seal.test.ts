/** What the page itself checks of what a real server shows, as each person: an honest server is never said to lie. */
import { expect, it } from 'vitest';
import { prove, standingOf } from '../../src/client/proof/prove';
import { nodeCrypto } from '../support/bundles';
import { SLOT } from '../support/evidence';
import { DAY, NOON, reviewed } from '../support/reviewed';
import type { Caller } from '../support/server';

it.each([
  ['everything', null],
  ['no pictures', ['memo', 'tag', 'reason', 'time', 'activity', 'minutes', 'missed']],
  ['times alone', ['time']],
] as const)('[WP22] %s shared: days of an honest server match, whoever looks', async (_, fields) => {
  const house = await reviewed({ pictures: 1 });
  const { client, freelancer, device, contract, of, clock, bundle } = house;
  await client.ask('setLimit', { params: { contract }, body: { limitSeconds: 3600 } });
  clock.at = NOON + 2 * DAY;
  bundle.segment(SLOT + 7 * 86_400, { pictures: 2, missed: 1 });
  bundle.manual(SLOT + 7 * 86_400 + 1200);
  await house.upload();
  if (fields !== null)
    await device.ask('share', { params: { contract }, body: { fields: [...fields], presence: false } });
  await client.ask('dispute', { ...of, body: { ms: 600_000, reason: 'hours', text: 'No.' } });
  const { link } = await freelancer.ask('callMediator', { ...of, body: { name: 'Mo' } });
  const mediator = await house.joinBy(link, 'Mo');
  await house.server.tick();
  const start = Math.floor(SLOT / 86_400) * 86_400_000;
  const look = async (who: Caller, from: number, to: number) => {
    const params = { contract };
    const [{ key }, head, log, shown] = [
      await who.ask('about'),
      await who.ask('head', { params }),
      await who.ask('entries', { params, query: { limit: 1000 } }),
      await who.ask('day', { params, query: { from, to } }),
    ];
    const told: string[] = [];
    for (let at = from; at < to; at += 8 * DAY) {
      const query = { from: at / 1000, to: Math.min(at + 8 * DAY, to) / 1000 };
      for (const { texts } of (await who.ask('disclosures', { params, query })).told)
        for (const text of texts) if (!told.includes(text)) told.push(text);
    }
    const asked = {
      lines: log.lines,
      checkpoint: head.checkpoint,
      disclosures: told,
      server: key,
      seen: null,
      shown,
      now: clock.at,
    };
    const proof = await prove(asked, nodeCrypto);
    return [
      standingOf(proof),
      proof.differences,
      proof.findings.filter(({ severity }) => severity === 'broken'),
    ];
  };
  expect(await look(client, start, start + DAY)).toEqual(['match', [], []]);
  expect(await look(freelancer, start, start + DAY)).toEqual(['match', [], []]);
  expect(await look(mediator, start, start + DAY)).toEqual(['match', [], []]);
  expect(await look(client, start + 7 * DAY, start + 8 * DAY)).toEqual(['match', [], []]);
});
