/**
 * `npm run bench`: what Minutier costs, each figure against its floor in the same run, as a JSON line and in a table.
 *   --only NAME     one bench: running, start, picture, commit, hour, views, evidence, server, fuzz (a figure's name will do)
 *   --minutes N     how long each state of the running app is measured (2 if not said, 10 for the goals' own measure), and
 *                   each reader fuzzed (10 if not said)
 *   --json FILE     writes the lines to FILE too
 * A figure that does not hold is printed and ends with 0; a bench that could not be measured ends with 1.
 * On Linux, on a virtual desktop of its own. Progress goes to standard error.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evidence, fuzzing } from './bench/evidence.mjs';
import { table } from './bench/figures.mjs';
import { picture } from './bench/picture.mjs';
import { running } from './bench/running.mjs';
import { server } from './bench/server.mjs';
import { startUp } from './bench/start.mjs';
import { commit, hour } from './bench/store.mjs';
import { views } from './bench/views.mjs';
import { ensureEverythingBuilt } from './lib/build.mjs';
import { killLeftovers, runThenCleanUp } from './lib/children.mjs';

/** @typedef {import('./bench/figures.mjs').Figure} Figure */

const say = (/** @type {string} */ line) => console.error(line);

/** In the order in which they run: the short ones first. */
/** @type {Record<string, (options: { minutes: number, say: typeof say }) => Promise<Figure[]>>} */
const BENCHES = { commit, hour, views, picture, evidence, server, start: startUp, running, fuzz: fuzzing };
/** Its minutes are those of each of fourteen readers. */
const ONLY_WHEN_ASKED = 'fuzz';
const FUZZ_MINUTES = 10;
const MINUTES = 2;

async function run() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      minutes: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const asked = values.minutes === undefined ? null : Number(values.minutes);
  if (asked !== null && !(asked > 0 && asked <= 60)) throw new Error('--minutes takes a number up to 60.');
  const only = values.only?.split('.')[0];
  if (only !== undefined && !(only in BENCHES)) {
    throw new Error(`There is no bench "${values.only}": ${Object.keys(BENCHES).join(', ')}.`);
  }
  if (process.platform !== 'linux') throw new Error('The benches read /proc and use X11: they run on Linux.');
  await ensureEverythingBuilt(say);

  /** @type {Figure[]} */
  const figures = [];
  /** @type {string[]} */
  const unmeasured = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (only === undefined ? name === ONLY_WHEN_ASKED : name !== only) continue;
    say(`── ${name}`);
    const minutes = asked ?? (name === ONLY_WHEN_ASKED ? FUZZ_MINUTES : MINUTES);
    try {
      for (const measured of await bench({ minutes, say })) {
        figures.push(measured);
        console.log(JSON.stringify(measured));
      }
    } catch (error) {
      unmeasured.push(name);
      say(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      // What a failed one left running would weigh on the next.
      killLeftovers();
    }
  }
  if (values.json !== undefined) {
    writeFileSync(values.json, figures.map((each) => `${JSON.stringify(each)}\n`).join(''));
  }
  console.log(`\n${table(figures)}`);
  if (unmeasured.length > 0) console.log(`Not measured: ${unmeasured.join(', ')}.`);
  return unmeasured.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await runThenCleanUp(run, async () => {
    killLeftovers();
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
