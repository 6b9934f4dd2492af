/** The verifier as it is built, run by a real process: what it said and how it ended. */
import { spawn } from 'node:child_process';
import { ensureVerifierBuilt, VERIFY_COMMAND } from '../../scripts/lib/verifier.mjs';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Builds it where it is stale. Once before the tests of a file. */
export async function builtVerifier(): Promise<void> {
  await ensureVerifierBuilt(() => {});
}

/** In the Node that runs the tests, as plain Node. `command`: another copy of it; `node`: another Node, by its path. */
export function runVerifier(
  args: readonly string[],
  { command = VERIFY_COMMAND, cwd = process.cwd(), node = process.execPath } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [command, ...args], {
      cwd,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
