/**
 * The README's pictures: the real app on a profile with plausible days in it (a day cannot be tracked in a script's
 * time, so tests/support/plausible-day.ts writes it as the app would have), its timer really running, each page in
 * light and dark.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pngQuantize } from '@napi-rs/image';
import type { Page } from '@playwright/test';
import { expect, ROOT, test } from '../e2e/support/app';
import { cells, startTracking } from '../e2e/support/window';
import { seedPlausibleWeek } from '../support/plausible-day';
import { renderScreens } from '../support/render-screens';
import { afternoonZone, midnightOf } from '../support/zones';

const SIZE = { width: 1_280, height: 800 };
const MAX_BYTES = 400_000;
const INTO = join(ROOT, 'docs', 'screenshots');

test('the pictures of the README', async ({ desk, folder, launch }) => {
  const now = Date.now();
  const zone = afternoonZone(now);
  const screens = await renderScreens(desk.env, 3);
  await seedPlausibleWeek({ folder, now, midnight: midnightOf(now, zone), screens });
  mkdirSync(INTO, { recursive: true });

  const app = await launch({ env: { TZ: zone, LANG: 'en_GB.UTF-8', LANGUAGE: 'en_GB' } });
  const { page } = app;
  await app.electron.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, SIZE);
  for (const { key } of (await app.call('app.boot', undefined)).notices) {
    await app.call('notice.dismiss', { key });
  }
  await startTracking(page, 'Payment step: the receipt');
  await expect(cells(page).last()).toHaveAttribute('data-state', 'open');

  for (const theme of ['light', 'dark'] as const) {
    await app.call('settings.set', { theme });
    const suffix = theme === 'dark' ? '-dark' : '';
    await shoot(page, `diary${suffix}`);

    await page
      .getByRole('button', { name: /Visual identity/ })
      .and(cells(page))
      .nth(4)
      .click();
    await expect(page.getByTestId('detail-tracked')).toBeVisible();
    await expect(page.locator('.recharts-surface').first()).toBeVisible();
    await shoot(page, `detail${suffix}`);
    await page.keyboard.press('Escape');

    for (const name of ['contracts', 'settings'] as const) {
      await page.getByTestId(`page-${name}`).click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('main')).not.toContainText('Loading');
      await shoot(page, `${name}${suffix}`);
    }
    await page.getByTestId('page-diary').click();
  }
});

/** Waits until every picture on the page is decoded, and keeps the file small enough for a repository. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(
    'document.fonts.ready.then(() => Promise.all([...document.images].map((image) => image.decode().catch(() => null))))',
  );
  const file = join(INTO, `${name}.png`);
  writeFileSync(file, await pngQuantize(await page.screenshot({ animations: 'disabled' })));
  expect(statSync(file).size, file).toBeLessThanOrEqual(MAX_BYTES);
}
