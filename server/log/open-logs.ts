/** The logs on this server's database, sealed by its clock. */
import type { Base } from '../parts';
import type { PictureShelf } from '../store/log-store';
import { SqliteLogStore } from '../store/sqlite-log-store';
import { LogBook } from './log-book';
import type { Logs } from './logs';

/** How often it is looked for entries whose reception waits to be told. */
const SEAL_EVERY_MS = 10_000;

export async function openLogs(
  { sqlite, key, crypto, log, now, every }: Pick<Base, 'sqlite' | 'key' | 'crypto' | 'log' | 'now' | 'every'>,
  shelf: PictureShelf,
): Promise<Logs> {
  const logs = new LogBook({
    store: new SqliteLogStore(sqlite),
    shelf,
    key,
    crypto,
    trouble: (error, contract) => log.error({ contract, error: String(error) }, 'a log could not be written'),
  });
  for (const { contract, detail } of await logs.checkAll())
    log.error({ contract, detail }, 'this log is not what was signed: it is not served. Run `check`');
  every('seal', SEAL_EVERY_MS, () => logs.sealDue(now()));
  return logs;
}
