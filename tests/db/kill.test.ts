/** `kill -9` of a process that writes to a real profile, at random instants: what it was promised is there afterwards. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PictureIdSchema, SliceIdSchema } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import { openDatabase } from '../../electron/main/db/open';
import { EncryptedPictures } from '../../electron/main/pictures';
import { openVault } from '../../electron/main/vault';
import { sha256 } from '../../node/sealed-file';
import { aside } from '../support/database';
import { bundled } from '../support/fork-child';
import { MONDAY } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const KILLS = 25;

const FactSchema = z.union([
  z.object({ slice: z.object({ id: SliceIdSchema, version: z.int(), closed: z.boolean() }) }),
  z.object({ picture: z.object({ id: PictureIdSchema, sha256: z.string() }) }),
]);
type Fact = z.infer<typeof FactSchema>;

/** Runs the writer, kills it `delay` ms after it said `count` facts (however fast the machine is), and returns what it said. */
async function writeAndKill(entry: string, folder: string, count: number, delay: number): Promise<Fact[]> {
  const child = spawn(process.execPath, [entry, folder], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let said = '';
  let dying = false;
  let complaint = '';
  child.stdout.on('data', (data) => {
    said += data;
    if (!dying && said.split('\n').length > count) {
      dying = true;
      setTimeout(() => child.kill('SIGKILL'), delay);
    }
  });
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  expect(signal, complaint).toBe('SIGKILL');
  // The last line may be half a line: then it was not said.
  const lines = said.split('\n').slice(0, -1);
  return lines.map((line) => FactSchema.parse(JSON.parse(line)));
}

test(`[ST3] [ST20] after each of ${KILLS} kills, the database is sound and all that was acknowledged is there`, async () => {
  const seed = randomBytes(4).readUInt32BE();
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const entry = await bundled('store-writer');
  const folder = tempFolder();
  const facts: Fact[] = [];
  for (let n = 0; n < KILLS; n++) {
    facts.push(
      ...(await writeAndKill(entry, folder, 1 + random.uniform('count') * 40, random.uniform('delay') * 20)),
    );

    const opened = openDatabase({
      folder,
      now: () => MONDAY,
      onBrokenRow: (row) => expect.unreachable(JSON.stringify(row)),
    });
    if (opened.outcome !== 'opened') throw new Error(JSON.stringify(opened));
    const { database } = opened;
    expect(aside(folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
    expect(database.recorder.openSlices().length).toBeLessThanOrEqual(1);
    for (const fact of facts) {
      if (!('slice' in fact)) continue;
      const slice = database.slices.byId(fact.slice.id);
      expect(Number(slice?.memo)).toBeGreaterThanOrEqual(fact.slice.version);
      if (fact.slice.closed) expect(slice?.state).toBe('closed');
    }

    const keyStore = { available: () => false, encrypt: () => Buffer.alloc(0), decrypt: () => '' };
    const vault = await openVault({ folder, keyStore, randomBytes, now: () => MONDAY });
    if (vault.outcome !== 'opened') throw new Error(JSON.stringify(vault));
    expect(vault.setAside).toBeNull();
    const { pictures: rows, blobs } = database;
    const { keys } = vault;
    const pictures = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: false });
    await pictures.sweep();
    for (const fact of facts) {
      if (!('picture' in fact)) continue;
      const bytes = await pictures.read(fact.picture.id, 'full');
      expect(bytes === null ? null : sha256(bytes)).toBe(fact.picture.sha256);
    }
    // A row without its files, or a file without its row, would make these differ.
    expect(filesOf(folder)).toBe(database.pictures.count() * 2);
    database.close();
  }
  expect(facts.filter((fact) => 'picture' in fact).length).toBeGreaterThan(10);
}, 120_000);

function filesOf(folder: string): number {
  const root = join(folder, 'pictures');
  if (!existsSync(root)) return 0;
  return readdirSync(root).reduce((sum, prefix) => sum + readdirSync(join(root, prefix)).length, 0);
}
