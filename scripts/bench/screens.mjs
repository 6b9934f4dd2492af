/**
 * The app itself over three years of work, driven through Playwright: its attached debugger is part of each figure.
 * A time is the page's own: from the click (or the typed letter) until the frame in which what was asked for is there
 * has been painted; medians of nine, after one that loads what is loaded once. Frames are those of a still page and of
 * the same page while it scrolls: the floor is what the machine itself drops.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { _electron } from 'playwright-core';
import { z } from 'zod';
import { openDesktop } from '../lib/desktop.mjs';
import { ROOT } from '../lib/paths.mjs';
import { ask, withFolder } from './apps.mjs';
import { figure, median } from './figures.mjs';
import { costOf } from './processes.mjs';

/** @typedef {import('playwright-core').Page} Page */

const ROUNDS = 9;
const SETTLE_MS = 6_000;
const DAY_MS = 86_400_000;
const ProfileSchema = z.object({ day: z.int() });
const FramesSchema = z.object({ frames: z.int(), dropped: z.int(), longest: z.number() });

export async function screens() {
  return withFolder(async (folder) => {
    const { day } = ProfileSchema.parse(await ask('three-years-profile', [`${folder}/years`]));
    await ask('profile', ['make', `${folder}/empty`]);
    const desktop = await openDesktop();
    try {
      const emptyKb = await withApp(desktop.env, `${folder}/empty`, async (page, weigh) => {
        await page.getByTestId('diary-empty').waitFor();
        return weigh();
      });
      return await withApp(desktop.env, `${folder}/years`, async (page, weigh) => {
        const times = await timesOf(page, day);
        const scrolls = await scrollsOf(page);
        await page.getByText('Year', { exact: true }).click();
        await page.getByTestId('year').waitFor();
        const yearKb = await weigh();
        return [
          ...times,
          ...scrolls,
          figure({
            name: 'views.year.memory',
            value: yearKb / 1_000,
            unit: 'MB',
            floor: emptyKb / 1_000,
            goal: { of: 'ratio', bound: 'max', limit: 1.3 },
          }),
        ];
      });
    } finally {
      await desktop.close();
    }
  });
}

/**
 * @template T
 * @param {NodeJS.ProcessEnv} env
 * @param {string} profile
 * @param {(page: Page, weigh: () => Promise<number>) => Promise<T>} work
 */
async function withApp(env, profile, work) {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  const electron = await _electron.launch({
    args: [ROOT, `--user-data-dir=${profile}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    cwd: ROOT,
    env: Object.fromEntries(
      Object.entries({ ...rest, TZ: 'UTC', LANGUAGE: 'en', LC_ALL: 'C.UTF-8' }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  });
  try {
    const page = await electron.firstWindow();
    await page.getByTestId('timer-toggle').waitFor();
    return await work(page, async () => {
      await delay(SETTLE_MS);
      return costOf(electron.process().pid ?? 0).pssKb;
    });
  } finally {
    await electron.close();
  }
}

/**
 * @param {Page} page
 * @param {number} day a full day, wall ms
 */
async function timesOf(page, day) {
  /** @type {{ name: string, limit: number, prepare?: () => Promise<unknown>, act: string, shown: string }[]} */
  const steps = [
    {
      name: 'day',
      limit: 100,
      prepare: async () => {
        await click(page, 'page-diary');
        await goTo(page, day - DAY_MS);
      },
      act: clickOn('day-next'),
      shown: `document.querySelectorAll('[data-testid^="diary-cell-"]').length > 60`,
    },
    {
      name: 'week',
      limit: 100,
      prepare: async () => {
        await click(page, 'page-diary');
        await page.getByTestId('diary-grid').or(page.getByTestId('diary-empty')).waitFor();
      },
      act: clickOn('page-week'),
      shown: `document.querySelector('[data-testid="week-table"]') !== null`,
    },
    {
      name: 'month',
      limit: 100,
      prepare: () => tab(page, 'Week', 'week'),
      act: clickOnTab('Month'),
      shown: `document.querySelector('[data-testid="month"] button') !== null`,
    },
    {
      name: 'year',
      limit: 100,
      prepare: () => tab(page, 'Week', 'week'),
      act: clickOnTab('Year'),
      shown: `document.querySelector('[data-testid="year"] button') !== null`,
    },
    {
      name: 'search.letter',
      limit: 50,
      prepare: () => emptySearch(page),
      act: typing('a'),
      shown: `document.querySelector('[data-testid="search-hits"] button') !== null`,
    },
    {
      name: 'search.words',
      limit: 50,
      prepare: () => emptySearch(page),
      act: typing('pull 4711'),
      shown: `document.querySelector('[data-testid="search-hits"] button') !== null`,
    },
  ];
  const figures = [];
  for (const { name, limit, prepare, act, shown } of steps) {
    const taken = [];
    for (let round = 0; round <= ROUNDS; round++) {
      await prepare?.();
      const ms = await painted(page, act, shown);
      if (round > 0) taken.push(ms);
    }
    figures.push(timed(name, median(taken), limit));
  }
  await page.keyboard.press('Escape');
  figures.push(timed('edit60', await edited(page, day), 100));
  return figures;
}

/** Sixty cells and more get one memo: from the press of the button until all of them show it. */
async function edited(/** @type {Page} */ page, /** @type {number} */ day) {
  const taken = [];
  await click(page, 'page-diary');
  await goTo(page, day);
  for (let round = 0; round <= ROUNDS; round++) {
    const memo = `Edited together ${round}`;
    await page.locator('[data-testid^="diary-cell-"]').first().focus();
    await page.keyboard.press('Control+a');
    await click(page, 'selection-memo');
    await page.getByTestId('memo-input').fill(memo);
    const ms = await painted(
      page,
      clickOn('memo-save'),
      `[...document.querySelectorAll('[data-testid="diary-run"]')].length > 0 && [...document.querySelectorAll('[data-testid="diary-run"]')].every((run) => run.textContent.includes(${JSON.stringify(memo)}))`,
    );
    if (round > 0) taken.push(ms);
    await page.getByTestId('memo-input').waitFor({ state: 'detached' });
  }
  return median(taken);
}

/** The diary of a full day, and the year in a small window. */
async function scrollsOf(/** @type {Page} */ page) {
  const figures = [];
  for (const name of ['day', 'year']) {
    if (name === 'year') {
      await click(page, 'page-week');
      await tab(page, 'Year', 'year');
    }
    const still = await framesOf(page, false);
    const moving = await framesOf(page, true);
    figures.push(
      figure({
        name: `views.${name}.scroll.dropped`,
        value: (100 * moving.dropped) / moving.frames,
        unit: '% of frames',
        floor: (100 * still.dropped) / still.frames,
      }),
      figure({
        name: `views.${name}.scroll.longest`,
        value: moving.longest,
        unit: 'ms',
        floor: still.longest,
      }),
    );
  }
  return figures;
}

/** Two seconds of frames; dropped: those that came more than half a frame late, at 60 a second. */
async function framesOf(/** @type {Page} */ page, /** @type {boolean} */ moving) {
  return FramesSchema.parse(
    await page.evaluate(`(async () => {
      const scrolls = [...document.querySelectorAll('main, main *')]
        .filter((each) => each.scrollHeight > each.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(each).overflowY));
      const frame = () => new Promise(requestAnimationFrame);
      let [last, step, frames, dropped, longest] = [await frame(), 24, 0, 0, 0];
      for (const end = last + 2000; last < end; ) {
        if (${moving}) for (const each of scrolls) {
          const before = each.scrollTop;
          each.scrollTop += step;
          if (each.scrollTop === before) step = -step;
        }
        const at = await frame();
        frames += 1;
        if (at - last > 25) dropped += Math.round((at - last) / 16.67) - 1;
        longest = Math.max(longest, at - last);
        last = at;
      }
      return { frames: frames + dropped, dropped, longest };
    })()`),
  );
}

/**
 * Milliseconds from the act until the frame that first has `shown` was painted.
 * @param {Page} page
 * @param {string} act an expression
 * @param {string} shown an expression
 */
async function painted(page, act, shown) {
  // A quiet page: what the last step left behind is done.
  await page.evaluate('new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))');
  const ms = await page.evaluate(`new Promise((resolve, reject) => {
    const from = performance.now();
    const late = setTimeout(() => reject(new Error('never shown: ' + ${JSON.stringify(shown)})), 10000);
    const look = () => {
      if (!(${shown})) return;
      watch.disconnect();
      clearTimeout(late);
      // The frame's callback comes before it is painted, the task after it comes afterwards.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    ${act};
  })`);
  return z.number().parse(ms);
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} limit
 */
function timed(name, value, limit) {
  return figure({ name: `views.${name}`, value, unit: 'ms', goal: { of: 'value', bound: 'max', limit } });
}

function clickOn(/** @type {string} */ testId) {
  return `document.querySelector('[data-testid="${testId}"]').click()`;
}

function clickOnTab(/** @type {string} */ label) {
  return `[...document.querySelectorAll('[role="radiogroup"] label')].find((each) => each.textContent === '${label}').click()`;
}

/** As the keyboard does it, in one step: React listens to `input` and knows the field's own setter. */
function typing(/** @type {string} */ text) {
  return `(() => {
    const field = document.querySelector('[data-testid="search-field"]');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '${text}');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  })()`;
}

async function click(/** @type {Page} */ page, /** @type {string} */ testId) {
  await page.getByTestId(testId).click();
}

/**
 * @param {Page} page
 * @param {string} label
 * @param {string} testId
 */
async function tab(page, label, testId) {
  await page.getByText(label, { exact: true }).last().click();
  await page.getByTestId(testId).waitFor();
}

async function emptySearch(/** @type {Page} */ page) {
  const field = page.getByTestId('search-field');
  if (!(await field.isVisible())) await click(page, 'page-search');
  await field.fill('');
  await page.locator('[data-testid="search-hits"] button').first().waitFor({ state: 'detached' });
}

/** Shows a day of the diary: back to today, then step by step. */
async function goTo(/** @type {Page} */ page, /** @type {number} */ day) {
  const today = page.getByTestId('day-today');
  if (await today.isEnabled()) await today.click();
  const steps = Math.floor(Date.now() / DAY_MS) - Math.floor(day / DAY_MS);
  for (let step = 0; step < steps; step++) await click(page, 'day-previous');
}
