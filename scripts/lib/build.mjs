/**
 * Builds the app and its verifier into out/ when the sources are not those that they were built from, and does nothing
 * otherwise.
 * A build that was interrupted leaves no fingerprint and is done again.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ended, start } from './children.mjs';
import { ensureClientBuilt } from './client.mjs';
import { fingerprint } from './fingerprint.mjs';
import { ROOT, tool } from './paths.mjs';
import { ensureServerBuilt } from './server.mjs';
import { ensureVerifierBuilt } from './verifier.mjs';

/** Everything that a build reads. */
const INPUTS = [
  'domain',
  'electron',
  'node',
  'src',
  'verifier',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
const FINGERPRINT = join(ROOT, 'out', '.fingerprint');

/**
 * Makes sure of a current build. Throws with the build's output when it fails.
 * @param {(line: string) => void} say
 */
export async function ensureBuilt(say) {
  await ensureVerifierBuilt(say);
  const wanted = fingerprint(ROOT, INPUTS);
  const entry = join(ROOT, 'out', 'main', 'index.js');
  if (existsSync(entry) && existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, 'utf8') === wanted) return;
  say('Building …');
  rmSync(FINGERPRINT, { force: true });
  const child = start(
    process.execPath,
    [tool('electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    });
  }
  if ((await ended(child)) !== 0 || !existsSync(entry))
    throw new Error(`The build failed.\n${output.trim()}`);
  mkdirSync(dirname(FINGERPRINT), { recursive: true });
  writeFileSync(FINGERPRINT, wanted);
}

/**
 * The app, and the diary server with the client's page, which the app itself does not need.
 * @param {(line: string) => void} say
 */
export async function ensureEverythingBuilt(say) {
  await ensureBuilt(say);
  await ensureClientBuilt(say);
  await ensureServerBuilt(say);
}
