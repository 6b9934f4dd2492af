import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, SLOT_SECONDS } from '../../../domain/week';
import { DATABASE_FILE } from '../../../electron/main/db/open';
import { openSound } from '../../support/database';
import { readLog } from '../../support/sealer';
import { testServer } from '../../support/server';
import { MONDAY, SLOT } from '../../support/store-fixtures';
import { syncDevice } from '../../support/sync-device';
import { tempFolder } from '../../support/temp-folder';

const AT = MONDAY + 12 * HOUR_MS;

describe('a database that was put back from a backup', () => {
  it('[SY20] gets what was sent since from the server, and its log goes on', async () => {
    const server = await testServer({ at: AT });
    const fran = await server.setup('Fran');
    const first = syncDevice({ url: server.url, now: AT });
    onTestFinished(() => first.desk.end());
    await first.link(fran);
    const id = first.contract();
    const kept = first.slice(id, SLOT);
    await first.seal();
    await first.share(id);
    await first.round();
    const folder = tempFolder();
    const backup = join(folder, DATABASE_FILE);
    const copy = new Sqlite(join(first.database.folder, DATABASE_FILE), { readonly: true });
    await copy.backup(backup);
    copy.close();

    first.slice(id, SLOT + SLOT_SECONDS);
    first.database.slices.setMemo([kept.id], 'said after the backup');
    await first.seal();
    server.clock.at = first.now;
    first.desk.grew();
    await first.round();
    expect(first.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
    first.desk.end();

    const second = syncDevice({
      url: server.url,
      now: first.now,
      database: openSound(folder),
      memory: first.memory,
    });
    onTestFinished(() => second.desk.end());
    const log = second.database.logs.newest(id)?.log;
    await second.seal();
    // Nothing was sealed into another log meanwhile.
    expect(second.database.logs.newest(id)?.log).toBe(log);
    await second.link(fran);
    await second.round();
    expect(second.database.logs.newest(id)?.log).toBe(log);
    second.slice(id, SLOT + 5 * SLOT_SECONDS);
    await second.seal();
    server.clock.at = second.now;
    second.desk.grew();
    await second.round();
    expect(second.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
    const there = await fran.ask('entries', { params: { contract: id } });
    expect([...second.database.logs.lines(log ?? never())]).toEqual(there.lines);
    readLog(second.database, id);
    expect(second.warnings).toEqual([]);
  });
});

function never(): never {
  throw new Error('no log');
}
