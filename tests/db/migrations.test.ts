/** Migrations: what the tables are, and how an existing file comes to a newer schema. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS, type Migration } from '../../electron/main/db/migrations';
import { DATABASE_FILE, openDatabase } from '../../electron/main/db/open';
import { addContract, aside, openSound } from '../support/database';
import { aSlice, closed, MONDAY, SLOT } from '../support/store-fixtures';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

const ADD_TAG: Migration = {
  number: MIGRATIONS.length + 1,
  name: 'add-tag',
  sql: "ALTER TABLE slices ADD COLUMN tag TEXT NOT NULL DEFAULT 'none';",
};

const openWith = (folder: string, migrations: readonly Migration[]) =>
  openDatabase({ folder, now: () => MONDAY, onBrokenRow: () => undefined, migrations });

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

test('[ST1] the tables and columns are those of docs/SPEC.md, all of them STRICT', () => {
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
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all()
      .map(({ name, sql }) => {
        expect(sql.endsWith('STRICT'), name).toBe(true);
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
  const opened = openWith(folder, [...MIGRATIONS, ADD_TAG]);
  const backup = join(folder, `${DATABASE_FILE}.before-v${ADD_TAG.number}`);
  expect(opened).toMatchObject({ outcome: 'opened', isNew: false, backup });
  if (opened.outcome !== 'opened') return;
  expect([...opened.database.slices.all()]).toHaveLength(1);
  opened.database.close();
  expect(aside(folder, (sqlite) => sqlite.prepare('SELECT tag FROM slices').get())).toEqual({ tag: 'none' });

  const before = new Sqlite(backup, { readonly: true });
  expect(before.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  expect(before.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(before.prepare('SELECT COUNT(*) AS n FROM slices').get()).toEqual({ n: 1 });
  before.close();
});

test('[ST7] a migration that fails leaves the file as it was, and can be tried again', () => {
  const folder = filled();
  const broken = { ...ADD_TAG, sql: `${ADD_TAG.sql} INSERT INTO no_such_table VALUES (1);` };
  expect(() => openWith(folder, [...MIGRATIONS, broken])).toThrow('no_such_table');
  aside(folder, (sqlite) => {
    expect(sqlite.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(() => sqlite.prepare('SELECT tag FROM slices')).toThrow('no such column');
  });
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  expect(openWith(folder, [...MIGRATIONS, ADD_TAG])).toMatchObject({ outcome: 'opened' });
});

test('[ST7] a migration that would leave dangling references is refused', () => {
  const folder = filled();
  const broken = { ...ADD_TAG, sql: 'DELETE FROM contracts;' };
  expect(() => openWith(folder, [...MIGRATIONS, broken])).toThrow('dangling references');
  expect([...openSound(folder).slices.all()]).toHaveLength(1);
});

test('[ST7] nothing is copied where nothing is migrated', () => {
  const folder = filled();
  openSound(folder);
  expect(existsSync(join(folder, `${DATABASE_FILE}.before-v${MIGRATIONS.length}`))).toBe(false);
});

test.runIf(canMount)('[ST7] without space for the copy nothing is migrated, and it is told', () => {
  const folder = tempFolder();
  mountSmall(folder, '600k');
  const opened = openWith(folder, MIGRATIONS);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  opened.database.close();
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(400 * 1024));
  const migrations = [...MIGRATIONS, ADD_TAG];
  expect(openWith(folder, migrations)).toMatchObject({ outcome: 'unwritable', reason: 'full' });
  expect(readdirSync(folder).sort()).toEqual(['ballast', DATABASE_FILE]);
  rmSync(join(folder, 'ballast'));
  expect(openWith(folder, migrations)).toMatchObject({ outcome: 'opened', isNew: false });
});
