/**
 * `npm run mutation`: breaks `domain/` in every small way that Stryker knows, and says which breaks no test notices.
 *   npm run mutation -- domain/run.ts domain/edit.ts     only these files
 * Not part of `npm test`: it takes far longer than the tests do. Runs on the Node inside Electron, as the tests do.
 * Every survivor is printed; the whole report lies in node_modules/.cache/minutier. Ends with 1 below the threshold of
 * stryker.config.mjs. What the figures were, and which survivors are no gap: docs/decisions/0092-mutation.md.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ended, killLeftovers, runThenCleanUp, start } from './lib/children.mjs';
import { ELECTRON, ROOT, tool } from './lib/paths.mjs';

const files = process.argv.slice(2);

async function run() {
  // Stryker passes over a name that matches nothing, and would call nothing a success.
  const missing = files.filter((file) => !existsSync(join(ROOT, file)));
  if (missing.length > 0)
    throw new Error(`There is no ${missing.join(', ')}: paths are relative to the project.`);
  const only = files.length > 0 ? ['--mutate', files.join(',')] : [];
  const stryker = tool('@stryker-mutator', 'core', 'bin', 'stryker.js');
  return ended(
    start(ELECTRON, [stryker, 'run', ...only], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      cwd: ROOT,
    }),
  );
}

try {
  process.exitCode = await runThenCleanUp(run, async () => {
    killLeftovers();
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
