/**
 * `npm run package`: builds the app and packages it for this machine into dist/.
 * With the official Electron: the targets of electron-builder.yml, or those given (`-- --dir`). With the stand-in that
 * development may use: only the unpacked folder, to look at. What is released never contains the stand-in.
 */
import { ensureBuilt } from './lib/build.mjs';
import { ended, killLeftovers, runThenCleanUp, start } from './lib/children.mjs';
import { electronState } from './lib/electron-binary.mjs';
import { ELECTRON_PACKAGE, ROOT, tool } from './lib/paths.mjs';

const say = (/** @type {string} */ line) => console.log(line);

async function run() {
  await ensureBuilt(say);
  const standIn = electronState(ELECTRON_PACKAGE) === 'fallback';
  if (standIn)
    say('Electron here is the stand-in for development: packaging a folder to look at, not a release.');
  const args = standIn ? ['--dir'] : process.argv.slice(2);
  return ended(
    start(
      process.execPath,
      [tool('electron-builder', 'cli.js'), '-c.electronDist=node_modules/electron/dist', ...args],
      { cwd: ROOT },
    ),
  );
}

try {
  process.exitCode = await runThenCleanUp(run, async () => void killLeftovers());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
