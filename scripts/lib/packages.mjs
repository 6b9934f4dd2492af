/**
 * Step 1 of the set-up: node_modules holds exactly what package-lock.json says.
 * The judge is npm's own record of what it installed (node_modules/.package-lock.json), which npm writes last:
 * an interrupted install leaves none, so it is never taken for done.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean, extraneous?: boolean }} Locked
 * @typedef {{ packages?: Record<string, Locked> }} Lockfile
 */

/**
 * True if everything locked is installed in that version and nothing else is. Optional packages may be absent:
 * they are mostly natives of other platforms.
 * @param {Lockfile} locked package-lock.json
 * @param {Lockfile} installed node_modules/.package-lock.json
 */
export function packagesMatch(locked, installed) {
  const wanted = locked.packages ?? {};
  const present = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    if (found === undefined) {
      if (entry.optional !== true) return false;
    } else if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return Object.keys(present).every((path) => wanted[path] !== undefined);
}

/** Reads a lockfile; null if it is absent or unreadable, which means "install". */
function readLock(/** @type {string} */ path) {
  try {
    /** @type {Lockfile} */
    const lock = JSON.parse(readFileSync(path, 'utf8'));
    return lock;
  } catch {
    return null;
  }
}

/** Installs the locked packages if they are not there. Throws with npm's output when npm fails. */
export function ensurePackages(/** @type {(line: string) => void} */ say) {
  const locked = readLock(join(ROOT, 'package-lock.json'));
  if (locked === null) throw new Error('package-lock.json is missing or is not JSON.');
  const installed = readLock(join(ROOT, 'node_modules', '.package-lock.json'));
  if (installed !== null && packagesMatch(locked, installed)) return;
  say('Installing the locked packages (npm ci) …');
  const started = Date.now();
  // NODE_ENV=production or an `omit` in somebody's npmrc would leave out the tools: both are overruled here.
  runNpm([
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * Runs the npm that runs us, or the one on PATH. Returns its standard output; throws with all output on failure.
 * @param {string[]} args
 */
export function runNpm(args) {
  const self = process.env.npm_execpath;
  const viaNode = self !== undefined && /npm-cli\.c?js$/.test(self) && existsSync(self);
  const [command, first] = viaNode ? [process.execPath, [self]] : ['npm', []];
  const ran = spawnSync(command, [...first, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    // Windows starts npm through a .cmd file, which needs the shell; every argument here is a constant of ours.
    shell: !viaNode && process.platform === 'win32',
    maxBuffer: 64 << 20,
  });
  if (ran.status === 0) return ran.stdout;
  const output = `${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error?.message ?? ''}`.trim();
  throw new Error(`npm ${args[0]} failed:\n${output}`);
}
