/** A real database for one test. */
import Sqlite from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { ContractId } from '../../domain/ids';
import type { BrokenRow } from '../../electron/main/db/codec';
import { DATABASE_FILE, type Database, type OpenOutcome, openDatabase } from '../../electron/main/db/open';
import { MONDAY, newContract, newContractId } from './store-fixtures';
import { tempFolder } from './temp-folder';

/** Opens; whatever database comes out of it is closed when the test ends. */
export function open(folder: string, broken: BrokenRow[] = []): OpenOutcome {
  const opened = openDatabase({ folder, now: () => MONDAY, onBrokenRow: (row) => broken.push(row) });
  if ('database' in opened) onTestFinished(() => opened.database.close());
  return opened;
}

/** Opens what must open without a word. */
export function openSound(folder = tempFolder(), broken: BrokenRow[] = []): Database {
  const opened = open(folder, broken);
  if (opened.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(opened)}`);
  return opened.database;
}

export function addContract(database: Database): ContractId {
  const id = newContractId();
  const saved = database.contracts.create(id, newContract(), MONDAY);
  if (saved.outcome !== 'saved') throw new Error(saved.detail);
  return id;
}

/** A look at (or a wrong write to) the file beside the app; closed at once. */
export function aside<T>(folder: string, look: (sqlite: Sqlite.Database) => T): T {
  const sqlite = new Sqlite(`${folder}/${DATABASE_FILE}`);
  try {
    return look(sqlite);
  } finally {
    sqlite.close();
  }
}
