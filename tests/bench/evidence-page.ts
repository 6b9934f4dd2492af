/**
 * How long the verifier's page takes for a bundle in Chromium, from the click to the verdict on the screen. Prints ms of
 * the middle round as JSON. Arguments: the built page, the bundle, its trust file, rounds.
 */
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { median } from '../../scripts/bench/figures.mjs';
import { launchBrowser } from '../support/browsers';
import { check, choose, openPage } from '../support/verifier-page';

const [built = '', bundle = '', trust = '', rounds = '3'] = process.argv.slice(2);
const browser = await launchBrowser('chromium');
try {
  const times: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const page = await browser.newPage();
    await openPage(page, pathToFileURL(built).href);
    await choose(page, { bundle, trust });
    const started = performance.now();
    const verdict = await check(page);
    times.push(performance.now() - started);
    if (!/proven/i.test(verdict)) throw new Error(verdict);
    await page.close();
  }
  console.log(JSON.stringify({ ms: median(times) }));
} finally {
  await browser.close();
}
