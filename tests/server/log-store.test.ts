/** The log store's contract on memory and on SQLite; and the database file itself. */
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openServerDatabase, SERVER_DATABASE, type ServerDatabase } from '../../server/store/database';
import { SCHEMA } from '../../server/store/schema';
import { SqliteLogStore } from '../../server/store/sqlite-log-store';
import { serverLogStoreContract } from '../contracts/server-log-store';
import { MemoryLogStore } from '../support/memory-log-store';
import { ACCOUNT } from '../support/server-logs';
import { tempFolder } from '../support/temp-folder';

serverLogStoreContract('memory', () => {
  const store = new MemoryLogStore();
  return { store, restarted: () => store };
});

serverLogStoreContract('SQLite', () => {
  const folder = tempFolder();
  const open = () => {
    const database = opened(folder);
    database.sqlite
      .prepare(
        `INSERT OR IGNORE INTO accounts (id, name, email, language, created_at) VALUES (?, 'A', 'a@b', 'en', 0)`,
      )
      .run(ACCOUNT);
    return new SqliteLogStore(database.sqlite);
  };
  // Opened beside the first, which never ended.
  return { store: open(), restarted: open };
});

function opened(folder: string): ServerDatabase {
  const outcome = openServerDatabase(folder);
  if (outcome.outcome !== 'opened') throw new Error(JSON.stringify(outcome));
  onTestFinished(() => outcome.database.close());
  return outcome.database;
}

describe('the database file', () => {
  it("[SV18] is its owner's alone, and every connection keeps what it acknowledged", () => {
    const folder = join(tempFolder(), 'new');
    const { sqlite } = opened(folder);
    const pragma = (name: string) => sqlite.pragma(name, { simple: true });
    expect([
      pragma('journal_mode'),
      pragma('synchronous'),
      pragma('secure_delete'),
      pragma('foreign_keys'),
    ]).toEqual(['wal', 2, 1, 1]);
    expect(statSync(join(folder, SERVER_DATABASE)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('[SV18] of a newer server, or of somebody else, or not whole, is not touched', () => {
    const newer = tempFolder();
    opened(newer).sqlite.pragma('user_version = 99');
    expect(openServerDatabase(newer)).toMatchObject({ outcome: 'newer', version: 99 });

    const foreign = tempFolder();
    const sqlite = new Sqlite(join(foreign, SERVER_DATABASE));
    sqlite.exec('CREATE TABLE mine (x)');
    sqlite.close();
    const before = readFileSync(join(foreign, SERVER_DATABASE));
    expect(openServerDatabase(foreign)).toMatchObject({ outcome: 'damaged' });
    expect(readFileSync(join(foreign, SERVER_DATABASE))).toEqual(before);

    const none = tempFolder();
    writeFileSync(
      join(none, SERVER_DATABASE),
      'no database at all, but long enough to be taken for one'.repeat(9),
    );
    expect(openServerDatabase(none)).toMatchObject({ outcome: 'damaged' });
    expect(readFileSync(join(none, SERVER_DATABASE), 'utf8')).toMatch(/^no database/);
  });

  it('[SV18] after an end that was cut off is looked through before anybody is served', () => {
    const source = tempFolder();
    const { sqlite } = opened(source);
    const add = sqlite.prepare('INSERT INTO meta VALUES (?, ?)');
    for (let n = 0; n < 500; n++) add.run(`key ${n}`, 'x'.repeat(100));
    sqlite.pragma('wal_checkpoint(FULL)');
    add.run('last', 'x');
    const cut = tempFolder();
    for (const end of ['', '-wal'])
      copyFileSync(join(source, SERVER_DATABASE + end), join(cut, SERVER_DATABASE + end));
    const again = openServerDatabase(cut);
    expect(again.outcome).toBe('opened');
    if (again.outcome !== 'opened') return;
    expect(again.database.sqlite.prepare('SELECT count(*) FROM meta').pluck().get()).toBe(501);
    again.database.close();
    // A page of the table's tree that is none any more, under a log that was left.
    for (const end of ['', '-wal'])
      copyFileSync(join(source, SERVER_DATABASE + end), join(cut, SERVER_DATABASE + end));
    const bytes = readFileSync(join(cut, SERVER_DATABASE));
    const page = bytes.indexOf('key 100');
    bytes.fill(0xff, page - (page % 4096), page - (page % 4096) + 64);
    writeFileSync(join(cut, SERVER_DATABASE), bytes);
    expect(openServerDatabase(cut)).toMatchObject({ outcome: 'damaged' });
  });

  it('[SV18] is copied before it is migrated; a migration that fails leaves it as it was', () => {
    const folder = tempFolder();
    const first = openServerDatabase(folder);
    if (first.outcome !== 'opened') throw new Error(first.outcome);
    first.database.sqlite.exec(`INSERT INTO meta VALUES ('kept', 'yes')`);
    first.database.close();
    const number = SCHEMA.number + 1;
    const wrong = {
      number,
      name: 'wrong',
      sql: 'CREATE TABLE more (x) STRICT; SELECT nothing FROM nowhere;',
    };
    expect(() => openServerDatabase(folder, [SCHEMA, wrong])).toThrow();
    const again = opened(folder);
    expect(again.sqlite.prepare(`SELECT name FROM sqlite_schema WHERE name = 'more'`).all()).toEqual([]);
    again.close();
    const right = { number, name: 'right', sql: 'CREATE TABLE more (x INTEGER) STRICT;' };
    const migrated = openServerDatabase(folder, [SCHEMA, right]);
    if (migrated.outcome !== 'opened' || migrated.copy === null) throw new Error('not migrated');
    expect(
      migrated.database.sqlite.prepare('SELECT key FROM meta WHERE value = ?').pluck().all('yes'),
    ).toEqual(['kept']);
    migrated.database.close();
    const copy = new Sqlite(migrated.copy, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(SCHEMA.number);
    copy.close();
    expect(existsSync(`${migrated.copy}.tmp`)).toBe(false);
  });
});
