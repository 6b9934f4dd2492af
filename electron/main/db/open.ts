/**
 * Opens `DIR/minutier.db` and says how it went. Promises: a file from a newer version is not touched; a damaged one
 * is set aside, never deleted, after what it still tells was copied into a new one; and where nothing can be written,
 * that is an answer, not an exception. A start after a clean end reads a few pages; after an unclean one the whole
 * file is checked.
 */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { assertNever } from '../../../domain/assert';
import type { WallMs } from '../../../domain/clock';
import type { RecorderStore, StorageFault } from '../ports';
import { BlobsTable } from './blobs';
import type { BrokenRow } from './codec';
import { type Base, connect } from './connection';
import { ContractErasure } from './contract-erasure';
import { ContractsTable } from './contracts';
import { DayKeysTable } from './day-keys-table';
import { EvidenceFiguresTable } from './evidence-figures';
import { faultOf, isCorruption, SUSPECT_FILE } from './faults';
import { FiguresTable } from './figures';
import { keepFirstPage } from './first-page';
import { readHeader } from './header';
import { IdlesTable } from './idles';
import { ImportsTable } from './imports';
import { LogTail } from './log-tail';
import { LogsTable } from './logs-table';
import { migrate, versionOf } from './migrate';
import { MIGRATIONS, type Migration } from './migrations';
import { NoticesTable } from './notices';
import { PictureEditsTable } from './picture-edits-table';
import { PicturesTable } from './pictures-table';
import { SqliteRecorderStore } from './recorder-store';
import { RetentionTable } from './retention-table';
import { finishRescue, newestDamaged, rescue, type Salvaged, setAside, TABLES } from './salvage';
import { SealDueTable } from './seal-due';
import { SearchTable } from './search';
import { SettingsTable } from './settings';
import { SlicesTable } from './slices';
import { SyncTable } from './sync-table';
import { TrashTable } from './trash';

export const DATABASE_FILE = 'minutier.db';

export interface Database {
  readonly folder: string;
  readonly contracts: ContractsTable;
  readonly slices: SlicesTable;
  readonly figures: FiguresTable;
  readonly search: SearchTable;
  readonly idles: IdlesTable;
  readonly pictures: PicturesTable;
  readonly pictureEdits: PictureEditsTable;
  readonly dayKeys: DayKeysTable;
  readonly retention: RetentionTable;
  readonly erasure: ContractErasure;
  /** Removes the copies made before migrations, which still have what was erased; gives their names. */
  removeCopies(): string[];
  readonly blobs: BlobsTable;
  readonly settings: SettingsTable;
  readonly notices: NoticesTable;
  readonly trash: TrashTable;
  readonly imports: ImportsTable;
  readonly recorder: RecorderStore;
  readonly logs: LogsTable;
  readonly logTail: LogTail;
  readonly sync: SyncTable;
  readonly sealDue: SealDueTable;
  readonly evidence: EvidenceFiguresTable;
  /** Runs the work as one transaction, or as a part of the one around it. Throws what SQLite and the work throw. */
  transaction<T>(work: () => T): T;
  /** From now on called inside each transaction that destroys something, at its end. What it throws undoes that. */
  whenDestroyed(follow: () => void): void;
  /** The damaged file last set aside in this folder, null if there never was one. */
  readonly damaged: string | null;
  /** Bytes of the file, without its log. */
  bytes(): number;
  /** Folds the log into the file; nothing may be used afterwards. Without it (kill, power cut) nothing is lost either. */
  close(): void;
}

export type OpenOutcome =
  /** `backup`: the copy made before an existing file was migrated, else null. */
  | { outcome: 'opened'; database: Database; isNew: boolean; backup: string | null }
  /** It was damaged: the old file is at `keptAs`, what could be read is in the new one. */
  | { outcome: 'corrupt'; database: Database; keptAs: string; detail: string; salvaged: Salvaged }
  /** Written by a newer app: refused and untouched. */
  | { outcome: 'newer'; path: string; version: number; known: number }
  | ({ outcome: 'unwritable'; path: string } & StorageFault);

export interface OpenOptions {
  /** The profile folder; made if it is not there. */
  folder: string;
  now: () => WallMs;
  /** Told of each row that cannot be read, as often as it is met. */
  onBrokenRow: (broken: BrokenRow) => void;
  /** For tests of migrations; the app takes the default. */
  migrations?: readonly Migration[];
}

export function openDatabase(options: OpenOptions): OpenOutcome {
  const path = join(options.folder, DATABASE_FILE);
  try {
    return openOrRescue(path, options);
  } catch (error) {
    const fault = faultOf(error, options.folder);
    if (fault === null) throw error;
    return { outcome: 'unwritable', path, ...fault };
  }
}

function openOrRescue(path: string, options: OpenOptions): OpenOutcome {
  const { folder, migrations = MIGRATIONS } = options;
  const known = migrations.at(-1)?.number ?? 0;
  mkdirSync(folder, { recursive: true });
  finishRescue(path);

  const header = readHeader(path);
  if (header.kind === 'ours' && header.version > known) {
    return { outcome: 'newer', path, version: header.version, known };
  }
  if (header.kind === 'strange') return salvage(path, header.detail, options, migrations);
  const opened = openSound(path, options, migrations);
  switch (opened.outcome) {
    case 'opened':
      return opened;
    case 'newer':
      return { outcome: 'newer', path, version: opened.version, known };
    case 'damaged':
      return salvage(path, opened.detail, options, migrations);
    default:
      return assertNever(opened);
  }
}

function salvage(
  path: string,
  detail: string,
  options: OpenOptions,
  migrations: readonly Migration[],
): OpenOutcome {
  const salvaged = rescue(path, migrations, options.now());
  // A crash here leaves the damaged file in its place: the next start begins again.
  const keptAs = setAside(path, options.now());
  // A crash here leaves no database but a finished rescue, which the next start takes.
  finishRescue(path);
  rmSync(join(options.folder, SUSPECT_FILE), { force: true });
  return { outcome: 'corrupt', database: assemble(connect(path), options), keptAs, detail, salvaged };
}

type Sound =
  | { outcome: 'opened'; database: Database; isNew: boolean; backup: string | null }
  | { outcome: 'newer'; version: number }
  | { outcome: 'damaged'; detail: string };

/** Throws for everything that is not about the soundness of the file. */
function openSound(path: string, options: OpenOptions, migrations: readonly Migration[]): Sound {
  // A clean end removes the log; one that is still there means that the last run was cut off.
  const cutOff = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  const suspected = existsSync(join(options.folder, SUSPECT_FILE));
  // Readable by its owner alone; SQLite gives the log the same mode.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  let sqlite: Sqlite.Database | null = null;
  const leave = <T>(answer: T): T => {
    sqlite?.close();
    return answer;
  };
  try {
    sqlite = connect(path);
    // Asked again: the number in the file may be older than the one in its log.
    const version = versionOf(sqlite);
    if (version > (migrations.at(-1)?.number ?? 0)) return leave({ outcome: 'newer', version });
    const problem = cutOff || suspected ? wholeCheck(sqlite) : null;
    if (problem !== null) return leave({ outcome: 'damaged', detail: problem });
    if (version === 0 && hasTables(sqlite)) {
      return leave({ outcome: 'damaged', detail: 'tables of an unknown origin' });
    }
    const { backup } = migrate(sqlite, path, migrations);
    const missing = missingTable(sqlite);
    if (missing !== null) return leave({ outcome: 'damaged', detail: `no table ${missing}` });
    checkCheaply(sqlite);
    rememberFirstPage(sqlite, backup !== null || version === 0);
    rmSync(join(options.folder, SUSPECT_FILE), { force: true });
    return { outcome: 'opened', database: assemble(sqlite, options), isNew: version === 0, backup };
  } catch (error) {
    if (isCorruption(error)) return leave({ outcome: 'damaged', detail: String(error) });
    sqlite?.close();
    throw error;
  }
}

function hasTables(sqlite: Sqlite.Database): boolean {
  return sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

function missingTable(sqlite: Sqlite.Database): string | null {
  const exists = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  // Without its index no slice could be written; a salvage makes it again as it copies them.
  return [...TABLES, 'search', 'search_keys'].find((table) => exists.get(table) === undefined) ?? null;
}

function wholeCheck(sqlite: Sqlite.Database): string | null {
  const answer = z.string().parse(sqlite.pragma('quick_check(1)', { simple: true }));
  return answer === 'ok' ? null : answer;
}

/** The newest row of the largest table, and whether the file can be written at all: a few pages. Throws. */
function checkCheaply(sqlite: Sqlite.Database): void {
  sqlite.prepare('SELECT * FROM slices ORDER BY slot DESC LIMIT 1').get();
  sqlite.transaction(() => undefined).immediate();
}

/** For a later salvage. Where the disk refuses, the app goes on without: the next start tries again. */
function rememberFirstPage(sqlite: Sqlite.Database, migrated: boolean): void {
  if (migrated) sqlite.pragma('wal_checkpoint(TRUNCATE)');
  try {
    keepFirstPage(sqlite.name);
  } catch (error) {
    if (faultOf(error, dirname(sqlite.name)) === null) throw error;
  }
}

function removeCopies(folder: string): string[] {
  const copies = readdirSync(folder).filter((name) => /^minutier\.db\.before-v\d+$/.test(name));
  for (const name of copies) rmSync(join(folder, name), { force: true });
  return copies;
}

function assemble(sqlite: Sqlite.Database, { folder, now, onBrokenRow }: OpenOptions): Database {
  let follow: () => void = () => undefined;
  const base: Base = { sqlite, folder, now, onBrokenRow, destroyed: () => follow() };
  const contracts = new ContractsTable(base);
  const slices = new SlicesTable(base);
  const idles = new IdlesTable(base);
  const blobs = new BlobsTable(base);
  const pictureEdits = new PictureEditsTable(base, blobs);
  return {
    folder,
    contracts,
    slices,
    figures: new FiguresTable(base),
    search: new SearchTable(base),
    idles,
    blobs,
    pictures: new PicturesTable(base, blobs),
    pictureEdits,
    dayKeys: new DayKeysTable(base),
    retention: new RetentionTable(base, pictureEdits),
    erasure: new ContractErasure(base, pictureEdits),
    settings: new SettingsTable(base),
    notices: new NoticesTable(base),
    trash: new TrashTable(base, pictureEdits),
    imports: new ImportsTable(base, slices),
    recorder: new SqliteRecorderStore(base, slices, idles, contracts),
    logs: new LogsTable(base),
    logTail: new LogTail(base),
    sync: new SyncTable(base),
    sealDue: new SealDueTable(base),
    evidence: new EvidenceFiguresTable(base),
    transaction: (work) => sqlite.transaction(work)(),
    whenDestroyed: (next) => {
      follow = next;
    },
    damaged: newestDamaged(sqlite.name),
    removeCopies: () => removeCopies(folder),
    bytes: () => statSync(sqlite.name).size,
    close: () => {
      sqlite.close();
    },
  };
}
