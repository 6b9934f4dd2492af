/** `minutier-server check` finds everything that is wrong in a data folder, and nothing in one that is right. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../domain/random';
import { checkFolder } from '../../server/check/check';
import { runCheck } from '../../server/check/command';
import { KEY_FILE } from '../../server/keys';
import { SERVER_DATABASE } from '../../server/store/database';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { CONTRACT } from '../support/evidence';
import { filledFolder } from '../support/server-folder';
import { tempFolder } from '../support/temp-folder';

const SEED = 20_261_124;
let whole: string;
beforeAll(async () => {
  whole = mkdtempSync(join(tmpdir(), 'minutier-'));
  await filledFolder(whole);
});
afterAll(() => rmSync(whole, { recursive: true, force: true }));

/** A copy of the folder, with something done to it. */
function spoilt(spoil: (folder: string) => void): string {
  const folder = tempFolder();
  cpSync(whole, folder, { recursive: true });
  spoil(folder);
  return folder;
}

const inDatabase = (sql: string) => (folder: string) => {
  const sqlite = new Sqlite(join(folder, SERVER_DATABASE));
  const { changes } = sqlite.prepare(sql).run();
  sqlite.close();
  expect(changes).toBeGreaterThan(0);
};
const findings = async (folder: string) => (await checkFolder(folder, nodeCrypto())).findings;
const picturesIn = (folder: string) => readdirSync(join(folder, 'pictures', CONTRACT));
const flipped = (path: string, at: number, bit = 1) => {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  writeFileSync(path, bytes);
};

describe('check', () => {
  it('[SV14] finds nothing in a folder that is whole, and ends with 0', async () => {
    const said: string[] = [];
    expect(await runCheck(whole, (line) => said.push(line))).toBe(0);
    expect(said).toEqual(['Looked at 1 contracts and 5 pictures: all is as it was signed.']);
    expect(await runCheck(tempFolder(), () => undefined)).toBe(2);
  });

  const cases: [what: string, spoil: (folder: string) => void, where: RegExp, what: RegExp][] = [
    [
      'a letter of a line',
      inDatabase(
        `UPDATE entries SET line = replace(line, substr(line, 300, 8), 'AAAAAAAA') WHERE number = 3`,
      ),
      /entry 3/,
      /./,
    ],
    ['a line gone', inDatabase('DELETE FROM entries WHERE number = 2'), /entry|contract/, /./],
    [
      'the last line gone',
      inDatabase('DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)'),
      /contract/,
      /./,
    ],
    [
      'a column beside a line',
      inDatabase(`UPDATE entries SET type = 'close' WHERE number = 4`),
      /entry 4/,
      /columns/,
    ],
    [
      'a receipt',
      inDatabase(`UPDATE entries SET receipt = replace(receipt, '"index":4', '"index":5') WHERE number = 4`),
      /receipt of entry 4/,
      /./,
    ],
    [
      'a receipt gone',
      inDatabase('UPDATE entries SET receipt = NULL WHERE number = 4'),
      /receipt of entry 4/,
      /none/,
    ],
    [
      'a time of reception',
      inDatabase('UPDATE entries SET received_at = received_at + 1 WHERE number = 4'),
      /entry 4/,
      /./,
    ],
    [
      'what is told',
      inDatabase(
        `UPDATE disclosures SET text = replace(text, substr(text, 30, 2), 'AB') WHERE number = 4 AND name = 'memo'`,
      ),
      /disclosure/,
      /disclosure/,
    ],
    [
      'what is told of another name',
      inDatabase(`UPDATE disclosures SET name = 'tag' WHERE number = 4 AND name = 'memo'`),
      /entry 4/,
      /./,
    ],
    [
      'what was deleted is back in the diary',
      inDatabase(`UPDATE segments SET state = 'stands', ms = 600000 WHERE state = 'deleted'`),
      /diary row of entry 2/,
      /./,
    ],
    [
      'minutes in the diary',
      inDatabase('UPDATE segments SET ms = ms - 60000 WHERE number = 4'),
      /diary row of entry 4/,
      /./,
    ],
    [
      'a segment too much in the diary',
      inDatabase(
        'INSERT INTO segments SELECT contract_id, 99, leaf, slice_id, slot, kind, imported, ms, state, gone_at, activity, edited_at, told FROM segments WHERE number = 4',
      ),
      /diary row 99/,
      /no such/,
    ],
    [
      'a picture that is not noted',
      inDatabase('DELETE FROM picture_uses WHERE number = 4'),
      /diary row of entry 4/,
      /picture 0/,
    ],
    [
      'a picture without its row',
      inDatabase('DELETE FROM pictures WHERE rowid = (SELECT min(rowid) FROM pictures)'),
      /pictures\//,
      /no row/,
    ],
    [
      'the head',
      inDatabase(
        `UPDATE contracts SET checkpoint = replace(checkpoint, char(10) || '13' || char(10), char(10) || '12' || char(10))`,
      ),
      /contract/,
      /./,
    ],
    [
      'a file gone',
      (folder) => rmSync(join(folder, 'pictures', CONTRACT, picturesIn(folder)[0] ?? '')),
      /picture /,
      /not there/,
    ],
    [
      'a file too much',
      (folder) => writeFileSync(join(folder, 'pictures', CONTRACT, 'ab'.repeat(32)), 'x'),
      /file pictures/,
      /no row/,
    ],
    ["the server's key gone", (folder) => rmSync(join(folder, KEY_FILE)), /server\.key/, /not there/],
    ['another data key', (folder) => flipped(join(folder, 'data.key'), 3), /picture /, /sealed/],
  ];
  it.each(cases)('[SV14] names %s', async (_, spoil, where, what) => {
    const found = await findings(spoilt(spoil));
    expect(found.map((one) => `${one.where}: ${one.what}`)).not.toEqual([]);
    expect(found.some((one) => where.test(one.where) && what.test(one.what))).toBe(true);
  });

  it("[SV14] one byte flipped in any picture's file is named, at any place", async () => {
    const random = seededRandom(SEED);
    for (let n = 0; n < 40; n++) {
      let name = '';
      const folder = spoilt((copy) => {
        const names = picturesIn(copy);
        name = names[Math.floor(random.uniform('name') * names.length)] ?? '';
        const path = join(copy, 'pictures', CONTRACT, name);
        flipped(path, Math.floor(random.uniform('at') * readFileSync(path).length), 1 << (n % 8));
      });
      const found = await findings(folder);
      expect(found.map(({ where }) => where)).toEqual([`picture ${CONTRACT}/${name}`]);
    }
  });

  it(`[SV14] one byte flipped in the database is named, or nothing of what is signed or shown has changed (seed ${SEED})`, async () => {
    const random = seededRandom(SEED);
    const before = shown(whole);
    let named = 0;
    for (let n = 0; n < 150; n++) {
      const folder = spoilt((copy) => {
        const path = join(copy, SERVER_DATABASE);
        flipped(path, Math.floor(random.uniform('at') * readFileSync(path).length), 1 << (n % 8));
      });
      const found = await findings(folder);
      if (found.length > 0) named++;
      else expect(shown(folder)).toEqual(before);
      rmSync(folder, { recursive: true });
    }
    expect(named).toBeGreaterThan(20);
  }, 120_000);
});

/** Everything of the log and what is shown of it. */
function shown(folder: string): unknown[] {
  const sqlite = new Sqlite(join(folder, SERVER_DATABASE), { readonly: true });
  try {
    const tables = ['entries', 'disclosures', 'segments', 'picture_uses'];
    return [
      sqlite.prepare('SELECT id, log, opened_at, checkpoint FROM contracts').all(),
      ...tables.map((table) => sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()),
    ];
  } finally {
    sqlite.close();
  }
}
