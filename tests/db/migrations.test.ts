/** Migrations: what the tables are, and how an existing file comes to a newer schema. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { connect } from '../../electron/main/db/connection';
import { migrate } from '../../electron/main/db/migrate';
import { MIGRATIONS, type Migration } from '../../electron/main/db/migrations';
import { DATABASE_FILE, openDatabase } from '../../electron/main/db/open';
import { addContract, aside, openSound } from '../support/database';
import { aSlice, closed, MONDAY, newContractId, SLOT } from '../support/store-fixtures';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

const ADD_MOOD: Migration = {
  number: MIGRATIONS.length + 1,
  name: 'add-mood',
  sql: "ALTER TABLE slices ADD COLUMN mood TEXT NOT NULL DEFAULT 'none';",
};

const openWith = (folder: string, migrations: readonly Migration[]) =>
  openDatabase({ folder, now: () => MONDAY, onBrokenRow: () => undefined, migrations });

/** A file as the first version left it, written in its own words. */
function makeVersion1(folder: string, contract: string, slices: number): void {
  const path = join(folder, DATABASE_FILE);
  const sqlite = connect(path);
  migrate(sqlite, path, MIGRATIONS.slice(0, 1));
  sqlite
    .prepare(
      `INSERT INTO contracts (id, title, client, currency, billing, pictures, manual_allowed, idle_minutes, over_limit, colour, created_at)
       VALUES (?, 'Site', 'Acme', 'EUR', 'exact', 'every', 0, 10, 'stop', 'teal', ?)`,
    )
    .run(contract, MONDAY);
  sqlite.prepare('INSERT INTO contract_rates VALUES (?, ?, 5000, ?)').run(contract, MONDAY, MONDAY);
  sqlite.prepare('INSERT INTO contract_limits VALUES (?, ?, NULL, ?)').run(contract, MONDAY, MONDAY);
  const insert = sqlite.prepare(
    `INSERT INTO slices VALUES (?, ?, ?, 'closed', 'slot-end', 0, 'Header', 10000, 0, 0, ?, ?, ?, ?, ?, '[]', '[]', '[]',
       '{"input":[],"window":[],"idle":[]}')`,
  );
  const minutes = JSON.stringify(Array.from({ length: 10 }, () => [0, 0, 0, 0, 0]));
  for (let n = 0; n < slices; n++) {
    const slot = SLOT + n * 600;
    const [start, end] = [slot * 1000, slot * 1000 + 10_000];
    insert.run(
      randomUUID(),
      contract,
      slot,
      start,
      end,
      end,
      JSON.stringify([[start, end, 'work']]),
      minutes,
    );
  }
  sqlite.close();
}

/** A folder whose database holds one slice, ended cleanly. */
function filled(): string {
  const folder = tempFolder();
  const opened = openWith(folder, MIGRATIONS);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  opened.database.recorder.save([closed(aSlice(addContract(opened.database), SLOT))], []);
  opened.database.close();
  return folder;
}

test('[ST7] migrations are numbered 1, 2, 3 … and each has its own name', () => {
  expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, n) => n + 1));
  expect(new Set(MIGRATIONS.map(({ name }) => name)).size).toBe(MIGRATIONS.length);
});

test('[ST1] the tables and columns are those of docs/SPEC.md, all STRICT but the index of the search', () => {
  const spec = readFileSync(join(import.meta.dirname, '../../docs/SPEC.md'), 'utf8');
  const described = new Map(
    [...spec.matchAll(/^### `(\w+)`\n([\s\S]*?)(?=^#)/gm)].map(([, table = '', text = '']) => [
      table,
      [...text.matchAll(/^\| `(\w+)` \| /gm)].map(([, column]) => column),
    ]),
  );
  const database = openSound();
  const actual = aside(database.folder, (sqlite) =>
    sqlite
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search\\_%' ESCAPE '\\'",
      )
      .all()
      .map(({ name, sql }) => {
        // A full-text index is a virtual table: it has no types of its own.
        expect(sql.endsWith('STRICT'), name).toBe(name !== 'search');
        const columns = sqlite
          .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
          .all(name);
        return [name, columns.map((column) => column.name)] as const;
      }),
  );
  expect(new Map(actual)).toEqual(described);
});

test('[ST7] an existing file is copied, then migrated, and keeps its rows', () => {
  const folder = filled();
  const opened = openWith(folder, [...MIGRATIONS, ADD_MOOD]);
  const backup = join(folder, `${DATABASE_FILE}.before-v${ADD_MOOD.number}`);
  expect(opened).toMatchObject({ outcome: 'opened', isNew: false, backup });
  if (opened.outcome !== 'opened') return;
  expect([...opened.database.slices.all()]).toHaveLength(1);
  opened.database.close();
  expect(aside(folder, (sqlite) => sqlite.prepare('SELECT mood FROM slices').get())).toEqual({
    mood: 'none',
  });

  const before = new Sqlite(backup, { readonly: true });
  expect(before.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  expect(before.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(before.prepare('SELECT COUNT(*) AS n FROM slices').get()).toEqual({ n: 1 });
  before.close();
});

test('[ST7] a migration that fails leaves the file as it was, and can be tried again', () => {
  const folder = filled();
  const broken = { ...ADD_MOOD, sql: `${ADD_MOOD.sql} INSERT INTO no_such_table VALUES (1);` };
  expect(() => openWith(folder, [...MIGRATIONS, broken])).toThrow('no_such_table');
  aside(folder, (sqlite) => {
    expect(sqlite.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(() => sqlite.prepare('SELECT mood FROM slices')).toThrow('no such column');
  });
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  expect(openWith(folder, [...MIGRATIONS, ADD_MOOD])).toMatchObject({ outcome: 'opened' });
});

test('[ST7] a migration that would leave dangling references is refused', () => {
  const folder = filled();
  const broken = { ...ADD_MOOD, sql: 'DELETE FROM contracts;' };
  expect(() => openWith(folder, [...MIGRATIONS, broken])).toThrow('dangling references');
  expect([...openSound(folder).slices.all()]).toHaveLength(1);
});

test('[ST7] what the week adds stands beside what an older version had written', () => {
  const folder = tempFolder();
  const contract = newContractId();
  makeVersion1(folder, contract, 1);
  const database = openSound(folder, []);
  expect(database.contracts.get(contract)).toMatchObject({
    kind: 'hourly',
    tags: [],
    tagRequired: false,
    privacy: { excluded: [], perSlice: 1, retentionDays: null },
    fees: [],
    attestations: [],
    pauses: [],
  });
  expect([...database.slices.all()]).toMatchObject([
    { kind: 'tracked', tag: '', reason: '', editedAt: null, movedFrom: null, excludedMs: 0, importId: null },
  ]);
});

test('[ST9] with its first page lost, a file that has come through migrations is salvaged whole', () => {
  const folder = tempFolder();
  const contract = newContractId();
  makeVersion1(folder, contract, 300);
  const grown = openWith(folder, MIGRATIONS);
  if (grown.outcome !== 'opened') throw new Error(grown.outcome);
  grown.database.contracts.attest(contract, 'identity', 'Ada', MONDAY);
  grown.database.close();
  const path = join(folder, DATABASE_FILE);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0, 0, 4096));
  const opened = openWith(folder, MIGRATIONS);
  if (opened.outcome !== 'corrupt') throw new Error(opened.outcome);
  expect(opened.salvaged.slices).toEqual({ kept: 300, refused: 0, complete: true });
  expect(opened.salvaged.attestations).toEqual({ kept: 1, refused: 0, complete: true });
  expect([...opened.database.slices.all()]).toHaveLength(300);
  expect(opened.database.contracts.get(contract)?.attestations).toMatchObject([{ statedBy: 'Ada' }]);
  opened.database.close();
});

test('[ST7] nothing is copied where nothing is migrated', () => {
  const folder = filled();
  openSound(folder);
  expect(existsSync(join(folder, `${DATABASE_FILE}.before-v${MIGRATIONS.length}`))).toBe(false);
});

test.runIf(canMount)('[ST7] without space for the copy nothing is migrated, and it is told', () => {
  const folder = tempFolder();
  mountSmall(folder, '1200k');
  const opened = openWith(folder, MIGRATIONS);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  opened.database.close();
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(800 * 1024));
  const migrations = [...MIGRATIONS, ADD_MOOD];
  expect(openWith(folder, migrations)).toMatchObject({ outcome: 'unwritable', reason: 'full' });
  expect(readdirSync(folder).sort()).toEqual(['ballast', DATABASE_FILE, `${DATABASE_FILE}.schema`]);
  rmSync(join(folder, 'ballast'));
  expect(openWith(folder, migrations)).toMatchObject({ outcome: 'opened', isNew: false });
});
