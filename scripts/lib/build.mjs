/**
 * Builds the app into out/ when its sources are not those that out/ was built from, and does nothing otherwise.
 * A build that was interrupted leaves no fingerprint and is done again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ended, start } from './children.mjs';
import { ROOT, tool } from './paths.mjs';

/** Everything that a build reads. */
const INPUTS = [
  'domain',
  'electron',
  'src',
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
 * One hash over names, sizes and times of change of all files below the inputs: a removed file changes it too.
 * @param {string} root
 * @param {readonly string[]} inputs
 */
export function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ relative) => {
    const path = join(root, relative);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(relative, name));
    } else hash.update(`${relative}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const input of inputs) add(input);
  return hash.digest('hex');
}
