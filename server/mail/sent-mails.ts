/** Which mails were sent: a row is on the disk when `keep` returns. */
import type Sqlite from 'better-sqlite3';
import type { AccountId } from '../../domain/protocol-shared';

export interface SentMails {
  has(key: string): boolean;
  /** Safe to call twice. */
  keep(key: string, account: AccountId, at: number): void;
}

export function openSentMails(sqlite: Sqlite.Database): SentMails {
  const find = sqlite.prepare('SELECT 1 FROM mails WHERE key = ?');
  const insert = sqlite.prepare(
    'INSERT INTO mails (key, account_id, sent_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    has: (key) => find.get(key) !== undefined,
    keep(key, account, at) {
      insert.run(key, account, at);
    },
  };
}
