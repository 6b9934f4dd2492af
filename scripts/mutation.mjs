/**
 * `npm run mutation [-- FILE …]`: changes the domain's code in every way the tool knows, one at a time, and sees whether
 * a test of it fails (stryker.config.mjs). FILE: one of domain/, e.g. `domain/run.ts`; all of them, which
 * takes about an hour, where none is named. Ends with 0 whatever the score.
 */
import { ended, killLeftovers, runThenCleanUp, start, stop } from './lib/children.mjs';
import { ELECTRON, ROOT, tool } from './lib/paths.mjs';

/** @type {import('node:child_process').ChildProcess | undefined} */
let runner;

async function run() {
  const files = process.argv.slice(2);
  runner = start(
    ELECTRON,
    [
      tool('@stryker-mutator', 'core', 'bin', 'stryker.js'),
      'run',
      ...(files.length > 0 ? ['--mutate', files.join(',')] : []),
    ],
    { cwd: ROOT, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
  );
  return ended(runner);
}

async function cleanUp() {
  if (runner !== undefined) await stop(runner);
  killLeftovers();
}

process.exitCode = await runThenCleanUp(run, cleanUp);
