/**
 * The verifier's page as it is built, opened from the disk in Chromium and in Firefox: what it finds is what the command
 * finds, it needs no network, and nothing of a bundle becomes more than text in it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyText } from '../../domain/fingerprint';
import { slotStart } from '../../domain/week';
import { VERIFY_PAGE } from '../../scripts/lib/verifier.mjs';
import { BROWSERS, complaintsOf, launchBrowser, UNSAFE_HOST } from '../support/browsers';
import { BundleLog, WEEK } from '../support/bundle-log';
import { bundleOf, changed, filesOf, trustOf, zipOf } from '../support/bundles';
import { SLOT, testKey } from '../support/evidence';
import { builtVerifier, runVerifier } from '../support/verifier';
import { check, choose, findingsIn, findingsOn, openPage, textOf } from '../support/verifier-page';

const HOSTILE = '<img src=x onerror="document.title=1"> \u202egnp.exe \u001b[31m';
const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
const path = (name: string) => join(folder, name);
const day = Math.floor(SLOT / 86_400) * 86_400;

const log = new BundleLog();
log.segment(SLOT, { pictures: 1 });
log.segment(SLOT + 600, { pictures: 1, slice: { memo: HOSTILE } });
const gone = log.segment(SLOT + 1200, { pictures: 1 });
log.remove(gone.sealed.leaf, { at: slotStart(SLOT) + 3_000_000 });
log.manual(SLOT + 86_400);
const files = filesOf(log);

const BUNDLES: Readonly<Record<string, Uint8Array>> = {
  'good.zip': zipOf(files),
  'withheld.zip': bundleOf(log, {
    scope: { from: WEEK, to: WEEK + 604_800, fields: ['time'] },
    note: HOSTILE,
  }),
  'garbage.zip': zipOf(changed(files, { 'log/entries.jws': 'nothing\n' })),
  'unsigned.zip': zipOf(changed(files, { 'manifest.note': 'x\n', 'README.txt': 'other\n' })),
  'extra.zip': zipOf(changed(files, { 'log/extra.txt': 'x\n', 'log/disclosures.txt': null })),
  'cut.zip': zipOf(files).slice(0, -5),
  'text.zip': Buffer.from('no bundle\n'),
  'empty.zip': new Uint8Array(),
};

beforeAll(async () => {
  await builtVerifier();
  for (const [name, bytes] of Object.entries(BUNDLES)) writeFileSync(path(name), bytes);
  writeFileSync(path('trust.json'), JSON.stringify(trustOf({ freelancer: [testKey('device')] })));
  writeFileSync(path('other.json'), JSON.stringify(trustOf({ freelancer: [testKey('other')] })));
  writeFileSync(path('policy.json'), JSON.stringify({ format: 'minutier-policy-1', time: 'server' }));
  writeFileSync(path('wrong.json'), '{"format":"minutier-trust-2"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By the command, once for both browsers. */
const told = new Map<string, ReturnType<typeof runVerifier>>();
function commandOn(bundle: string): ReturnType<typeof runVerifier> {
  const run =
    told.get(bundle) ?? runVerifier([path(bundle), '--trust', path('trust.json'), '--json', '--lang', 'en']);
  told.set(bundle, run);
  return run;
}

describe.each(BROWSERS)('the page in %s', (name) => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser(name);
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = complaintsOf(page);
    await openPage(page);
  });
  afterEach(async () => {
    await page.close();
    // Neither an error nor anything that the page's policy had to stop.
    expect(complaints).toEqual([]);
  });

  it.each(Object.keys(BUNDLES))('[VF2] finds in %s what the command finds, in its order', async (bundle) => {
    const told = await commandOn(bundle);
    await choose(page, { bundle: path(bundle), trust: path('trust.json') });
    const title = await check(page);
    expect(await findingsOn(page)).toEqual(findingsIn(told.out));
    expect(title).toBe(['Proven', 'Broken', 'Cannot be decided'][told.code ?? -1]);
  });

  it('[VF2] asks for what the policy asks, in French too', async () => {
    const [bundle, trust, policy] = [path('withheld.zip'), path('other.json'), path('policy.json')];
    const told = await runVerifier([bundle, '--trust', trust, '--policy', policy, '--json', '--lang', 'fr']);
    await page.click('#language-fr');
    await choose(page, { bundle, trust, policy });
    expect(await check(page)).toBe('Indécidable');
    expect(await findingsOn(page)).toEqual(findingsIn(told.out));
    expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
    // The language changes and what was found stays.
    await page.click('#language-en');
    expect(await textOf(page, '#verdict')).toBe('Cannot be decided');
  });

  it('[KY4] takes the freelancer’s key as it is printed, and nothing else for it', async () => {
    await choose(page, { bundle: path('good.zip'), key: 'minutier-key-1:abc' });
    await page.click('button.primary');
    await page.waitForSelector('#key-wrong');
    expect(await page.evaluate('document.activeElement.id')).toBe('key');
    await choose(page, { bundle: path('good.zip'), key: ` ${keyText(testKey('device').x)} ` });
    expect(await check(page)).toBe('Proven');
    expect(await textOf(page, '.keys')).toContain('the freelancer');
  });

  it('[VF8] says which file is none, and checks nothing', async () => {
    await choose(page, { bundle: path('good.zip'), trust: path('wrong.json') });
    await page.click('button.primary');
    await page.waitForSelector('#trust-wrong');
    expect(await page.$('#verdict')).toBeNull();
  });

  it('is worked by the keyboard alone, and says the verdict where the focus is', async () => {
    await choose(page, { bundle: path('good.zip'), trust: path('trust.json') });
    await page.focus('#language-fr');
    for (let step = 0; step < 20; step++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.className')) === 'primary') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('#verdict');
    expect(await page.evaluate('document.activeElement.id')).toBe('verdict');
  });

  it('shows a day’s segments and their pictures when they are asked for, and a hostile memo as its text', async () => {
    await choose(page, { bundle: path('good.zip'), trust: path('trust.json') });
    await check(page);
    expect(await page.$$('.segments li')).toHaveLength(0);
    await page.click(`[data-day="${day}"] summary`);
    await page.waitForSelector('.segments li');
    expect(await page.$$('.segments li')).toHaveLength(3);
    expect(await page.$$('img')).toHaveLength(0);
    expect(await textOf(page, '.segments li:nth-child(2) .memo')).toBe(HOSTILE);
    await page.click('.picture button');
    await page.waitForSelector('img');
    await page.waitForFunction('document.querySelector("img").naturalWidth > 0');
    expect(await page.evaluate('document.activeElement.localName')).toBe('img');
    expect(await page.evaluate('document.title')).toBe('Minutier verifier');
  });

  it('takes what is dropped on it for the bundle, before a check and after it', async () => {
    const drop = (name: string) =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['no bundle'], ${JSON.stringify(name)}));
        return document.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      })()`);
    for (const name of ['first.zip', 'second.zip']) {
      // The browser's own way with a dropped file, to show it instead of the page, is stopped.
      expect(await drop(name)).toBe(false);
      expect(await textOf(page, '.name')).toBe(name);
      expect(await check(page)).toBe('Broken');
    }
  });

  it('fits a phone, in both languages, with everything open', async () => {
    await page.setViewport({ width: 360, height: 740 });
    const overhang = () =>
      page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    for (const language of ['fr', 'en']) {
      await page.click(`#language-${language}`);
      expect(await overhang()).toBe(0);
      await choose(page, { bundle: path('withheld.zip'), trust: path('trust.json') });
      expect(await overhang()).toBe(0);
      await check(page);
      await page.click(`[data-day="${day}"] summary`);
      await page.waitForSelector('.segments li');
      expect(await overhang()).toBe(0);
      await openPage(page);
    }
  });

  it('can load nothing and send nothing, from the page as from its worker', async () => {
    const policy = z
      .string()
      .parse(await page.evaluate(`document.querySelector('meta[http-equiv]').getAttribute('content')`));
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src blob:;/,
    );
    expect(policy).not.toMatch(/unsafe|connect-src|https?:|\*/);
    const outcome = await page.evaluate(`fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')`);
    expect(outcome).toBe('stopped');
    const byWorker = await page.evaluate(`new Promise((resolve) => {
      const code = "fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => String(error)).then(postMessage);"
        + "addEventListener('securitypolicyviolation', (event) => postMessage('stopped ' + event.effectiveDirective))";
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      worker.onmessage = ({ data }) => { if (data.startsWith('stopped')) resolve(data); };
    })`);
    expect(byWorker).toBe('stopped connect-src');
    // Both attempts were told, and nothing else was.
    expect(complaints.splice(0).length).toBeGreaterThan(0);
  });

  it('decides nothing where the browser has no WebCrypto', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(readFileSync(VERIFY_PAGE));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = z.object({ port: z.number() }).parse(server.address());
      await openPage(page, `http://${UNSAFE_HOST}:${port}/`);
      await choose(page, { bundle: path('good.zip'), trust: path('trust.json') });
      await page.click('button.primary');
      await page.waitForSelector('[role=alert]');
      expect(await textOf(page, '[role=alert]')).toContain('cannot check Ed25519');
      expect(await page.$('#verdict')).toBeNull();
      // Over HTTP a browser asks for an icon by itself, which the policy stops; on the disk there is none to ask for.
      expect(complaints.splice(0).filter((one) => !one.includes('favicon.ico'))).toEqual([]);
    } finally {
      server.close();
    }
  });
});
