/**
 * `npm start`: builds if needed, then runs the app. Other arguments go to the app (`-- --user-data-dir=DIR`).
 * Without a screen it says what to do; `-- --virtual-display` brings a desktop in memory and tells how to see it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { ensureBuilt } from './lib/build.mjs';
import { ended, killLeftovers, runThenCleanUp, start, stop } from './lib/children.mjs';
import { openDesktop } from './lib/desktop.mjs';
import { CACHE, ELECTRON, ROOT } from './lib/paths.mjs';
import { VIRTUAL_DISPLAY } from './lib/screen.mjs';
import { ensureSystemFor } from './lib/setup.mjs';

const VIRTUAL = '--virtual-display';
/** The app's own limit for ending is 8 s (last picture, last write); beyond this it is not coming back. */
const QUIT_MS = 12_000;

const say = (/** @type {string} */ line) => console.log(line);
const args = process.argv.slice(2);
const virtual = args.includes(VIRTUAL);

if (process.platform === 'linux' && !virtual && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  console.error(
    [
      'There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).',
      'On a desktop: run this in a terminal of that desktop. Over ssh: ssh -X, or set DISPLAY.',
      `On a machine without one: npm start -- ${VIRTUAL}`,
    ].join('\n'),
  );
  process.exit(1);
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let app;
/** @type {import('./lib/desktop.mjs').Desktop | undefined} */
let desktop;

async function run() {
  if (virtual) ensureSystemFor('display', say);
  await ensureBuilt(say);
  if (virtual) {
    desktop = await openDesktop();
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(VIRTUAL_DISPLAY, desktop.display);
    say(
      `Running on the virtual display ${desktop.display}. To see it, in another terminal: npm run screenshot -- FILE.png`,
    );
    say('Ctrl+C ends the app and the display.');
  }
  // Tools that run Electron as Node set this; the app itself must not inherit it.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = desktop?.env ?? process.env;
  const root = process.getuid?.() === 0;
  if (root) say("Running as root: Electron's sandbox is off (--no-sandbox).");
  app = start(ELECTRON, [ROOT, ...(root ? ['--no-sandbox'] : []), ...args.filter((arg) => arg !== VIRTUAL)], {
    env,
    cwd: ROOT,
  });
  return ended(app);
}

async function cleanUp() {
  if (app !== undefined) await stop(app, QUIT_MS);
  if (desktop !== undefined) rmSync(VIRTUAL_DISPLAY, { force: true });
  await desktop?.close();
  killLeftovers();
}

try {
  process.exitCode = await runThenCleanUp(run, cleanUp);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
