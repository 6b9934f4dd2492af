/** A profile of three years of work with real, encrypted pictures, for tests and benches that copy all of it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { PictureIdSchema } from '../../domain/ids';
import { openDatabase } from '../../electron/main/db/open';
import { EncryptedPictures } from '../../electron/main/pictures';
import { openVault } from '../../electron/main/vault';
import { fillThreeYears } from './three-years';

/** Fills the new folder; `pictures` of `bytes` random bytes each, on the newest slices. */
export async function fillProfile(
  folder: string,
  now: number,
  pictures: { count: number; bytes: number },
): Promise<{ slices: number }> {
  mkdirSync(folder, { recursive: true });
  const opened = openDatabase({ folder, now: () => now, onBrokenRow: () => undefined });
  if (opened.outcome !== 'opened') throw new Error(JSON.stringify(opened));
  const { database } = opened;
  try {
    const { slices } = fillThreeYears(database, now);
    database.settings.write({ noticeAcceptedAt: now });
    const keyStore = {
      available: () => false,
      encrypt: () => Buffer.alloc(0),
      decrypt: () => '',
    };
    const vault = await openVault({ folder, keyStore, randomBytes, now: () => now });
    if (vault.outcome === 'failed') throw new Error(vault.detail);
    const { pictures: rows, blobs } = database;
    const store = new EncryptedPictures({
      folder,
      rows,
      blobs,
      keys: vault.keys,
      randomBytes,
      keepOrphans: false,
    });
    const newest = [...database.slices.all()].slice(-pictures.count);
    for (const { id: sliceId, slot } of newest) {
      const meta = {
        id: PictureIdSchema.parse(randomUUID()),
        sliceId,
        takenAt: slot * 1000,
        trigger: 'moment',
        display: 'DP-1',
        backend: 'test',
        blurred: false,
      } as const;
      const shot = {
        display: 'DP-1',
        width: 9,
        height: 9,
        webp: randomBytes(pictures.bytes),
        thumb: randomBytes(900),
      };
      const added = await store.add(meta, shot);
      if (added.outcome !== 'saved') throw new Error(added.detail);
    }
    return { slices };
  } finally {
    database.close();
  }
}
