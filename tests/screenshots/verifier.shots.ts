/**
 * The verifier's page for the docs: the file itself, opened from the disk in Chromium, on a bundle of a plausible week:
 * proven, in English by day; altered, in French by night; and as a phone shows them.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pngQuantize } from '@napi-rs/image';
import { chromium, expect, type Page, test } from '@playwright/test';
import { slotStart } from '../../domain/week';
import { ROOT } from '../e2e/support/app';
import { CHROMIUM, CHROMIUM_ARGS } from '../support/browsers';
import { BundleLog, WEEK } from '../support/bundle-log';
import { changed, filesOf, textOf, trustOf, zipOf } from '../support/bundles';
import { testKey } from '../support/evidence';
import { builtVerifier } from '../support/verifier';
import { PAGE_URL } from '../support/verifier-page';

const INTO = join(ROOT, 'docs', 'evidence');
const MAX_BYTES = 200_000;
const DAY = 86_400;
const MEMOS = ['Chapter two: the façade', 'Chapter two: captions', 'Proofs of chapter one', 'Index of names'];

const LOOKS = [
  { locale: 'en-GB', colorScheme: 'light', bundle: 'good.zip', width: 1_000, name: 'page-en' },
  { locale: 'fr-FR', colorScheme: 'dark', bundle: 'altered.zip', width: 1_000, name: 'page-fr-dark' },
  { locale: 'fr-FR', colorScheme: 'light', bundle: 'good.zip', width: 360, name: 'page-fr-phone' },
  { locale: 'en-GB', colorScheme: 'dark', bundle: 'altered.zip', width: 360, name: 'page-en-phone-dark' },
] as const;

test('the pictures of the verifier', async () => {
  await builtVerifier();
  const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
  try {
    mkdirSync(INTO, { recursive: true });
    writeBundles(folder);
    for (const { locale, colorScheme, bundle, width, name } of LOOKS) {
      const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      await page.goto(PAGE_URL);
      await page.setInputFiles('#bundle', join(folder, bundle));
      await page.setInputFiles('#trust', join(folder, 'trust.json'));
      if (name === 'page-en') await shoot(page, 'choice-en');
      await page.click('button.primary');
      await page.waitForSelector('#verdict');
      if (width > 400) {
        await page.click('.day summary >> nth=0');
        await expect(page.locator('.segments li').first()).toBeVisible();
      }
      await shoot(page, name);
      await context.close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Three mornings of one week with a deletion and an hour by hand; and the same with one segment left out. */
function writeBundles(folder: string): void {
  const log = new BundleLog(testKey('device'), { at: slotStart(WEEK) });
  for (const day of [1, 2, 3]) {
    for (let n = 0; n < 6; n++) {
      const slot = WEEK + day * DAY + 9 * 3_600 + n * 600;
      const memo = MEMOS[(day + Math.floor(n / 3)) % MEMOS.length] ?? '';
      log.segment(slot, { pictures: 1, slice: { memo } });
    }
  }
  const gone = log.segment(WEEK + 3 * DAY + 11 * 3_600, { pictures: 1 });
  log.remove(gone.sealed.leaf, { at: slotStart(WEEK + 3 * DAY + 12 * 3_600) });
  log.manual(WEEK + 4 * DAY + 9 * 3_600);
  const files = filesOf(log, { note: 'The week of the façade, as agreed.' });
  const lines = textOf(files, 'log/entries.jws').split('\n');
  writeFileSync(join(folder, 'good.zip'), zipOf(files));
  writeFileSync(
    join(folder, 'altered.zip'),
    zipOf(changed(files, { 'log/entries.jws': lines.toSpliced(7, 1).join('\n') })),
  );
  const trust = trustOf({ freelancer: [testKey('device')] });
  const named = { ...trust, keys: trust.keys.map((key) => ({ ...key, name: 'Ada Martin' })) };
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(named));
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  const file = join(INTO, `${name}.png`);
  writeFileSync(file, await pngQuantize(await page.screenshot({ fullPage: true })));
  expect(statSync(file).size).toBeLessThan(MAX_BYTES);
}
