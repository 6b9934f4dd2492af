/** `kill -9` of a process that redacts and deletes pictures: afterwards each is the old one or the new one, whole. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../domain/random';
import { createPictureEraser } from '../../electron/main/picture-eraser';
import { EncryptedPictures } from '../../electron/main/pictures';
import { KEY_BYTES } from '../../electron/main/vault';
import { addContract, openSound } from '../support/database';
import { bundled } from '../support/fork-child';
import { aSlice, closed, SLOT } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const KILLS = 15;

test(`[PX7] [PX2] after each of ${KILLS} kills no picture is half, no file is an orphan, and what was gone stays gone`, async () => {
  const seed = randomBytes(4).readUInt32BE();
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const entry = await bundled('picture-eraser');
  const folder = tempFolder();
  const key = randomBytes(KEY_BYTES);
  let database = openSound(folder);
  const slice = closed(aSlice(addContract(database), SLOT));
  database.recorder.save([slice], []);
  database.close();
  const gone: string[] = [];

  for (let kill = 0; kill < KILLS; kill++) {
    const said = await runAndKill(
      [entry, folder, key.toString('hex'), slice.id],
      2 + random.uniform('count') * 12,
      random.uniform('delay') * 25,
    );
    gone.push(...said);
    database = openSound(folder);
    const { pictures: rows, blobs, pictureEdits } = database;
    const keys = { current: key, earlier: [] };
    const pictures = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: false });
    const eraser = createPictureEraser(pictures, pictureEdits, folder);
    for (const { id } of pictureEdits.pending(Number.MAX_SAFE_INTEGER)) {
      expect((await eraser.destroy(id, 0)).outcome).toBe('saved');
    }
    await eraser.finish();
    await pictures.sweep();
    expect(pictureEdits.erasures()).toEqual([]);
    const names = new Set<string>();
    for (const picture of rows.ofSlices([slice.id]).get(slice.id) ?? []) {
      if (picture.outcome === 'failed') continue;
      expect(await pictures.read(picture.id, 'full')).not.toBeNull();
      expect(await pictures.read(picture.id, 'thumb')).not.toBeNull();
      names.add(picture.sha256).add(picture.thumbSha256);
    }
    const root = join(folder, 'pictures');
    const files = readdirSync(root).flatMap((prefix) => readdirSync(join(root, prefix)));
    expect(files.sort()).toEqual([...names].sort());
    expect(files.filter((name) => gone.includes(name))).toEqual([]);
    for (const name of gone) expect(blobs.get(name)).toBeNull();
    database.close();
  }
  expect(gone.length).toBeGreaterThan(KILLS);
}, 120_000);

/** Kills it `delay` ms after it said `count` facts; the names of the bytes that it said were gone. */
async function runAndKill(args: string[], count: number, delay: number): Promise<string[]> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  let said = '';
  let dying = false;
  child.stdout.on('data', (data) => {
    said += data;
    if (dying || said.split('\n').length <= count) return;
    dying = true;
    setTimeout(() => child.kill('SIGKILL'), delay);
  });
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  // The last line may be half a line: then it was not said.
  return said
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => /"gone":"([0-9a-f]{64})"/.exec(line)?.[1] ?? []);
}
