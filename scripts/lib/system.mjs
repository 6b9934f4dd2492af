/**
 * Step 3 of the set-up: the system's libraries and tools, on Linux. What is missing is found by looking (ldd, PATH),
 * never by asking the package manager what it thinks; root on Debian or Ubuntu gets it installed, everyone else the
 * exact command. The machine is an argument, so that the decisions are tested without touching a real one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { onPath } from './paths.mjs';

/**
 * `app`: to run the app. `display`: and a virtual display. `test`: and what the tests use.
 * @typedef {'app' | 'display' | 'test'} Profile
 *
 * @typedef {object} Machine
 * @property {string} platform
 * @property {boolean} root
 * @property {(command: string, args: string[]) => { code: number, out: string }} run stdout and stderr together
 * @property {(name: string) => boolean} onPath
 * @property {(path: string) => boolean} exists
 * @property {(path: string) => string | null} read
 * @property {(path: string) => boolean} rootSuid true if the file belongs to root and is setuid
 * @property {(line: string) => void} say
 */

/** Shared library → Debian packages that hold it, newest name first (the `t64` ones came with Debian 13 and Ubuntu 24.04). */
/** @type {ReadonlyArray<readonly [soname: string, ...packages: string[]]>} */
const LIBRARIES = [
  ['libasound.so.2', 'libasound2t64', 'libasound2'],
  ['libatk-1.0.so.0', 'libatk1.0-0t64', 'libatk1.0-0'],
  ['libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  ['libatspi.so.0', 'libatspi2.0-0t64', 'libatspi2.0-0'],
  ['libcairo.so.2', 'libcairo2'],
  ['libcups.so.2', 'libcups2t64', 'libcups2'],
  ['libdbus-1.so.3', 'libdbus-1-3'],
  ['libexpat.so.1', 'libexpat1'],
  ['libgbm.so.1', 'libgbm1'],
  ['libgio-2.0.so.0', 'libglib2.0-0t64', 'libglib2.0-0'],
  ['libglib-2.0.so.0', 'libglib2.0-0t64', 'libglib2.0-0'],
  ['libgobject-2.0.so.0', 'libglib2.0-0t64', 'libglib2.0-0'],
  ['libgtk-3.so.0', 'libgtk-3-0t64', 'libgtk-3-0'],
  ['libnspr4.so', 'libnspr4'],
  ['libnss3.so', 'libnss3'],
  ['libnssutil3.so', 'libnss3'],
  ['libsmime3.so', 'libnss3'],
  ['libpango-1.0.so.0', 'libpango-1.0-0'],
  ['libudev.so.1', 'libudev1'],
  ['libX11.so.6', 'libx11-6'],
  ['libxcb.so.1', 'libxcb1'],
  ['libXcomposite.so.1', 'libxcomposite1'],
  ['libXdamage.so.1', 'libxdamage1'],
  ['libXext.so.6', 'libxext6'],
  ['libXfixes.so.3', 'libxfixes3'],
  ['libxkbcommon.so.0', 'libxkbcommon0'],
  ['libXrandr.so.2', 'libxrandr2'],
  ['libXt.so.6', 'libxt6t64', 'libxt6'],
  ['libXtst.so.6', 'libxtst6'],
];

/** Programs and files beyond the libraries, by the first profile that needs them. */
/** @type {ReadonlyArray<{ from: 'display' | 'test', program?: string, file?: string, packages: string[] }>} */
const TOOLS = [
  { from: 'display', program: 'Xvfb', packages: ['xvfb'] },
  { from: 'display', program: 'openbox', packages: ['openbox'] },
  { from: 'display', program: 'dbus-daemon', packages: ['dbus-daemon', 'dbus'] },
  {
    from: 'display',
    file: '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf',
    packages: ['fonts-dejavu-core'],
  },
  { from: 'test', program: 'xdotool', packages: ['xdotool'] },
  { from: 'test', program: 'xterm', packages: ['xterm'] },
  { from: 'test', program: 'xprop', packages: ['x11-utils'] },
  { from: 'test', program: 'xrandr', packages: ['x11-xserver-utils'] },
  // screenshot-desktop, one of the picture backends, calls ImageMagick's `import`.
  { from: 'test', program: 'import', packages: ['imagemagick'] },
  // Two displays: Xvfb's second screen is not one, Xorg with the dummy driver has real outputs.
  { from: 'test', program: 'Xorg', packages: ['xserver-xorg-core'] },
  {
    from: 'test',
    file: '/usr/lib/xorg/modules/drivers/dummy_drv.so',
    packages: ['xserver-xorg-video-dummy'],
  },
  // Sleep and lock are played by a mock logind; its folder is the same for every Python 3.
  { from: 'test', file: '/usr/lib/python3/dist-packages/dbusmock', packages: ['python3-dbusmock'] },
  // Some tests need another hour of the week than the present one.
  { from: 'test', program: 'faketime', packages: ['faketime'] },
  // Printed pages are part of the tour.
  { from: 'test', program: 'pdftoppm', packages: ['poppler-utils'] },
  // The verifier's page is opened as a stranger opens it, in either browser.
  { from: 'test', program: 'chromium', packages: ['chromium'] },
  { from: 'test', program: 'firefox-esr', packages: ['firefox-esr'] },
  // How much of a picture's text can still be read is measured by OCR.
  { from: 'test', program: 'tesseract', packages: ['tesseract-ocr'] },
];

/** @type {Record<Profile, ReadonlyArray<'display' | 'test'>>} */
const INCLUDES = { app: [], display: ['display'], test: ['display', 'test'] };

/**
 * What is missing: names for people, and for each the packages that hold it (best name first; empty: unknown).
 * @param {Machine} machine
 * @param {string[]} binaries executables and native modules whose libraries must resolve
 * @param {Profile} profile
 * @returns {{ name: string, packages: string[] }[]}
 */
export function findMissing(machine, binaries, profile) {
  /** @type {Map<string, { name: string, packages: string[] }>} */
  const missing = new Map();
  const present = binaries.filter((path) => machine.exists(path));
  if (present.length > 0) {
    for (const [, soname] of machine.run('ldd', present).out.matchAll(/^\s*(\S+) => not found/gm)) {
      if (soname === undefined) continue;
      const [, ...packages] = LIBRARIES.find(([known]) => known === soname) ?? [soname];
      missing.set(soname, { name: soname, packages });
    }
  }
  for (const { from, program, file, packages } of TOOLS) {
    if (!INCLUDES[profile].includes(from)) continue;
    const found = program === undefined ? machine.exists(file ?? '') : machine.onPath(program);
    if (!found) missing.set(packages[0] ?? '', { name: program ?? packages[0] ?? '', packages });
  }
  return [...missing.values()];
}

/**
 * Makes sure of libraries and tools. Throws with the exact command, or with what is missing, where it may not
 * install. Looks again after installing: an install that changed nothing is a failure, not a success.
 * @param {Machine} machine
 * @param {string[]} binaries
 * @param {Profile} profile
 */
export function ensureSystem(machine, binaries, profile) {
  if (machine.platform !== 'linux') return;
  const missing = findMissing(machine, binaries, profile);
  if (missing.length > 0) install(machine, missing);
  const left = missing.length > 0 ? findMissing(machine, binaries, profile) : [];
  if (left.length > 0) throw new Error(`Still missing after the installation: ${names(left)}.`);
  const obstacle = sandboxObstacle(machine, binaries);
  if (obstacle !== null) throw new Error(obstacle);
}

/**
 * @param {Machine} machine
 * @param {{ name: string, packages: string[] }[]} missing
 */
function install(machine, missing) {
  if (!machine.onPath('apt-get') || missing.some(({ packages }) => packages.length === 0)) {
    throw new Error(
      `Missing on this machine: ${names(missing)}.\nInstall the packages of your distribution that hold them.`,
    );
  }
  if (machine.root) {
    machine.say(`Installing system packages for: ${names(missing)} …`);
    attempt(machine, 'apt-get', ['update', '-qq', ...APT_OPTIONS]);
  }
  const packages = choosePackages(machine, missing);
  if (!machine.root) {
    throw new Error(
      `Missing on this machine: ${names(missing)}.\nInstall them with:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}\n`,
    );
  }
  attempt(machine, 'env', [
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    ...APT_OPTIONS,
    ...packages,
  ]);
}

/** Another apt may hold the lock on a machine that has just started: wait for it. */
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=120'];

/**
 * @param {Machine} machine
 * @param {string} command
 * @param {string[]} args
 */
function attempt(machine, command, args) {
  const { code, out } = machine.run(command, args);
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} failed:\n${out.trim().split('\n').slice(-15).join('\n')}`);
}

/**
 * One package per missing thing: the first name that this release offers. A name without a candidate is a virtual
 * one (`libasound2` on Ubuntu 24.04), which apt refuses to choose for.
 * @param {Machine} machine
 * @param {{ packages: string[] }[]} missing
 */
export function choosePackages(machine, missing) {
  const all = missing.flatMap(({ packages }) => packages);
  const { out } = machine.run('apt-cache', ['policy', ...new Set(all)]);
  const offered = new Set(
    [...out.matchAll(/^(\S+):\n(?:\s+.*\n)*?\s+Candidate: (?!\(none\))\S+/gm)].map(([, name]) => name),
  );
  const chosen = missing.map(
    ({ packages }) => packages.find((name) => offered.has(name)) ?? packages.at(-1) ?? '',
  );
  return [...new Set(chosen)].sort();
}

/**
 * Why Electron's sandbox cannot start for an ordinary user here, with the command that mends it; null if it can.
 * Ubuntu 23.10 and later and some hardened kernels forbid unprivileged user namespaces; a setuid helper is then needed.
 * @param {Machine} machine
 * @param {string[]} binaries
 */
export function sandboxObstacle(machine, binaries) {
  if (machine.root) return null;
  const restricted =
    machine.read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')?.trim() === '1' ||
    machine.read('/proc/sys/kernel/unprivileged_userns_clone')?.trim() === '0';
  const electron = binaries.find((path) => path.endsWith('/electron'));
  if (!restricted || electron === undefined) return null;
  const helper = electron.replace(/electron$/, 'chrome-sandbox');
  if (machine.rootSuid(helper)) return null;
  return `This system keeps ordinary users from making the namespaces that Electron's sandbox is built on.\nLet its helper make them:\n\n  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}\n`;
}

function names(/** @type {{ name: string }[]} */ missing) {
  return missing.map(({ name }) => name).join(', ');
}

/** @returns {Machine} */
export function realMachine(/** @type {(line: string) => void} */ say) {
  return {
    platform: process.platform,
    root: process.getuid?.() === 0,
    run(command, args) {
      const ran = spawnSync(command, args, {
        encoding: 'utf8',
        maxBuffer: 64 << 20,
        env: { ...process.env, LC_ALL: 'C' },
      });
      return {
        code: ran.status ?? 1,
        out: `${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error?.message ?? ''}`,
      };
    },
    onPath,
    exists: existsSync,
    read(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
    rootSuid(path) {
      try {
        const { uid, mode } = statSync(path);
        return uid === 0 && (mode & 0o4000) !== 0;
      } catch {
        return false;
      }
    },
    say,
  };
}
