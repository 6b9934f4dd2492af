/**
 * The apps that are compared, each with a profile of its own and the same switches, and the programs under
 * `tests/bench/` that use the product's own code, built as the app's are and run on the shipped runtime.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'vite';
import { ended, start, stop } from '../lib/children.mjs';
import { CACHE, ELECTRON, ROOT } from '../lib/paths.mjs';

const BARE = join(ROOT, 'tests', 'bench', 'bare', 'main.mjs');
export const EMPTY_PAGE = join(ROOT, 'tests', 'bench', 'bare', 'empty.html');

/** The app's own limit for ending is 8 s (last picture, last write). */
const QUIT_MS = 12_000;

/**
 * @typedef {object} RunningApp
 * @property {number} pid its first process
 * @property {() => Promise<void>} quit asks it to end, and waits until it has
 */

/**
 * Where an app runs.
 * @typedef {object} Stage
 * @property {NodeJS.ProcessEnv} env of its desktop
 * @property {string} [electron] another executable than the installed one
 */

/**
 * An Electron app on the desktop. Its output is not shown.
 * @param {Stage} stage
 * @param {string} profile
 * @param {string[]} args
 * @returns {RunningApp}
 */
function startApp({ env, electron = ELECTRON }, profile, args) {
  const child = start(electron, [...args, ...switches(profile)], {
    env: appEnv(env),
    cwd: ROOT,
    stdio: 'ignore',
  });
  if (child.pid === undefined) throw new Error('Electron did not start.');
  return { pid: child.pid, quit: () => stop(child, QUIT_MS) };
}

/** Minutier as it is built in out/. */
export function startOurs(/** @type {Stage} */ stage, /** @type {string} */ profile) {
  return startApp(stage, profile, [ROOT]);
}

/**
 * The app that does nothing, with a page in a window or without a window.
 * @param {Stage} stage
 * @param {string} profile
 * @param {string | null} page
 * @param {string[]} [more]
 */
export function startBare(stage, profile, page, more = []) {
  return startApp(stage, profile, [BARE, ...(page === null ? [] : [`--page=${page}`]), ...more]);
}

/**
 * Copies Electron into the folder and gives the copy's executable. Memory that processes share is divided among them:
 * an app of a copy of its own shares with itself alone, whatever else runs Electron on this machine.
 */
export function ownElectron(/** @type {string} */ folder) {
  const copy = join(folder, 'electron');
  cpSync(dirname(ELECTRON), copy, { recursive: true });
  return join(copy, basename(ELECTRON));
}

/**
 * Runs a program of `tests/bench/` on the Node that runs this, as a stranger's verifier does.
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<unknown>}
 */
export async function askNode(name, args) {
  const file = join(await built(), `${name}.mjs`);
  return answerOf(
    name,
    start(process.execPath, [file, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/**
 * Runs a program of `tests/bench/` to its end and gives what it printed as JSON. On Electron's Node, or, where it
 * needs Electron itself, as an app on a desktop. Throws with its output where it fails.
 * @param {string} name
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, profile: string }} [desktop]
 * @returns {Promise<unknown>}
 */
export async function ask(name, args, desktop) {
  const file = join(await built(), `${name}.mjs`);
  const child = desktop
    ? start(ELECTRON, [file, ...args, ...switches(desktop.profile)], {
        env: appEnv(desktop.env),
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    : start(ELECTRON, [file, ...args], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
  return answerOf(name, child);
}

/**
 * @param {string} name
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<unknown>}
 */
async function answerOf(name, child) {
  let out = '';
  let err = '';
  child.stdout?.on('data', (/** @type {Buffer} */ chunk) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => {
    err += chunk.toString();
  });
  const code = await ended(child);
  if (code !== 0) throw new Error(`tests/bench/${name}.ts ended with ${code}.\n${`${out}${err}`.trim()}`);
  return JSON.parse(out);
}

function switches(/** @type {string} */ profile) {
  return [`--user-data-dir=${profile}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}

function appEnv(/** @type {NodeJS.ProcessEnv} */ env) {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  // In English whatever the machine speaks, so that titles are the same everywhere.
  return { ...rest, LANGUAGE: 'en', LC_ALL: 'C.UTF-8' };
}

const PROGRAMS = [
  ...['profile', 'saves', 'hour', 'picture', 'views', 'three-years-profile', 'fuzz'],
  ...['evidence-seal', 'evidence-export', 'evidence-bundle', 'evidence-verify', 'evidence-page'],
  ...['server-load', 'server-floor'],
];

/** A built program of `tests/bench/`, for another one to start. */
export async function programOf(/** @type {string} */ name) {
  return join(await built(), `${name}.mjs`);
}

/** @type {Promise<string> | undefined} */
let building;

/** The folder of the built programs; built once a run. Inside node_modules, where they find their packages. */
function built() {
  building ??= (async () => {
    const outDir = join(CACHE, 'bench');
    const from = (/** @type {string} */ name) => join(ROOT, 'tests', 'bench', `${name}.ts`);
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        outDir,
        emptyOutDir: true,
        rollupOptions: {
          input: Object.fromEntries(PROGRAMS.map((name) => [name, from(name)])),
          output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
    });
    return outDir;
  })();
  return building;
}

/**
 * Gives the work a new empty folder and removes it afterwards. On the project's own disk, because /tmp is often in
 * memory, where nothing has to be synced.
 * @template T
 * @param {(folder: string) => Promise<T>} work
 */
export async function withFolder(work) {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'bench-profile-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
