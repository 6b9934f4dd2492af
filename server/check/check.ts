/**
 * Looks through a whole data folder, of a server that runs or not, and changes nothing: the database's own soundness, the
 * keys, every log as a verifier would, every answer that was given, what the diary reads, every picture. SPEC: SV14.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import type { VerifierCrypto } from '../../domain/crypto';
import { DATA_KEY_FILE, dataKey, KEY_FILE, serverKey } from '../keys';
import { lookIntoServerDatabase } from '../store/database';
import { SqliteLogStore } from '../store/sqlite-log-store';
import { checkLog } from './check-log';
import { checkPictures } from './check-pictures';
import { Findings, type Found } from './found';

export interface Checked {
  findings: Found[];
  contracts: number;
  pictures: number;
}

/** Never rejects for what is in the folder; where the database cannot be opened that is the finding. */
export async function checkFolder(
  folder: string,
  crypto: VerifierCrypto,
  say: (found: Found) => void = () => {},
): Promise<Checked> {
  const findings = new Findings(say);
  const counts = { contracts: 0, pictures: 0 };
  const guarded = async (where: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      // Zod and SQLite say what they met; a sentence of it is enough.
      findings.add(where, `it cannot be read: ${firstLine(error)}`);
    }
  };
  const keys = keysOf(folder, crypto, findings);
  await guarded('database', async () => {
    const sqlite = lookIntoServerDatabase(folder);
    try {
      checkSoundness(sqlite, findings);
      // One instant of it, whatever a server writes meanwhile.
      sqlite.exec('BEGIN');
      if (keys.server !== null) {
        const parts = { sqlite, key: keys.server, crypto, findings };
        await guarded('database, contracts', async () => {
          for (const stored of await new SqliteLogStore(sqlite).contracts()) {
            counts.contracts++;
            await guarded(`contract ${stored.id}`, () => checkLog(stored, parts));
          }
        });
      }
      const { data } = keys;
      if (data !== null)
        await guarded('pictures', async () => {
          const parts = { folder, sqlite, dataKey: data, findings };
          counts.pictures = await checkPictures(parts, (contract, sha256) =>
            isThere(folder, contract, sha256),
          );
        });
    } finally {
      sqlite.close();
    }
  });
  return { findings: findings.end(), ...counts };
}

function keysOf(folder: string, crypto: VerifierCrypto, findings: Findings) {
  // Asked first: to open a key that is not there would make one.
  const read = <T>(name: string, open: () => T): T | null => {
    try {
      if (existsSync(join(folder, name))) return open();
      findings.add(`file ${name}`, 'it is not there');
    } catch {
      findings.add(`file ${name}`, 'it is not a key');
    }
    return null;
  };
  return {
    server: read(KEY_FILE, () => serverKey(folder, crypto.sha256)),
    data: read(DATA_KEY_FILE, () => dataKey(folder)),
  };
}

function checkSoundness(sqlite: Sqlite.Database, findings: Findings): void {
  const answers = z.array(z.string()).parse(sqlite.prepare('PRAGMA integrity_check').pluck().all());
  for (const answer of answers) if (answer !== 'ok') findings.add('database', answer, 'database');
  const dangling = sqlite.prepare('PRAGMA foreign_key_check').all();
  if (dangling.length > 0) findings.add('database', `${dangling.length} rows name others that are not there`);
}

function isThere(folder: string, contract: string, sha256: string): boolean {
  const sqlite = lookIntoServerDatabase(folder);
  try {
    const row = sqlite
      .prepare('SELECT 1 FROM pictures WHERE contract_id = ? AND sha256 = ?')
      .get(contract, sha256);
    return row !== undefined;
  } finally {
    sqlite.close();
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  return text.split('\n')[0] ?? '';
}
