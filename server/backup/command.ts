/** `minutier-server backup FILE` and `restore FILE`: 0, done; 1, not, and why; 2, there is nothing to back up. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assertNever } from '../../domain/assert';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { SERVER_DATABASE } from '../store/database';
import { packServer } from './pack';
import { unpackServer } from './unpack';

export async function runBackup(folder: string, file: string, say: (line: string) => void): Promise<number> {
  if (!existsSync(join(folder, SERVER_DATABASE))) {
    say(`There is no server's data in ${folder}.`);
    return 2;
  }
  const to = resolve(file);
  if (existsSync(to)) {
    say(`${to} is there already: choose another name.`);
    return 1;
  }
  const { pictures, bytes } = await packServer(folder, to);
  say(`Everything is in ${to}: ${pictures} pictures, ${bytes} bytes.`);
  say('The keys are in it: whoever has the file can read all of it and sign as this server.');
  return 0;
}

export async function runRestore(folder: string, file: string, say: (line: string) => void): Promise<number> {
  const unpacked = await unpackServer(resolve(file), resolve(folder), nodeCrypto());
  switch (unpacked.outcome) {
    case 'restored':
      say(`Restored ${unpacked.files} files to ${folder}, and looked through them: all is as it was signed.`);
      return 0;
    case 'occupied':
      say(`${folder} has something in it: nothing was changed. Say another folder with --data.`);
      return 1;
    case 'refused':
      say(`Nothing was restored: ${unpacked.why}.`);
      return 1;
    case 'unsound':
      for (const { where, what } of unpacked.findings) say(`${where}: ${what}`);
      say('Nothing was restored: what is in the backup is not as it was signed.');
      return 1;
    default:
      return assertNever(unpacked);
  }
}
