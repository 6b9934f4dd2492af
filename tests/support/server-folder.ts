/** A server's data folder as it is after some days of work: a real log with every kind of entry, pictures, real keys. */

import type { SigningKey } from '../../domain/keys';
import { slotEnd } from '../../domain/week';
import { dataKey, serverKey } from '../../server/keys';
import { openLogs } from '../../server/log/open-logs';
import { openPictures } from '../../server/pictures/pictures';
import { openServerDatabase } from '../../server/store/database';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BundleLog } from './bundle-log';
import { CONTRACT, SLOT, sha256, TERMS, testKey } from './evidence';
import { ACCOUNT, kept, NOW, sentOf } from './server-logs';

export interface FilledFolder {
  log: BundleLog;
  key: SigningKey;
  lines: number;
}

/** Stopped when it resolves. */
export async function filledFolder(folder: string, segments = 6): Promise<FilledFolder> {
  const opened = openServerDatabase(folder);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const { sqlite } = opened.database;
  sqlite
    .prepare(
      `INSERT OR IGNORE INTO accounts (id, name, email, language, created_at) VALUES (?, 'Ada', 'ada@example.org', 'en', 0)`,
    )
    .run(ACCOUNT);
  const key = serverKey(folder, sha256);
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const pictures = await openPictures({ sqlite, folder, dataKey: dataKey(folder), random });
  const log = { info: fail, warn: fail, error: fail };
  const logs = await openLogs(
    { sqlite, key, crypto: nodeCrypto(), log, now: () => NOW, every: () => undefined },
    pictures,
  );
  const device = new BundleLog(testKey('device'), { terms: { ...TERMS, retentionDays: 0 } });
  const send = async (from: number) => {
    for (const [hash, bytes] of device.pictures)
      await pictures.receive(CONTRACT, hash, { offset: 0, size: bytes.length, bytes }, NOW);
    const by = { account: ACCOUNT, kid: device.opener.kid };
    for (const one of (await logs.append(CONTRACT, by, sentOf(device, from), NOW)) ?? []) kept(one);
  };
  for (let n = 0; n < segments; n++) device.segment(SLOT + n * 600, { pictures: 1 });
  await send(0);
  const from = device.lines.length;
  const at = slotEnd(SLOT) + segments * 600_000;
  device.amend(device.leafOf(1), [{ name: 'memo', value: 'Chapter three' }], { at });
  device.remove(device.leafOf(2), { at: at + 1 });
  device.redact(device.leafOf(3), 0, { at: at + 2 });
  device.addKey(key, 'server', at + 3);
  await send(from);
  await logs.own(CONTRACT, NOW, () => [
    { draft: { type: 'limit', at: NOW, from: NOW, limit: 36_000 }, disclosures: [] },
  ]);
  await logs.seal(CONTRACT, NOW + 1);
  await pictures.erase();
  const lines = (await logs.lines(CONTRACT, 0, 1000))?.lines.length ?? 0;
  opened.database.close();
  return { log: device, key, lines };
}

function fail(facts: Readonly<Record<string, unknown>>): void {
  throw new Error(JSON.stringify(facts));
}
