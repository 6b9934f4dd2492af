/** For whoever keeps the server: a new password for an account whose owner has lost every way in. Works beside a running server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64Url } from '../../domain/bytes';
import { openServerDatabase, SERVER_DATABASE } from '../store/database';
import { openPasswords } from './passwords';
import { SqliteAccounts } from './sqlite-accounts';

/** Its sessions end. Exit code: 0, or 1 where there is no such account. */
export async function runPassword(
  folder: string,
  email: string,
  random: (bytes: number) => Uint8Array,
  say: (line: string) => void,
): Promise<number> {
  // Nothing is made by asking.
  const opened = existsSync(join(folder, SERVER_DATABASE)) ? openServerDatabase(folder) : null;
  if (opened === null || opened.outcome !== 'opened') {
    say(`There is no server's data in ${folder} that this program can open.`);
    return 2;
  }
  const { database } = opened;
  try {
    const store = new SqliteAccounts(database.sqlite);
    const account = await store.byEmail(email);
    if (account === null) {
      say('There is no account with this address.');
      return 1;
    }
    const password = toBase64Url(random(15));
    const passwords = await openPasswords(random);
    await store.setPassword(account.id, await passwords.hash(password));
    await store.endSessions(account.id, null);
    say(`The new password of ${account.name} (change it in the page): ${password}`);
    return 0;
  } finally {
    database.close();
  }
}
