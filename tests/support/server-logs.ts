/** The real logs on a real SQLite file, without HTTP: for tests of the log itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '../../domain/checkpoint';
import type { ContractId } from '../../domain/ids';
import type { SigningKey } from '../../domain/keys';
import { type AppendResult, type Receipt, ReceiptSchema } from '../../domain/protocol-log';
import { AccountIdSchema } from '../../domain/protocol-shared';
import { readNote } from '../../domain/signed-note';
import { slotEnd } from '../../domain/week';
import { LogBook } from '../../server/log/log-book';
import { openServerDatabase, SERVER_DATABASE, type ServerDatabase } from '../../server/store/database';
import type { LogStore, PictureShelf } from '../../server/store/log-store';
import { SqliteLogStore } from '../../server/store/sqlite-log-store';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import type { BundleLog } from './bundle-log';
import { SLOT, testKey } from './evidence';

export const ACCOUNT = AccountIdSchema.parse('44444444-4444-4444-8444-444444444444');
export const SERVER = testKey('server');
/** Six hours after the test's slot. */
export const NOW = slotEnd(SLOT) + 6 * 3_600_000;

export interface ServerLogs {
  logs: LogBook;
  store: LogStore;
  database: ServerDatabase;
  shelf: Map<string, number>;
  troubles: unknown[];
  /** As after a start of the server; without a clean end where `isCut`. */
  restart(): ServerLogs;
  /** Sends what the device's log has from `from` on; in the bundle log's state of what is told. */
  send(log: BundleLog, from?: number, to?: number, now?: number): Promise<AppendResult[] | null>;
  close(): void;
}

export function serverLogs(folder: string, wrap = (store: LogStore) => store): ServerLogs {
  const opened = openServerDatabase(folder);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const { database } = opened;
  database.sqlite
    .prepare(
      `INSERT OR IGNORE INTO accounts (id, name, email, language, created_at) VALUES (?, 'Ada', 'ada@example.org', 'en', 0)`,
    )
    .run(ACCOUNT);
  const sizes = new Map<string, number>();
  const shelf: PictureShelf = { size: async (_, sha256) => sizes.get(sha256) ?? null };
  const store = wrap(new SqliteLogStore(database.sqlite));
  const troubles: unknown[] = [];
  const crypto = nodeCrypto();
  const logs = new LogBook({ store, shelf, key: SERVER, crypto, trouble: (error) => troubles.push(error) });
  const send = async (log: BundleLog, from = 0, to = log.lines.length, now = NOW) => {
    for (const [hash, bytes] of log.pictures) sizes.set(hash, bytes.length);
    return logs.append(log.contract, { account: ACCOUNT, kid: log.opener.kid }, sentOf(log, from, to), now);
  };
  return {
    logs,
    store,
    database,
    shelf: sizes,
    troubles,
    restart() {
      database.close();
      const again = serverLogs(folder, wrap);
      for (const [hash, bytes] of sizes) again.shelf.set(hash, bytes);
      return again;
    },
    send,
    close: () => database.close(),
  };
}

/** The entries as an app sends them: with what of them still exists. */
export function sentOf(log: BundleLog, from = 0, to = log.lines.length) {
  return log.lines.slice(from, to).map((line, n) => ({
    line,
    disclosures: log.held.filter(({ index }) => index === from + n).map(({ text }) => text),
  }));
}

export function kept(result: AppendResult | undefined): Receipt {
  if (result?.outcome !== 'kept') throw new Error(`not kept: ${JSON.stringify(result)}`);
  return ReceiptSchema.parse(result.receipt);
}

export function headIn(checkpoint: string) {
  const note = readNote(checkpoint);
  const head = note && readCheckpoint(note.text);
  if (head === null) throw new Error('no checkpoint');
  return head;
}

/** The whole database file with its log, as bytes. */
export function bytesOf(folder: string): Buffer {
  const files = [SERVER_DATABASE, `${SERVER_DATABASE}-wal`];
  return Buffer.concat(
    files.flatMap((name) => {
      try {
        return [readFileSync(join(folder, name))];
      } catch {
        return [];
      }
    }),
  );
}

/** Every line of the contract's log as the server has it. */
export async function linesOf(logs: LogBook, contract: ContractId): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const some = await logs.lines(contract, all.length, 1000);
    if (some === null || some.lines.length === 0) return all;
    all.push(...some.lines);
  }
}

/** The server's key is part of the log from here on. */
export function link(log: BundleLog, at = NOW - 1000, key: SigningKey = SERVER): void {
  log.addKey(key, 'server', at);
}
