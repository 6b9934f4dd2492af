/**
 * `npm run screenshots`: takes the README's pictures into docs/screenshots/ (tests/screenshots/readme.shots.ts);
 * `npm run tour`: those of the tour, in both languages, into docs/tour/ (tests/screenshots/tour.shots.ts). From the
 * real app on a profile with plausible days in it, on a display in memory that the run brings itself.
 */
import { ensureBuilt } from './lib/build.mjs';
import { ended, killLeftovers, runThenCleanUp, start, stop } from './lib/children.mjs';
import { ELECTRON, ROOT, tool } from './lib/paths.mjs';

/** @type {import('node:child_process').ChildProcess | undefined} */
let runner;

async function run() {
  await ensureBuilt((line) => console.log(line));
  runner = start(
    ELECTRON,
    [
      tool('@playwright', 'test', 'cli.js'),
      'test',
      ...process.argv.slice(2),
      '--config=tests/screenshots',
      '--reporter=list',
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
