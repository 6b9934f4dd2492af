/**
 * `npm run server`: installs and builds what is missing, then runs the server with the arguments that it was given; its exit
 * code is ours. This Node runs it where it is 22 or newer; otherwise the Node inside Electron does, and we say so.
 */
import { existsSync } from 'node:fs';
import { ended, killLeftovers, runThenCleanUp, start, stop } from './lib/children.mjs';
import { ensureClientBuilt } from './lib/client.mjs';
import { ensureElectron } from './lib/electron-binary.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { ELECTRON } from './lib/paths.mjs';
import { ensureServerBuilt, SERVER_COMMAND } from './lib/server.mjs';
import { ensureVerifierBuilt } from './lib/verifier.mjs';

/** better-sqlite3 is built for these. */
const NODE_MIN = 22;
/** The server's own limit for ending is 10 s. */
const STOP_MS = 12_000;

const say = (/** @type {string} */ line) => console.error(line);
/** @type {import('node:child_process').ChildProcess | undefined} */
let server;

async function run() {
  ensurePackages(say);
  await ensureVerifierBuilt(say);
  await ensureClientBuilt(say);
  await ensureServerBuilt(say);
  const isOurs = Number(process.versions.node.split('.')[0]) >= NODE_MIN;
  if (!isOurs) {
    if (!existsSync(ELECTRON)) await ensureElectron(say);
    say(
      `This is Node ${process.versions.node}; the server needs ${NODE_MIN}: it runs on the Node inside Electron.`,
    );
  }
  const env = isOurs ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  server = start(isOurs ? process.execPath : ELECTRON, [SERVER_COMMAND, ...process.argv.slice(2)], { env });
  return ended(server);
}

try {
  process.exitCode = await runThenCleanUp(run, async () => {
    if (server !== undefined) await stop(server, STOP_MS);
    killLeftovers();
  });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
