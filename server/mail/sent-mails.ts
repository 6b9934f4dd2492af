/** Which mails were sent: what was kept is on the disk when `keep` resolves. A port, as every store of the server's. */
import type Sqlite from 'better-sqlite3';
import type { AccountId } from '../../domain/protocol-shared';

export interface SentMails {
  has(key: string): Promise<boolean>;
  /** Safe to call twice. */
  keep(key: string, account: AccountId, at: number): Promise<void>;
}

export function openSentMails(sqlite: Sqlite.Database): SentMails {
  const find = sqlite.prepare('SELECT 1 FROM mails WHERE key = ?');
  const insert = sqlite.prepare(
    'INSERT INTO mails (key, account_id, sent_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    has: async (key) => find.get(key) !== undefined,
    async keep(key, account, at) {
      insert.run(key, account, at);
    },
  };
}
