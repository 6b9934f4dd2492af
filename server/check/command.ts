/** `minutier-server check`: 0, everything is as it was signed; 1, something is not; 2, there is nothing to look at. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { SERVER_DATABASE } from '../store/database';
import { checkFolder } from './check';

export async function runCheck(folder: string, say: (line: string) => void): Promise<number> {
  if (!existsSync(join(folder, SERVER_DATABASE))) {
    say(`There is no server's data in ${folder}.`);
    return 2;
  }
  const { findings, contracts, pictures } = await checkFolder(folder, nodeCrypto(), ({ where, what }) =>
    say(`${where}: ${what}`),
  );
  const looked = `${contracts} contracts and ${pictures} pictures`;
  say(
    findings.length === 0
      ? `Looked at ${looked}: all is as it was signed.`
      : `Looked at ${looked}: ${findings.length} findings.`,
  );
  return findings.length === 0 ? 0 : 1;
}
