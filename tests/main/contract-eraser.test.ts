/** After "erase everything", the bytes of the contract are in no file of the profile, and the proof says what went. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createContractEraser } from '../../electron/main/contract-eraser';
import { createPictureEraser } from '../../electron/main/picture-eraser';
import { EncryptedPictures } from '../../electron/main/pictures';
import { KEY_BYTES } from '../../electron/main/vault';
import { aside, openSound } from '../support/database';
import { NO_JOBS } from '../support/job';
import { Rig } from '../support/rig';
import { aPictureMeta, aSlice, closed, newContract, newContractId, SLOT } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

// Beside few others the index of words is made afresh, beside many it loses its own words alone.
it.each([1, 20])(
  '[PV13] erasing a contract leaves nothing of it in any file, everything of the others, and a proof (%i others)',
  async (others) => {
    const folder = tempFolder();
    const database = openSound(folder);
    const [gone, kept] = [newContractId(), newContractId()];
    database.contracts.create(gone, { ...newContract(), title: 'Quixotic', client: 'Zarathustra' }, 0);
    database.contracts.create(kept, newContract(), 0);
    const keys = { current: randomBytes(KEY_BYTES), earlier: [] };
    const { pictures: rows, blobs } = database;
    const store = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: false });
    const slices = [
      closed({
        ...aSlice(gone, SLOT),
        memo: 'Xylophone memo',
        windows: [{ app: 'Wolpertinger', title: 'Jabberwock', ms: 5 }],
      }),
      closed(aSlice(kept, SLOT + 600, { memo: 'Marmalade' })),
    ];
    const more = Array.from({ length: others - 1 }, (_, n) => closed(aSlice(kept, SLOT + (n + 2) * 600)));
    database.recorder.save([...slices, ...more], []);
    const wrapped: Buffer[] = [];
    for (const slice of slices) {
      const captured = { display: 'd', width: 9, height: 9, webp: randomBytes(900), thumb: randomBytes(90) };
      await store.add(aPictureMeta(slice.id), captured);
      const row = rows.ofSlices([slice.id]).get(slice.id)?.[0];
      if (row?.outcome === 'ok') wrapped.push(Buffer.from(blobs.get(row.sha256)?.wrappedKey ?? []));
    }
    const written: string[] = [];
    const contract = database.contracts.get(gone);
    if (!contract) throw new Error('a contract was expected');
    const erase = createContractEraser({
      rows: database.erasure,
      eraser: Promise.resolve(createPictureEraser(store, database.pictureEdits, folder)),
      recorder: new Rig(database.recorder).recorder,
      jobs: NO_JOBS,
      askPath: async () => '/proof.json',
      write: async (_, text) => {
        written.push(text);
        return null;
      },
      removeCopies: async () => [],
      now: () => 0,
      appVersion: '1',
    });
    expect(await erase(contract)).toMatchObject({
      ok: true,
      value: { outcome: 'erased', slices: 1, pictures: 1 },
    });
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      contract: { title: 'Quixotic' },
      erased: { slices: 1, pictures: 1 },
      filesRemoved: 'all',
    });
    const secrets = [
      'Quixotic',
      'Zarathustra',
      'Xylophone',
      'Wolpertinger',
      'Jabberwock',
      gone,
      wrapped[0] ?? '',
    ];
    for (const name of readdirSync(folder).filter((one) => one.startsWith('minutier.db'))) {
      const bytes = readFileSync(join(folder, name));
      for (const secret of secrets) {
        expect(bytes.includes(secret), `${secret.toString('hex')} in ${name}`).toBe(false);
        // The index of words keeps them in lower case.
        expect(bytes.includes(secret.toString().toLowerCase()), `${secret} in ${name}`).toBe(false);
      }
    }
    const files = readdirSync(join(folder, 'pictures')).flatMap((one) =>
      readdirSync(join(folder, 'pictures', one)),
    );
    expect(files).toHaveLength(2);
    expect(database.contracts.list().map(({ id }) => id)).toEqual([kept]);
    expect(rows.count()).toBe(1);
    expect(database.slices.count()).toBe(others);
    expect(database.search.query([{ word: 'marmalade', contracts: [] }], 5)).toHaveLength(1);
    aside(folder, (sqlite) => sqlite.exec("INSERT INTO search (search) VALUES ('integrity-check')"));
  },
);
