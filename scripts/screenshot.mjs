/**
 * `npm run screenshot -- FILE.png`: a picture of the whole virtual display (or, without one, of the own screen).
 * Runs itself a second time on Electron's Node, where the capture package belongs.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ELECTRON } from './lib/paths.mjs';
import { currentDisplay } from './lib/screen.mjs';

const file = process.argv[2];
if (file === undefined) fail('Usage: npm run screenshot -- FILE.png');

if (process.versions.electron === undefined) {
  const display = process.platform === 'linux' ? currentDisplay() : '';
  if (display === null) fail('No display: start the app first, with npm start -- --virtual-display');
  const { WAYLAND_DISPLAY: _, ...inherited } = process.env;
  const env = { ...inherited, DISPLAY: display, ELECTRON_RUN_AS_NODE: '1' };
  const ran = spawnSync(ELECTRON, [fileURLToPath(import.meta.url), resolve(file)], { env, stdio: 'inherit' });
  process.exitCode = ran.status ?? 1;
} else {
  const { Monitor } = await import('node-screenshots');
  const monitor = Monitor.all().find((each) => each.isPrimary()) ?? Monitor.all()[0];
  if (monitor === undefined) fail('This display has no screen.');
  const image = await monitor.captureImage();
  writeFileSync(file, await image.toPng());
  console.log(`${file}: ${image.width} × ${image.height}`);
}

/** @returns {never} */
function fail(/** @type {string} */ message) {
  console.error(message);
  process.exit(1);
}
