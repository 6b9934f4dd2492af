/**
 * `npm run verify -- BUNDLE --trust KEYS`: builds the verifier if needed, then runs it with this very Node; its exit
 * code is ours. What we say ourselves goes to standard error, so that `--json` stays one document. Electron is not
 * needed, nor any system library.
 */
import { existsSync } from 'node:fs';
import { ended, killLeftovers, runThenCleanUp, start } from './lib/children.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { tool } from './lib/paths.mjs';
import { ensureVerifierBuilt, VERIFY_COMMAND } from './lib/verifier.mjs';

const say = (/** @type {string} */ line) => console.error(line);

async function run() {
  if (!existsSync(tool('vite'))) ensurePackages(say);
  await ensureVerifierBuilt(say);
  return ended(start(process.execPath, [VERIFY_COMMAND, ...process.argv.slice(2)]));
}

try {
  process.exitCode = await runThenCleanUp(run, async () => {
    killLeftovers();
  });
} catch (error) {
  // Nothing was decided.
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
