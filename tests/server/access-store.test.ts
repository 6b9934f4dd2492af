import { describe, onTestFinished } from 'vitest';
import { SqliteAccounts } from '../../server/access/sqlite-accounts';
import { openServerDatabase } from '../../server/store/database';
import { accountStoreContract } from '../contracts/server-account-store';
import { CONTRACT } from '../support/evidence';
import { MemoryAccounts } from '../support/memory-accounts';
import { tempFolder } from '../support/temp-folder';

describe('what keeps accounts', () => {
  accountStoreContract('in memory', () => new MemoryAccounts([CONTRACT]));

  accountStoreContract('in SQLite', () => {
    const opened = openServerDatabase(tempFolder());
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    const { database } = opened;
    onTestFinished(() => database.close());
    database.sqlite
      .prepare("INSERT INTO contracts (id, log, opened_at, shared, checkpoint) VALUES (?, ?, 0, '[]', '')")
      .run(CONTRACT, 'A'.repeat(43));
    return new SqliteAccounts(database.sqlite);
  });
});
