/** The verifier's page for everybody: axe finds nothing, in either language, light and dark, at each step. SPEC: UI. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, CHROMIUM_ARGS } from '../support/browsers';
import { BundleLog } from '../support/bundle-log';
import { changed, filesOf, trustOf, zipOf } from '../support/bundles';
import { SLOT, testKey } from '../support/evidence';
import { builtVerifier } from '../support/verifier';
import { PAGE_URL } from '../support/verifier-page';

const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
const path = (name: string) => join(folder, name);
let browser: Browser;

beforeAll(async () => {
  await builtVerifier();
  const log = new BundleLog();
  log.segment(SLOT, { pictures: 1 });
  const files = filesOf(log);
  writeFileSync(path('altered.zip'), zipOf(changed(files, { 'README.txt': 'other\n' })));
  writeFileSync(path('trust.json'), JSON.stringify(trustOf({ freelancer: [testKey('device')] })));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
}, 60_000);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['en-GB', 'fr-FR'] as const).map((locale) => ({ colorScheme, locale })),
);

describe.each(LOOKS)('the page in $colorScheme, $locale', ({ colorScheme, locale }) => {
  it('has nothing that axe objects to, from the choice to the pictures', async () => {
    const context = await browser.newContext({ colorScheme, locale });
    const page = await context.newPage();
    const objections: unknown[] = [];
    const look = async (step: string) => objections.push(...(await objectionsTo(page, step)));
    await page.goto(PAGE_URL);
    expect(await page.getAttribute('html', 'lang')).toBe(locale.slice(0, 2));
    await look('choice');
    await page.setInputFiles('#bundle', path('altered.zip'));
    await page.fill('#key', 'no key');
    await page.click('button.primary');
    await page.waitForSelector('#key-wrong');
    await look('a wrong key');
    await page.fill('#key', '');
    await page.setInputFiles('#bundle', path('altered.zip'));
    await page.setInputFiles('#trust', path('trust.json'));
    await page.click('button.primary');
    await page.waitForSelector('#verdict');
    await page.click('.day summary');
    await page.click('.picture button');
    await page.waitForSelector('img');
    await look('outcome');
    await context.close();
    expect(objections).toEqual([]);
  });
});

async function objectionsTo(page: Page, step: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => ({ step, id, at: nodes.map(({ target }) => target.join(' ')) }));
}
