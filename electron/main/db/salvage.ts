/**
 * What to do with a damaged database: read row by row what it still tells into a new file, and keep the old one.
 * Promises: the damaged file and its log are renamed, never written to and never deleted; the new file appears under
 * its name only when it is complete. (Peers: an automatic repair that wiped the data.)
 */
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import { syncFile, syncFolderOf } from '../../../node/durable-file';
import { connect } from './connection';
import { firstPageSource, transplantFirstPage } from './first-page';
import { migrate } from './migrate';
import type { Migration } from './migrations';
import { dropBrokenLogs } from './salvage-logs';

/** The new file while it is made, and until it takes the name. */
const RESCUE_SUFFIX = '.rescue';

/** Between the name and the instant at which a damaged file was set aside. */
const DAMAGED_INFIX = '.damaged-';

/** Parents before children. */
export const TABLES = [
  'contracts',
  'contract_rates',
  'contract_limits',
  'slices',
  'idles',
  'blobs',
  'pictures',
  'settings',
  'notices',
  'attestations',
  'contract_pauses',
  'contract_fees',
  'tombstones',
  'trash',
  'erasures',
  'imports',
  'import_rows',
  'logs',
  'entries',
  'disclosures',
  'sealed_pictures',
  'seal_due',
  'day_keys',
  'sync_contracts',
  'receipts',
  'sync_refused',
  'sync_seen',
] as const;

/** How far a table is probed past the last row that could be read, where its end is not known. */
const PROBE_ROWS = 100_000;

/** Rows by table. `complete` is false where some part of the table could not be read at all. */
export type Salvaged = Record<(typeof TABLES)[number], { kept: number; refused: number; complete: boolean }>;

/**
 * Makes `path.rescue` from what can be read of `path`. Contracts whose row is lost but whose time is not are put back
 * as "Recovered contract". Throws what the disk says; then nothing has changed.
 */
export function rescue(path: string, migrations: readonly Migration[], now: WallMs): Salvaged {
  const target = path + RESCUE_SUFFIX;
  const copy = `${path}.reading`;
  removeDatabase(target);
  removeDatabase(copy);
  try {
    // SQLite would write to the damaged file (its log), so a copy is read.
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    const salvaged = fillNew(target, { path, copy }, migrations, now);
    syncFile(target);
    return salvaged;
  } catch (error) {
    // An unfinished one would only take space, and there may be little.
    removeDatabase(target);
    throw error;
  } finally {
    removeDatabase(copy);
  }
}

function fillNew(
  target: string,
  damaged: { path: string; copy: string },
  migrations: readonly Migration[],
  now: WallMs,
): Salvaged {
  const sqlite = connect(target);
  try {
    migrate(sqlite, target, migrations);
    const source = openDamaged(damaged.copy) ?? openWithNewFirstPage(sqlite, damaged);
    return source === null ? nothingAtAll() : fill(sqlite, source, now);
  } finally {
    sqlite.close();
  }
}

/**
 * Renames the damaged file, its log and its index to `….damaged-<UTC>`; returns the new path. The file goes first:
 * as long as it has its name, it has its log, and the next start can read both again.
 */
export function setAside(path: string, now: WallMs): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let kept = `${path}${DAMAGED_INFIX}${stamp}`;
  for (let n = 2; existsSync(kept); n++) kept = `${path}${DAMAGED_INFIX}${stamp}-${n}`;
  renameSync(path, kept);
  moveLog(path, kept);
  syncFolderOf(path);
  return kept;
}

/**
 * Gives a finished rescue the name, once the damaged file is out of the way. Run at every start: a crash after
 * `setAside` began ends here. A log left by the damaged file is moved first, or SQLite would play it into the new one.
 */
export function finishRescue(path: string): void {
  const rescued = path + RESCUE_SUFFIX;
  if (existsSync(path) || !existsSync(rescued)) return;
  const kept = newestDamaged(path);
  if (kept !== null) moveLog(path, kept);
  renameSync(rescued, path);
  syncFolderOf(path);
}

/** The path of the damaged file set aside last, null if there is none. */
export function newestDamaged(path: string): string | null {
  const names = readdirSync(dirname(path))
    .filter((name) => name.startsWith(basename(path) + DAMAGED_INFIX) && !/-(wal|shm)$/.test(name))
    .sort();
  const newest = names.at(-1);
  return newest === undefined ? null : join(dirname(path), newest);
}

function moveLog(path: string, kept: string): void {
  for (const end of ['-wal', '-shm']) {
    if (existsSync(path + end)) renameSync(path + end, kept + end);
  }
}

function nothingAtAll(): Salvaged {
  const nothing = () => ({ kept: 0, refused: 0, complete: false });
  return {
    contracts: nothing(),
    contract_rates: nothing(),
    contract_limits: nothing(),
    slices: nothing(),
    idles: nothing(),
    blobs: nothing(),
    pictures: nothing(),
    settings: nothing(),
    notices: nothing(),
    attestations: nothing(),
    contract_pauses: nothing(),
    contract_fees: nothing(),
    tombstones: nothing(),
    trash: nothing(),
    erasures: nothing(),
    imports: nothing(),
    import_rows: nothing(),
    logs: nothing(),
    entries: nothing(),
    disclosures: nothing(),
    sealed_pictures: nothing(),
    seal_due: nothing(),
    day_keys: nothing(),
    sync_contracts: nothing(),
    receipts: nothing(),
    sync_refused: nothing(),
    sync_seen: nothing(),
  };
}

function fill(target: Sqlite.Database, source: Sqlite.Database, now: WallMs): Salvaged {
  const salvaged = nothingAtAll();
  try {
    // Children are looked at once all parents are in.
    target.pragma('foreign_keys = OFF');
    target.transaction(() => {
      for (const table of TABLES) salvaged[table] = copyTable(source, target, table);
      putBackContracts(target, now);
      const told = [salvaged.disclosures, salvaged.sealed_pictures];
      salvaged.logs.refused += dropBrokenLogs(
        target,
        told.every(({ complete, refused }) => complete && refused === 0),
      );
      salvaged.logs.kept = countOf(target, 'logs');
      salvaged.pictures.refused += dropDanglingPictures(target);
      salvaged.pictures.kept = countOf(target, 'pictures');
    })();
    return salvaged;
  } finally {
    source.close();
  }
}

/** Null where not even the list of tables can be read. */
function openDamaged(path: string): Sqlite.Database | null {
  let source: Sqlite.Database | null = null;
  try {
    source = new Sqlite(path);
    // Lets SQLite pass over entries of the schema that it cannot read.
    source.unsafeMode(true);
    source.pragma('writable_schema = ON');
    source.prepare('SELECT name FROM sqlite_schema').all();
    return source;
  } catch {
    source?.close();
    return null;
  }
}

function openWithNewFirstPage(
  target: Sqlite.Database,
  { path, copy }: { path: string; copy: string },
): Sqlite.Database | null {
  target.pragma('wal_checkpoint(TRUNCATE)');
  transplantFirstPage(firstPageSource(path, target.name), copy);
  return openDamaged(copy);
}

function copyTable(source: Sqlite.Database, target: Sqlite.Database, table: string) {
  const names = z
    .array(z.object({ name: z.string() }))
    .parse(target.pragma(`table_info(${table})`))
    .map(({ name }) => name);
  const insert = target.prepare(
    `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  let kept = 0;
  let refused = 0;
  const keep = (row: Row) => {
    try {
      kept += insert.run(names.map((name) => row.values[name] ?? null)).changes;
    } catch (error) {
      if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith('SQLITE_CONSTRAINT')) throw error;
      refused++;
    }
  };
  const complete = readRows(source, table, keep);
  return { kept, refused, complete };
}

interface Row {
  rowid: number;
  values: Record<string, unknown>;
}

const RowSchema = z
  .looseObject({ salvage_rowid: z.int() })
  .transform((row): Row => ({ rowid: row.salvage_rowid, values: row }));

/** From the front up to the damage, from the back down to it, then each row between by itself. True if all could be read. */
function readRows(source: Sqlite.Database, table: string, keep: (row: Row) => void): boolean {
  const first = readUntilDamage(source, table, 'ASC', keep);
  if (first === 'all') return true;
  const last = readUntilDamage(source, table, 'DESC', keep);
  const from = first ?? 0;
  const to = last === 'all' || last === null ? from + PROBE_ROWS : last;
  const one = prepareOrNull(source, `SELECT rowid AS salvage_rowid, * FROM ${table} WHERE rowid = ?`);
  if (one === null) return false;
  for (let rowid = from + 1; rowid < to; rowid++) {
    try {
      const row = one.get(rowid);
      if (row !== undefined) keep(RowSchema.parse(row));
    } catch (error) {
      if (!(error instanceof Sqlite.SqliteError)) throw error;
    }
  }
  return false;
}

/** Returns the last rowid that could be read (null: not one), or `all`. */
function readUntilDamage(
  source: Sqlite.Database,
  table: string,
  order: 'ASC' | 'DESC',
  keep: (row: Row) => void,
): number | null | 'all' {
  const rows = prepareOrNull(
    source,
    `SELECT rowid AS salvage_rowid, * FROM ${table} ORDER BY rowid ${order}`,
  );
  if (rows === null) return null;
  let last: number | null = null;
  const cursor = rows.iterate();
  for (;;) {
    let row: Row;
    try {
      const next = cursor.next();
      if (next.done === true) return 'all';
      row = RowSchema.parse(next.value);
    } catch {
      cursor.return?.();
      return last;
    }
    last = row.rowid;
    keep(row);
  }
}

function prepareOrNull(source: Sqlite.Database, sql: string): Sqlite.Statement | null {
  try {
    return source.prepare(sql);
  } catch {
    return null;
  }
}

/** Time whose contract is lost keeps a contract to stand under: no currency (ISO 4217 XXX), rate 0, no limit. */
function putBackContracts(target: Sqlite.Database, now: WallMs): void {
  target
    .prepare(
      `INSERT INTO contracts (id, title, client, currency, billing, pictures, manual_allowed, idle_minutes, over_limit, colour, created_at)
       SELECT contract_id, 'Recovered contract', '?', 'XXX', 'exact', 'none', 0, 10, 'continue', 'teal', MIN(at)
       FROM (SELECT contract_id, slot * 1000 AS at FROM slices UNION ALL SELECT contract_id, start_ms FROM idles
             UNION ALL SELECT contract_id, from_ms FROM contract_rates UNION ALL SELECT contract_id, from_ms FROM contract_limits
             UNION ALL SELECT contract_id, from_ms FROM contract_fees UNION ALL SELECT contract_id, from_ms FROM contract_pauses
             UNION ALL SELECT contract_id, at FROM attestations UNION ALL SELECT contract_id, slot * 1000 FROM tombstones)
       WHERE contract_id NOT IN (SELECT id FROM contracts) GROUP BY contract_id`,
    )
    .run();
  target
    .prepare(
      `INSERT INTO contract_rates SELECT id, created_at, 0, ? FROM contracts
       WHERE id NOT IN (SELECT contract_id FROM contract_rates)`,
    )
    .run(now);
  target
    .prepare(
      `INSERT INTO contract_limits SELECT id, created_at, NULL, ? FROM contracts
       WHERE id NOT IN (SELECT contract_id FROM contract_limits)`,
    )
    .run(now);
}

/** Pictures whose slice or key is lost cannot be shown; they stay in the file set aside. */
function dropDanglingPictures(target: Sqlite.Database): number {
  return target
    .prepare(
      `DELETE FROM pictures WHERE slice_id NOT IN (SELECT id FROM slices)
         OR sha256 NOT IN (SELECT sha256 FROM blobs) OR thumb_sha256 NOT IN (SELECT sha256 FROM blobs)`,
    )
    .run().changes;
}

function countOf(target: Sqlite.Database, table: string): number {
  return z.object({ n: z.int() }).parse(target.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()).n;
}

function removeDatabase(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true });
}
