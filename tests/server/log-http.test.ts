/** The log over real HTTP: what a device sends and is answered, and a log that is broken among others that are not. */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { fromBase64Url } from '../../domain/bytes';
import { ContractIdSchema } from '../../domain/ids';
import { isConsistent } from '../../domain/merkle';
import { runCheck } from '../../server/check/command';
import { SERVER_DATABASE } from '../../server/store/database';
import { BundleLog } from '../support/bundle-log';
import { CONTRACT, SLOT, sha256, testKey } from '../support/evidence';
import { DeviceCaller, testServer } from '../support/server';
import { headIn } from '../support/server-logs';

const OTHER = ContractIdSchema.parse('77777777-7777-4777-8777-777777777777');

it('[SV2] a device sends, is answered with receipts, and reads the log back; a client reads the same', async () => {
  const { setup, joinBy } = await testServer();
  const fran = await setup();
  const laptop = await fran.pair('laptop');
  const log = new BundleLog(testKey('laptop'));
  log.segment();
  const params = { contract: CONTRACT };
  expect(await laptop.try('head', { params })).toMatchObject({ outcome: 'refused' });
  const first = await laptop.upload(CONTRACT, log);
  expect(first.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
  const seen = headIn((await laptop.ask('head', { params })).checkpoint);
  log.segment(SLOT + 600);
  await laptop.upload(CONTRACT, log, 2);
  expect(await laptop.upload(CONTRACT, log)).toMatchObject([...first, { outcome: 'kept' }]);
  const { link } = await laptop.ask('invite', { params, body: { name: 'Clara' } });
  const clara = await joinBy(link, 'Clara');
  for (const caller of [laptop, fran, clara]) {
    const head = await caller.ask('head', { params, query: { since: seen.size } });
    const path = head.consistency.map((hash) => fromBase64Url(hash) ?? new Uint8Array());
    expect(isConsistent(seen, headIn(head.checkpoint), path, sha256)).toBe(true);
    expect(await caller.ask('entries', { params, query: { from: 1, limit: 1 } })).toEqual({
      log: log.leafOf(0),
      size: 3,
      lines: [log.lines[1]],
    });
  }
  // A stranger learns nothing, nor does anybody of a contract that is not there.
  const mia = await (await fran.pair('desktop')).try('head', { params: { contract: OTHER } });
  expect(mia).toMatchObject({ outcome: 'refused', status: 404 });
});

it('[SV7] a log that is broken is answered with that, and `check` says where; the others go on', async () => {
  const { setup, stop, folder } = await testServer();
  const laptop = await (await setup()).pair('laptop');
  const log = new BundleLog(testKey('laptop'));
  log.segment();
  const other = new BundleLog(testKey('laptop'), { contract: OTHER });
  await laptop.upload(CONTRACT, log);
  await laptop.upload(OTHER, other);
  await stop();
  expect(await runCheck(folder, () => undefined)).toBe(0);
  const sqlite = new Sqlite(join(folder, SERVER_DATABASE));
  const [, line = ''] = log.lines;
  const flipped = `${line.slice(0, 400)}${line[400] === 'A' ? 'B' : 'A'}${line.slice(401)}`;
  sqlite.prepare('UPDATE entries SET line = ? WHERE contract_id = ? AND number = 1').run(flipped, CONTRACT);
  sqlite.close();
  const said: string[] = [];
  expect(await runCheck(folder, (text) => said.push(text))).toBe(1);
  expect(said.join('\n')).toMatch(new RegExp(`contract ${CONTRACT}, entry 1:`));
  expect(said.join('\n')).not.toContain(OTHER);

  const again = await testServer({ folder });
  expect(again.log.some((one) => one.includes('not what was signed') && one.includes(CONTRACT))).toBe(true);
  const device = new DeviceCaller(again.url, 'laptop', testKey('laptop'));
  device.token = laptop.token;
  for (const command of ['head', 'entries', 'contract'] as const)
    expect(await device.try(command, { params: { contract: CONTRACT } })).toMatchObject({
      outcome: 'refused',
      status: 503,
      problem: { code: 'log-broken' },
    });
  expect(await device.upload(OTHER, other)).toMatchObject([{ outcome: 'kept' }]);
  // What runs from time to time is not stopped by it.
  other.segment(SLOT);
  await again.server.tick();
  expect(await device.upload(OTHER, other, 1)).toMatchObject([{ outcome: 'kept' }]);
});
