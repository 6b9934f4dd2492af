/** The evidence of a contract that is shared: the real exporter over the device's own database. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { SLOT_SECONDS } from '../../../domain/week';
import { DATABASE_FILE } from '../../../electron/main/db/open';
import { profileSource } from '../../../electron/main/export-evidence/profile-source';
import { createExporter } from '../../../electron/main/exporter';
import { ALL_FIELDS } from '../../support/bundles';
import { testKey } from '../../support/evidence';
import { plainPdf } from '../../support/exports';
import { forkExport } from '../../support/fork-export';
import { aJob } from '../../support/job';
import { contractWithClient } from '../../support/linked-device';
import { SLOT } from '../../support/store-fixtures';
import { tempFolder } from '../../support/temp-folder';

describe('the evidence of a shared contract', () => {
  it('[SY17] is proven with the server’s head, and goes up to it', async () => {
    const { server, clio, device, id } = await contractWithClient();
    await clio.ask('setLimit', { params: { contract: id }, body: { limitSeconds: 200_000 } });
    await clio.ask('setTerms', {
      params: { contract: id },
      body: { manual: true, tags: ['A'], tagRequired: false },
    });
    device.slice(id, SLOT + SLOT_SECONDS);
    await device.seal();
    server.clock.at = device.now;
    device.desk.grew();
    await device.round();
    device.slice(id, SLOT + 3 * SLOT_SECONDS);
    await device.seal();

    const { database, signer } = device;
    const key = testKey('device');
    const exporter = createExporter({
      folder: database.folder,
      fork: forkExport({
        open: (task) => {
          const sqlite = new Sqlite(join(database.folder, DATABASE_FILE), { readonly: true });
          const { logs, blobs, sync } = database;
          return profileSource(task, { sqlite, logs, blobs, sync });
        },
        pdf: plainPdf,
      }),
      keys: Promise.resolve({ current: Buffer.alloc(32), earlier: [] }),
      logs: database.logs,
      signer,
      deviceKey: () => key.x,
      print: async ({ html }) => Buffer.from(html),
      page: join(database.folder, 'no-page.html'),
      undoable: () => false,
      after: async () => undefined,
      newId: () => randomUUID(),
      appVersion: '0.1.0',
      log: () => undefined,
    });
    const result = await exporter.export(
      {
        contract: id,
        scope: { from: SLOT, to: SLOT + 6 * SLOT_SECONDS, fields: [...ALL_FIELDS] },
        note: '',
        language: 'en',
        evenUnproven: false,
      },
      join(tempFolder(), 'bundle.zip'),
      aJob(),
    );
    expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven', segments: 2 });
  });
});
