/** Opening the database: what a start finds, and what it does about it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ContractId } from '../../domain/ids';
import type { BrokenRow } from '../../electron/main/db/codec';
import { APPLICATION_ID, connect } from '../../electron/main/db/connection';
import { MIGRATIONS } from '../../electron/main/db/migrations';
import { DATABASE_FILE, type Database, type OpenOutcome, openDatabase } from '../../electron/main/db/open';
import { rescue, setAside } from '../../electron/main/db/salvage';
import { addContract, aside, open, openSound } from '../support/database';
import { anIdle, aSlice, closed, MONDAY, SLOT } from '../support/store-fixtures';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

const PAGE = 4096;

/** A folder with a contract, `count` closed slices and an idle question, ended cleanly. */
function filled(count: number): { folder: string; contract: ContractId; sums: number } {
  const folder = tempFolder();
  const database = openDatabase({ folder, now: () => MONDAY, onBrokenRow: () => undefined });
  if (database.outcome !== 'opened') throw new Error(database.outcome);
  const contract = addContract(database.database);
  const { recorder } = database.database;
  const slices = Array.from({ length: count }, (_, n) => closed(aSlice(contract, SLOT + n * 600)));
  recorder.save(slices, [anIdle(contract, MONDAY)]);
  database.database.settings.write({ theme: 'dark' });
  database.database.close();
  return { folder, contract, sums: count * 10_000 };
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const all = readFileSync(path);
  bytes.copy(all, at);
  writeFileSync(path, all);
}

/** The pages that hold rows of the table, without the first. */
function leavesOf(folder: string, table: string): number[] {
  return aside(folder, (sqlite) =>
    sqlite
      .prepare<[string], { pageno: number }>(
        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno",
      )
      .all(table)
      .map(({ pageno }) => pageno),
  );
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

function mustBeCorrupt(outcome: OpenOutcome): Extract<OpenOutcome, { outcome: 'corrupt' }> {
  if (outcome.outcome !== 'corrupt') throw new Error(`expected corrupt, got ${JSON.stringify(outcome)}`);
  return outcome;
}

const heads = (database: Database) => database.slices.cellsBetween(0, MONDAY * 2);

describe('a sound database', () => {
  test('[ST1] every connection is durable, forgets what it deletes and keeps references', () => {
    const folder = tempFolder();
    // The second time: SQLite's default for a file that is in WAL already is NORMAL, not FULL.
    connect(join(folder, 'any.db')).close();
    const sqlite = connect(join(folder, 'any.db'));
    const pragma = (name: string) => sqlite.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('secure_delete')).toBe(1);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('busy_timeout')).toBe(2_000);
    sqlite.close();
  });

  test('[ST1] a new file is made, with its folder, named as ours and readable by its owner alone', () => {
    const folder = join(tempFolder(), 'a', 'b');
    const opened = open(folder);
    expect(opened).toMatchObject({ outcome: 'opened', isNew: true, backup: null });
    aside(folder, (sqlite) => {
      expect(sqlite.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
      expect(sqlite.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    });
    expect(statSync(join(folder, DATABASE_FILE)).mode & 0o777).toBe(0o600);
  });

  test('[ST2] an existing file opens with everything in it', () => {
    const { folder, contract, sums } = filled(5);
    const opened = open(folder);
    expect(opened).toMatchObject({ outcome: 'opened', isNew: false, backup: null });
    if (opened.outcome !== 'opened') return;
    expect(opened.database.recorder.trackedMs(contract, 0, MONDAY * 2)).toBe(sums);
    expect(opened.database.damaged).toBeNull();
    expect(opened.database.bytes()).toBe(statSync(join(folder, DATABASE_FILE)).size);
  });

  test('[ST1] an empty file is a new database', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, DATABASE_FILE), '');
    expect(open(folder)).toMatchObject({ outcome: 'opened', isNew: true });
  });
});

describe('a database from a newer app', () => {
  test('[ST8] is refused and not touched', () => {
    const { folder } = filled(1);
    const path = join(folder, DATABASE_FILE);
    aside(folder, (sqlite) => sqlite.pragma('user_version = 99'));
    const before = digest(path);
    expect(open(folder)).toEqual({ outcome: 'newer', path, version: 99, known: MIGRATIONS.length });
    expect(digest(path)).toBe(before);
    expect(readdirSync(folder)).toEqual([DATABASE_FILE, `${DATABASE_FILE}.schema`]);
  });

  test('[ST8] is refused with a log beside it, which is not touched either', () => {
    const { folder } = filled(1);
    const path = join(folder, DATABASE_FILE);
    const cut = tempFolder();
    aside(folder, (sqlite) => {
      sqlite.pragma('user_version = 99');
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
      sqlite.exec('DELETE FROM idles');
      copyFileSync(path, join(cut, DATABASE_FILE));
      copyFileSync(`${path}-wal`, join(cut, `${DATABASE_FILE}-wal`));
    });
    const before = digest(join(cut, `${DATABASE_FILE}-wal`));
    expect(open(cut)).toMatchObject({ outcome: 'newer', version: 99 });
    expect(digest(join(cut, `${DATABASE_FILE}-wal`))).toBe(before);
    expect(readdirSync(cut)).toHaveLength(2);
  });

  test('[ST8] is refused too where its number is still in the log', () => {
    const { folder } = filled(1);
    const path = join(folder, DATABASE_FILE);
    const cut = tempFolder();
    aside(folder, (sqlite) => {
      sqlite.pragma('user_version = 99');
      // Copied while open: the number is in the log only, as after a kill.
      copyFileSync(path, join(cut, DATABASE_FILE));
      copyFileSync(`${path}-wal`, join(cut, `${DATABASE_FILE}-wal`));
    });
    expect(readFileSync(join(cut, DATABASE_FILE)).readUInt32BE(60)).toBe(MIGRATIONS.length);
    expect(open(cut)).toMatchObject({ outcome: 'newer', version: 99 });
    expect(aside(cut, (sqlite) => sqlite.prepare('SELECT COUNT(*) AS n FROM slices').get())).toEqual({
      n: 1,
    });
  });
});

describe('a damaged database', () => {
  test.each([
    ['text', Buffer.from('this is not a database, not at all. '.repeat(400))],
    ['a few bytes', Buffer.from('SQLite')],
    ['zeros', Buffer.alloc(PAGE * 3)],
  ])('[ST9] a file of %s is kept aside, byte for byte, and a new one is made', (_, bytes) => {
    const folder = tempFolder();
    writeFileSync(join(folder, DATABASE_FILE), bytes);
    const { keptAs, database } = mustBeCorrupt(open(folder));
    expect(readFileSync(keptAs).equals(bytes)).toBe(true);
    expect(keptAs).toMatch(/minutier\.db\.damaged-20260105T000000Z$/);
    expect(database.damaged).toBe(keptAs);
    expect(heads(database)).toEqual([]);
    addContract(database);
  });

  test("[ST9] another program's database is kept aside, even one without a number of its own", () => {
    for (const sql of ['PRAGMA application_id = 7', 'SELECT 1']) {
      const folder = tempFolder();
      aside(folder, (sqlite) =>
        sqlite.exec(`CREATE TABLE theirs (a); INSERT INTO theirs VALUES (42); ${sql}`),
      );
      const { keptAs } = mustBeCorrupt(open(folder));
      const kept = new Sqlite(keptAs, { readonly: true });
      expect(kept.prepare('SELECT a FROM theirs').get()).toEqual({ a: 42 });
      kept.close();
    }
  });

  test('[ST9] with a damaged page of slices, all other rows are salvaged', () => {
    const { folder } = filled(200);
    const path = join(folder, DATABASE_FILE);
    // The rows after the damage are found however far away their numbers are.
    aside(folder, (sqlite) => sqlite.exec('UPDATE slices SET rowid = rowid + 120000 WHERE rowid > 150'));
    const leaves = leavesOf(folder, 'slices');
    for (const n of [10, 11, 25]) overwrite(path, ((leaves[n] ?? 0) - 1) * PAGE, Buffer.alloc(PAGE, 0xa5));
    const before = digest(path);
    writeFileSync(join(folder, 'minutier.db.suspect'), '');

    const { keptAs, database, salvaged, detail } = mustBeCorrupt(open(folder));
    expect(detail).not.toBe('');
    expect(digest(keptAs)).toBe(before);
    // Five or so slices stand on a page.
    expect(salvaged.slices.complete).toBe(false);
    expect(salvaged.slices.kept).toBeGreaterThan(175);
    expect(salvaged.slices.kept).toBeLessThan(200);
    expect(heads(database)).toHaveLength(salvaged.slices.kept);
    expect([...database.slices.all()]).toHaveLength(salvaged.slices.kept);
    expect(salvaged.contracts).toEqual({ kept: 1, refused: 0, complete: true });
    expect(database.contracts.list().map(({ title }) => title)).toEqual(['Site redesign']);
    expect(database.idles.all()).toHaveLength(1);
    expect(database.settings.read().theme).toBe('dark');
    // Each slot of the 200 is either there or on one of the pages that were lost: the two ends are.
    const slots = new Set(heads(database).map(({ slot }) => slot));
    expect(slots.has(SLOT)).toBe(true);
    expect(slots.has(SLOT + 199 * 600)).toBe(true);
  });

  test('[ST9] with its first page lost, everything else is salvaged', () => {
    const { folder, contract, sums } = filled(50);
    overwrite(join(folder, DATABASE_FILE), 0, Buffer.alloc(PAGE, 0));
    const { database, salvaged } = mustBeCorrupt(open(folder));
    expect(salvaged.slices).toEqual({ kept: 50, refused: 0, complete: true });
    expect(database.recorder.trackedMs(contract, 0, MONDAY * 2)).toBe(sums);
    expect(database.contracts.get(contract)?.limits).toEqual([{ from: MONDAY, limitSeconds: 144_000 }]);
  });

  test('[ST9] cut short, what is before the cut is salvaged', () => {
    const { folder } = filled(200);
    const path = join(folder, DATABASE_FILE);
    const leaves = leavesOf(folder, 'slices');
    truncateSync(path, ((leaves[15] ?? 0) - 1) * PAGE);
    writeFileSync(join(folder, 'minutier.db.suspect'), '');
    const { database, salvaged } = mustBeCorrupt(open(folder));
    expect(salvaged.slices.kept).toBeGreaterThan(80);
    expect(salvaged.slices.kept).toBeLessThan(130);
    expect(heads(database)).toHaveLength(salvaged.slices.kept);
  });

  test('[ST9] time whose contract is lost is kept under a recovered contract', () => {
    const { folder, contract, sums } = filled(3);
    const [leaf = 0] = leavesOf(folder, 'contracts');
    overwrite(join(folder, DATABASE_FILE), (leaf - 1) * PAGE, Buffer.alloc(PAGE, 0xa5));
    writeFileSync(join(folder, 'minutier.db.suspect'), '');
    const { database, salvaged } = mustBeCorrupt(open(folder));
    expect(salvaged.contracts.kept).toBe(0);
    expect(database.recorder.trackedMs(contract, 0, MONDAY * 2)).toBe(sums);
    expect(database.contracts.get(contract)).toMatchObject({
      title: 'Recovered contract',
      rates: [{ from: MONDAY, rateMinor: 5_000 }],
    });
  });

  test('[ST9] a table that is missing is damage', () => {
    const { folder } = filled(3);
    aside(folder, (sqlite) => sqlite.exec('DROP TABLE notices'));
    const { database, detail } = mustBeCorrupt(open(folder));
    expect(detail).toBe('no table notices');
    expect(heads(database)).toHaveLength(3);
  });

  test('[ST9] its log is read with it and kept beside it', () => {
    const { folder, contract } = filled(3);
    const path = join(folder, DATABASE_FILE);
    const cut = tempFolder();
    const database = openSound(folder);
    database.recorder.save([closed(aSlice(contract, SLOT + 60_000))], []);
    copyFileSync(path, join(cut, DATABASE_FILE));
    copyFileSync(`${path}-wal`, join(cut, `${DATABASE_FILE}-wal`));
    const log = digest(`${path}-wal`);
    overwrite(join(cut, DATABASE_FILE), 0, Buffer.from('broken'));

    const corrupt = mustBeCorrupt(open(cut));
    expect(heads(corrupt.database)).toHaveLength(4);
    expect(digest(`${corrupt.keptAs}-wal`)).toBe(log);
  });

  test('[ST9] two in the same second are both kept', () => {
    const folder = tempFolder();
    for (const text of ['one', 'two']) {
      writeFileSync(join(folder, DATABASE_FILE), text.repeat(100));
      const opened = mustBeCorrupt(openDatabase({ folder, now: () => MONDAY, onBrokenRow: () => undefined }));
      opened.database.close();
    }
    const kept = readdirSync(folder).filter((name) => name.includes('.damaged-'));
    expect(kept.map((name) => readFileSync(join(folder, name), 'utf8').slice(0, 3)).sort()).toEqual([
      'one',
      'two',
    ]);
  });

  test('[ST10] a salvage cut off at any of its steps is begun again or ended by the next start', () => {
    for (const step of ['unfinished', 'finished', 'set aside', 'log left'] as const) {
      const { folder } = filled(20);
      const path = join(folder, DATABASE_FILE);
      overwrite(path, 0, Buffer.alloc(100, 0));
      if (step === 'unfinished') writeFileSync(`${path}.rescue`, 'half');
      else rescue(path, MIGRATIONS, MONDAY);
      if (step === 'set aside') setAside(path, MONDAY);
      if (step === 'log left') {
        writeFileSync(`${path}-wal`, 'the log of the damaged file');
        renameSync(path, `${path}.damaged-20260105T000000Z`);
      }
      const opened = open(folder);
      if (!('database' in opened)) throw new Error(opened.outcome);
      expect(heads(opened.database), step).toHaveLength(20);
      const names = readdirSync(folder);
      expect(names, step).toContain('minutier.db.damaged-20260105T000000Z');
      expect(
        names.filter((name) => /rescue|reading/.test(name)),
        step,
      ).toEqual([]);
      if (step === 'log left') expect(names).toContain('minutier.db.damaged-20260105T000000Z-wal');
    }
  });

  test('[ST11] damage that only a whole check finds is found after a run that was cut off', () => {
    const { folder } = filled(200);
    const path = join(folder, DATABASE_FILE);
    const cut = tempFolder();
    const database = openSound(folder);
    addContract(database);
    copyFileSync(path, join(cut, DATABASE_FILE));
    copyFileSync(`${path}-wal`, join(cut, `${DATABASE_FILE}-wal`));
    const leaf = leavesOf(folder, 'slices')[5] ?? 0;
    overwrite(join(cut, DATABASE_FILE), (leaf - 1) * PAGE, Buffer.alloc(PAGE, 0xa5));
    expect(heads(mustBeCorrupt(open(cut)).database).length).toBeGreaterThan(190);
  });

  test('[ST11] damage that a write meets is found by the next start, even after a clean end', () => {
    const { folder, contract } = filled(200);
    const last = leavesOf(folder, 'idles')[0] ?? 0;
    const database = openDatabase({ folder, now: () => MONDAY, onBrokenRow: () => undefined });
    if (database.outcome !== 'opened') throw new Error(database.outcome);
    overwrite(join(folder, DATABASE_FILE), (last - 1) * PAGE, Buffer.alloc(PAGE, 0xa5));
    const saved = database.database.recorder.save([], [anIdle(contract, MONDAY + 1)]);
    expect(saved).toMatchObject({ outcome: 'failed', reason: 'io' });
    database.database.close();
    const { database: next } = mustBeCorrupt(open(folder));
    expect(heads(next)).toHaveLength(200);
    next.close();
    expect(existsSync(join(folder, 'minutier.db.suspect'))).toBe(false);
    expect(open(folder)).toMatchObject({ outcome: 'opened' });
  });
});

describe('a folder that cannot be written', () => {
  test('[ST13] a file in the place of the folder is told', () => {
    const folder = join(tempFolder(), 'file');
    writeFileSync(folder, '');
    expect(open(folder)).toMatchObject({ outcome: 'unwritable', reason: 'io' });
  });

  test.runIf(canMount)('[ST13] a read-only folder is told, with a database in it or without', () => {
    const folder = tempFolder();
    const mount = mountSmall(folder, '4m');
    mount.remount('ro');
    expect(open(folder)).toMatchObject({ outcome: 'unwritable', reason: 'readonly' });
    expect(open(join(folder, 'new', 'profile'))).toMatchObject({ outcome: 'unwritable', reason: 'readonly' });
    mount.remount('rw');
    const opened = openDatabase({ folder, now: () => MONDAY, onBrokenRow: () => undefined });
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    opened.database.close();
    mount.remount('ro');
    expect(open(folder)).toMatchObject({ outcome: 'unwritable', reason: 'readonly' });
    mount.remount('rw');
    expect(open(folder)).toMatchObject({ outcome: 'opened', isNew: false });
  });

  test.runIf(canMount)(
    '[ST13] a full disk is told, and a damaged file is left where it is until there is space',
    () => {
      const folder = tempFolder();
      mountSmall(folder, '256k');
      writeFileSync(join(folder, 'ballast'), Buffer.alloc(200 * 1024));
      expect(open(folder)).toMatchObject({ outcome: 'unwritable', reason: 'full' });

      const path = join(folder, DATABASE_FILE);
      writeFileSync(path, 'x'.repeat(5_000));
      expect(open(folder)).toMatchObject({ outcome: 'unwritable', reason: 'full' });
      expect(readFileSync(path, 'utf8')).toBe('x'.repeat(5_000));
      expect(readdirSync(folder).sort()).toEqual(['ballast', DATABASE_FILE]);
      execFileSync('mount', ['-o', 'remount,size=4m', folder]);
      expect(open(folder)).toMatchObject({ outcome: 'corrupt' });
    },
  );
});

test('[ST6] rows that cannot be read are told to whoever opened', () => {
  const { folder } = filled(3);
  const broken: BrokenRow[] = [];
  aside(folder, (sqlite) => sqlite.exec(`UPDATE slices SET spans = 'x' WHERE slot = ${SLOT}`));
  const database = openSound(folder, broken);
  expect([...database.slices.all()]).toHaveLength(2);
  expect(broken).toMatchObject([{ table: 'slices' }]);
});
