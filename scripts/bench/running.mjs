/**
 * Bench of a running app: memory and CPU over all its processes while somebody works (5 events a second into a
 * terminal) and the timer runs, with the window open and closed to the tray; the floors are bare apps on the same
 * desktop, one after the other, so that none shares its pages with the one that is measured. The timer is started by
 * the global shortcut and the window closed by its manager, as a person would: nothing is attached.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { start, stop } from '../lib/children.mjs';
import { openDesktop } from '../lib/desktop.mjs';
import { ask, EMPTY_PAGE, ownElectron, startBare, startOurs, withFolder } from './apps.mjs';
import { figure, median } from './figures.mjs';
import { costOf } from './processes.mjs';
import { BARE_READY, OURS_READY } from './start.mjs';
import { Windows } from './windows.mjs';

/**
 * @typedef {import('./processes.mjs').Cost} Cost
 * @typedef {import('./apps.mjs').RunningApp} RunningApp
 */

const READY_MS = 30_000;
/** How long an app may come to rest before it is measured. */
const SETTLE_MS = 15_000;
const SAMPLE_MS = 5_000;
/** A picture's child has ended by then, whatever the machine. */
const PICTURE_MS = 10_000;
const MINUTES_OF_A_PICTURE = 10;
const FLOOR_MS = 60_000;

const TERMINAL = 'bench terminal';
const TRACKING = /^● .* — Minutier$/;
/** Five events a second: what xdotool needs for one itself is most of what is missing to 0.2 s. */
const PAUSE_S = 0.185;
const SHORTCUT = 'ctrl+alt+m';

const ReadSchema = z.object({ trackedMs: z.int(), inputs: z.int(), pictures: z.array(z.number()) });

/** @param {{ minutes: number, say: (line: string) => void }} options */
export async function running({ minutes, say }) {
  return withFolder(async (folder) => {
    const desktop = await openDesktop();
    const stage = { env: desktop.env, electron: ownElectron(folder) };
    const windows = new Windows(desktop.env);
    const hands = await startHands(desktop.env, windows, folder);
    const measureMs = minutes * 60_000;
    // An app that does nothing is soon measured.
    const floorMs = Math.min(measureMs, FLOOR_MS);
    try {
      say('bare, without a window …');
      const bare = withoutPictures(
        await measureBare(() => startBare(stage, join(folder, 'bare'), null), floorMs),
        [],
      );
      say('bare, with an empty window …');
      const openBare = async () => {
        const app = startBare(stage, join(folder, 'bare-window'), EMPTY_PAGE);
        await windows.titled(BARE_READY, READY_MS);
        await hands.focus();
        return app;
      };
      const bareWindow = withoutPictures(await measureBare(openBare, floorMs), []);
      const ours = await measureOurs(stage, windows, hands, join(folder, 'ours'), measureMs, say);
      // One picture in ten minutes, however many fell into the time that was measured.
      const perMinute = (/** @type {number} */ rate, /** @type {number} */ picture) =>
        60 * rate + picture / MINUTES_OF_A_PICTURE;
      return [
        figure({
          name: 'running.tray.memory',
          value: ours.tray.pssMb,
          unit: 'MB',
          floor: bare.pssMb,
          goal: { of: 'ratio', bound: 'max', limit: 1.15 },
        }),
        figure({
          name: 'running.tray.cpu',
          value: perMinute(ours.tray.cpu, ours.pictureSeconds),
          unit: 's/min',
          floor: perMinute(bare.cpu, 0),
          // 0.5 % of one core.
          goal: { of: 'value', bound: 'max', limit: 0.3 },
        }),
        figure({
          name: 'running.window.memory',
          value: ours.window.pssMb,
          unit: 'MB',
          floor: bareWindow.pssMb,
        }),
        figure({
          name: 'running.window.cpu',
          value: perMinute(ours.window.cpu, ours.pictureSeconds),
          unit: 's/min',
          floor: perMinute(bareWindow.cpu, 0),
        }),
        figure({ name: 'running.picture.cpu', value: ours.pictureSeconds, unit: 's' }),
      ];
    } finally {
      await hands.stop();
      await windows.close();
      await desktop.close();
    }
  });
}

/**
 * Types and clicks into a terminal until told to stop: each second two keys, a click, a scroll and a move.
 * @param {NodeJS.ProcessEnv} env
 * @param {Windows} windows
 * @param {string} folder
 */
async function startHands(env, windows, folder) {
  const shell = ['-T', TERMINAL, '-geometry', '80x12+0+0', '-e', 'cat > /dev/null'];
  const terminal = start('xterm', shell, { env, stdio: 'ignore' });
  const { id } = await windows.titled(new RegExp(`^${TERMINAL}$`), READY_MS);
  const focus = () =>
    windows.xdotool('windowactivate', '--sync', id, 'mousemove', '--window', id, '60', '60');
  await focus();
  const second = ['key a', 'click 1', 'key b', 'click 4', 'mousemove_relative --sync 2 1'];
  const script = join(folder, 'hands');
  // The pointer walks 20 steps to and fro, and stays on the terminal.
  const back = [...second.slice(0, -1), 'mousemove_relative --sync -- -2 -1'];
  const walk = [...Array(20).fill(second), ...Array(20).fill(back)].flat();
  writeFileSync(script, `${walk.map((event) => `${event}\nsleep ${PAUSE_S}`).join('\n')}\n`);
  const typing = start('sh', ['-c', `while xdotool "${script}" > /dev/null; do :; done`], {
    env,
    stdio: 'ignore',
  });
  return {
    focus,
    async stop() {
      await stop(typing, 1_000);
      await stop(terminal, 1_000);
    },
  };
}

/**
 * @param {() => Promise<RunningApp> | RunningApp} begin
 * @param {number} ms
 */
async function measureBare(begin, ms) {
  const app = await begin();
  try {
    await delay(SETTLE_MS);
    const costs = new Costs(app.pid);
    await delay(ms);
    return costs.end();
  } finally {
    await app.quit();
  }
}

/**
 * Gives the costs with the window and in the tray, the stretches with pictures left out of their CPU, and what one
 * picture costs (CPU seconds). Throws where the app did not track, count and picture what was done.
 * @param {import('./apps.mjs').Stage} stage
 * @param {Windows} windows
 * @param {{ focus(): Promise<void> }} hands
 * @param {string} profile
 * @param {number} ms
 * @param {(line: string) => void} say
 */
async function measureOurs(stage, windows, hands, profile, ms, say) {
  await ask('profile', ['make', profile]);
  const app = startOurs(stage, profile);
  try {
    const { id } = await windows.titled(OURS_READY, READY_MS);
    say('ours, window open …');
    await startTimer(windows);
    const costs = new Costs(app.pid);
    await hands.focus();
    await delay(SETTLE_MS);
    const window = costs.mark();
    await delay(ms);
    const windowEnd = costs.mark();
    say('ours, closed to the tray …');
    await windows.xdotool('windowactivate', '--sync', id, 'key', 'alt+F4');
    await windows.gone(TRACKING, READY_MS);
    await hands.focus();
    await delay(SETTLE_MS);
    const tray = costs.mark();
    await delay(ms);
    const trayEnd = costs.mark();
    // Unless the slice has its picture already, the stop takes it: there is one to be measured in any case.
    await windows.xdotool('key', SHORTCUT);
    await delay(PICTURE_MS);
    const all = costs.end();
    await app.quit();

    const { trackedMs, inputs, pictures } = ReadSchema.parse(await ask('profile', ['read', profile]));
    say(`tracked ${Math.round(trackedMs / 1_000)} s, ${inputs} events counted, ${pictures.length} pictures`);
    if (trackedMs < 2 * ms) throw new Error(`Only ${trackedMs} ms were tracked.`);
    // The hands do four countable things a second; a slow machine may keep them from half of it.
    if (inputs < (4 * ms) / 1_000) throw new Error(`Only ${inputs} events were counted.`);
    return {
      window: withoutPictures(all.slice(window, windowEnd), pictures),
      tray: withoutPictures(all.slice(tray, trayEnd), pictures),
      pictureSeconds: costOfPicture(all, pictures),
    };
  } finally {
    await app.quit();
  }
}

/** The shortcut is taken a moment after the window is there: asked again until the title says that time runs. */
async function startTimer(/** @type {Windows} */ windows) {
  for (let tries = 0; tries < 10; tries++) {
    await windows.xdotool('key', SHORTCUT);
    const tracking = await windows.titled(TRACKING, 3_000).catch(() => null);
    if (tracking !== null) return;
  }
  throw new Error('The shortcut did not start the timer.');
}

/** Reads an app's costs every five seconds. */
class Costs {
  /** @type {Cost[]} */
  #costs;
  #timer;
  #pid;
  /** @type {unknown} */
  #failure = null;

  constructor(/** @type {number} */ pid) {
    this.#pid = pid;
    this.#costs = [costOf(pid)];
    this.#timer = setInterval(() => {
      try {
        this.#costs.push(costOf(pid));
      } catch (error) {
        this.#failure ??= error;
      }
    }, SAMPLE_MS);
  }

  /** Reads now; gives the reading's place among all. */
  mark() {
    this.#costs.push(costOf(this.#pid));
    return this.#costs.length - 1;
  }

  end() {
    clearInterval(this.#timer);
    if (this.#failure !== null) throw this.#failure;
    this.mark();
    return this.#costs;
  }
}

/**
 * @typedef {object} Load
 * @property {number} pssMb median
 * @property {number} cpu CPU seconds a second
 */

/**
 * @param {readonly Cost[]} costs
 * @param {readonly number[]} pictures when each was taken, wall ms
 * @returns {Load}
 */
function withoutPictures(costs, pictures) {
  const quiet = stretchesOf(costs).filter((stretch) => !holdsPicture(stretch, pictures));
  return { pssMb: median(costs.map(({ pssKb }) => pssKb)) / 1_000, cpu: rateOf(quiet) };
}

/**
 * @param {readonly Cost[]} costs
 * @param {readonly number[]} pictures
 */
function costOfPicture(costs, pictures) {
  const all = stretchesOf(costs);
  const rate = rateOf(all.filter((stretch) => !holdsPicture(stretch, pictures)));
  const extra = all
    .filter((stretch) => holdsPicture(stretch, pictures))
    .reduce((sum, { seconds, cpu }) => sum + cpu - rate * seconds, 0);
  return extra / pictures.length;
}

/** @typedef {{ from: number, to: number, seconds: number, cpu: number }} Stretch `from`, `to`: wall ms */

/** @returns {Stretch[]} what lies between one reading and the next */
function stretchesOf(/** @type {readonly Cost[]} */ costs) {
  return costs.slice(1).flatMap((cost, n) => {
    const before = costs[n];
    if (before === undefined) return [];
    const seconds = (cost.at - before.at) / 1_000;
    return [{ from: before.at, to: cost.at, seconds, cpu: cost.cpuSeconds - before.cpuSeconds }];
  });
}

/**
 * @param {Stretch} stretch
 * @param {readonly number[]} pictures
 */
function holdsPicture({ from, to }, pictures) {
  return pictures.some((at) => from < at + PICTURE_MS && to > at - 1_000);
}

/** CPU seconds a second. */
function rateOf(/** @type {readonly Stretch[]} */ stretches) {
  const sum = (/** @type {'seconds' | 'cpu'} */ what) =>
    stretches.reduce((total, stretch) => total + stretch[what], 0);
  return sum('cpu') / sum('seconds');
}
