/**
 * `npm test`: types, lint, unit and integration tests, then the app itself under Playwright, all on one virtual desktop.
 * `npm test -- recorder` runs only the test files whose path contains `recorder`, without types and lint.
 * Both runners run on the Node inside Electron, the runtime that we ship, so native modules are the same ones.
 * The last line is always `N passed, N failed` (`, N skipped`); types and lint count as one test each.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ensureEverythingBuilt } from './lib/build.mjs';
import { ended, killLeftovers, runThenCleanUp, start, stop } from './lib/children.mjs';
import { NOTHING, playwrightCounts, readCounts, sum, summary, vitestCounts } from './lib/counts.mjs';
import { openDesktop } from './lib/desktop.mjs';
import { CACHE, ELECTRON, ROOT, tool } from './lib/paths.mjs';

/** @typedef {import('./lib/counts.mjs').Counts} Counts */

const filters = process.argv.slice(2);
const say = (/** @type {string} */ line) => console.log(line);

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {import('./lib/desktop.mjs').Desktop | undefined} */
let desktop;

/** Everything in order. On macOS and Windows the machine's own screen is used. */
async function run() {
  /** @type {Counts[]} */
  const results = [];
  if (filters.length === 0) {
    results.push(
      await phase('types', () => check(process.execPath, [tool('typescript', 'bin', 'tsc'), '--build'])),
    );
    results.push(
      await phase('lint', () =>
        check(process.execPath, [
          tool('@biomejs', 'biome', 'bin', 'biome'),
          'check',
          '--error-on-warnings',
          '.',
        ]),
      ),
    );
  }
  if (process.platform === 'linux') desktop = await openDesktop();
  const built = await phase('build', build);
  results.push(built, await phase('unit and integration', unit));
  // Without a build there is no app to test: the failed build is what counts.
  if (built.failed === 0) results.push(await phase('the app', endToEnd));
  const total = sum(results);
  if (total.passed + total.failed === 0) say('No test matches.');
  await cleanUp();
  say(summary(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/**
 * Runs one phase and says what it was and how long it took. A phase that throws has failed; the others go on.
 * @param {string} name
 * @param {() => Promise<Counts>} work
 */
async function phase(name, work) {
  say(`── ${name}`);
  const started = performance.now();
  /** @type {Counts} */
  let counts;
  try {
    counts = await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    counts = { ...NOTHING, failed: 1 };
  }
  say(`── ${name}: ${summary(counts)} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  return counts;
}

async function build() {
  await ensureEverythingBuilt(say);
  return NOTHING;
}

async function unit() {
  const report = reportFile('unit.json');
  const code = await electronAsNode([
    tool('vitest', 'vitest.mjs'),
    'run',
    ...filters,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return readCounts(report, vitestCounts, code);
}

async function endToEnd() {
  const files = testFiles(join(ROOT, 'tests', 'e2e')).filter(
    (file) => filters.length === 0 || filters.some((filter) => file.includes(filter)),
  );
  if (files.length === 0) return NOTHING;
  const report = reportFile('app.json');
  const code = await electronAsNode(
    // Playwright reads its arguments as regular expressions.
    [
      tool('@playwright', 'test', 'cli.js'),
      'test',
      ...files.map((file) => file.replace(/[.+()[\]]/g, '\\$&')),
      '--reporter=list,json',
    ],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  );
  return readCounts(report, playwrightCounts, code);
}

/** @returns {string[]} paths relative to the project, with forward slashes */
function testFiles(/** @type {string} */ folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|spec)\.ts$/.test(name))
    .map((name) => relative(ROOT, join(folder, name)).split(sep).join('/'));
}

/** A fresh place for a runner's report: what an earlier run left must not be counted. */
function reportFile(/** @type {string} */ name) {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, name);
  rmSync(file, { force: true });
  return file;
}

function electronAsNode(/** @type {string[]} */ args, /** @type {NodeJS.ProcessEnv} */ more = {}) {
  return exec(ELECTRON, args, { ...(desktop?.env ?? process.env), ELECTRON_RUN_AS_NODE: '1', ...more });
}

/** @returns {Promise<Counts>} */
async function check(/** @type {string} */ command, /** @type {string[]} */ args) {
  const code = await exec(command, args, process.env);
  return code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

async function exec(
  /** @type {string} */ command,
  /** @type {string[]} */ args,
  /** @type {NodeJS.ProcessEnv} */ env,
) {
  const child = start(command, args, { env, cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  running.add(child);
  const code = await ended(child);
  running.delete(child);
  return code;
}

async function cleanUp() {
  await Promise.all([...running].map((child) => stop(child)));
  await desktop?.close();
  killLeftovers();
}

try {
  process.exitCode = await runThenCleanUp(run, cleanUp);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  say(summary({ ...NOTHING, failed: 1 }));
  process.exitCode = 1;
}
