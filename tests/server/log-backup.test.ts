/** A backup is of one instant, is everything, and what is restored is as it was, or is not restored. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../domain/random';
import { runBackup, runRestore } from '../../server/backup/command';
import { unpackServer } from '../../server/backup/unpack';
import { runCheck } from '../../server/check/command';
import { lookIntoServerDatabase, openServerDatabase, SERVER_DATABASE } from '../../server/store/database';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { filledFolder } from '../support/server-folder';
import { tempFolder } from '../support/temp-folder';

const SEED = 20_261_125;
let whole: string;
beforeAll(async () => {
  whole = mkdtempSync(join(tmpdir(), 'minutier-'));
  await filledFolder(whole);
});
afterAll(() => rmSync(whole, { recursive: true, force: true }));

const silent = () => undefined;
const backedUp = async (folder = whole) => {
  const file = join(tempFolder(), 'backup.tar');
  expect(await runBackup(folder, file, silent)).toBe(0);
  return file;
};
const rowsOf = (folder: string) => {
  const sqlite = lookIntoServerDatabase(folder);
  try {
    return ['contracts', 'entries', 'disclosures', 'segments', 'picture_uses', 'pictures', 'accounts'].map(
      (table) => sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all(),
    );
  } finally {
    sqlite.close();
  }
};

describe('backup and restore', () => {
  it('[SV15] what is restored is what was backed up, and its check finds nothing', async () => {
    const file = await backedUp();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['backup.tar']);
    for (const prepare of [() => undefined, (folder: string) => mkdirSync(folder)]) {
      const folder = join(tempFolder(), 'data');
      prepare(folder);
      expect(await runRestore(folder, file, silent)).toBe(0);
      expect(await runCheck(folder, silent)).toBe(0);
      expect(rowsOf(folder)).toEqual(rowsOf(whole));
      for (const name of ['server.key', 'data.key'])
        expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(whole, name)));
      expect(existsSync(`${folder}.restoring`)).toBe(false);
    }
  });

  it('[SV15] beside a server that writes: one instant of it, and nothing of what was erased before', async () => {
    const folder = tempFolder();
    cpSync(whole, folder, { recursive: true });
    const opened = openServerDatabase(folder);
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    const { sqlite } = opened.database;
    const before = rowsOf(folder);
    // Not committed yet, and committed but in SQLite's log alone.
    sqlite.exec(
      `INSERT INTO meta VALUES ('committed', 'yes'); BEGIN; INSERT INTO meta VALUES ('not', 'yet')`,
    );
    const file = await backedUp(folder);
    sqlite.exec('COMMIT');
    opened.database.close();
    const restored = join(tempFolder(), 'data');
    expect(await runRestore(restored, file, silent)).toBe(0);
    expect(rowsOf(restored)).toEqual(before);
    const look = new Sqlite(join(restored, SERVER_DATABASE), { readonly: true });
    expect(look.prepare(`SELECT key FROM meta WHERE value IN ('yes', 'yet')`).pluck().all()).toEqual([
      'committed',
    ]);
    look.close();
  });

  it('[SV15] a folder with something in it, a name that is taken, and no data at all are left as they are', async () => {
    const file = await backedUp();
    const folder = tempFolder();
    writeFileSync(join(folder, 'x'), 'mine');
    expect(await runRestore(folder, file, silent)).toBe(1);
    expect(readdirSync(folder)).toEqual(['x']);
    expect(await runBackup(whole, file, silent)).toBe(1);
    expect(await runBackup(folder, join(folder, 'y'), silent)).toBe(2);
  });

  it(`[SV15] a byte flipped or a piece cut from the file is refused, and nothing is restored (seed ${SEED})`, async () => {
    const file = await backedUp();
    const bytes = readFileSync(file);
    const random = seededRandom(SEED);
    const folder = join(tempFolder(), 'data');
    let refused = 0;
    for (let n = 0; n < 60; n++) {
      const spoilt = Buffer.from(bytes);
      const at = Math.floor(random.uniform('at') * bytes.length);
      const isCut = n % 4 === 0;
      if (!isCut) spoilt[at] = (spoilt[at] ?? 0) ^ (1 << (n % 8));
      writeFileSync(file, isCut ? spoilt.subarray(0, at) : spoilt);
      const unpacked = await unpackServer(file, folder, nodeCrypto());
      if (unpacked.outcome === 'restored') {
        // What a tar fills up its blocks with, or its dates, says nothing.
        expect(rowsOf(folder)).toEqual(rowsOf(whole));
        rmSync(folder, { recursive: true });
      } else refused++;
      expect(existsSync(folder)).toBe(false);
    }
    expect(refused).toBeGreaterThan(40);
  }, 60_000);
});
