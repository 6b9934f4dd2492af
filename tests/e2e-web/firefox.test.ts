/** The page in Firefox, as it is installed here: a client signs in, sees a day that is proven, and raises the limit. */
import { expect, it, onTestFinished } from 'vitest';
import { complaintsOf, launchBrowser } from '../support/browsers';
import { reviewed } from '../support/reviewed';
import { PASSWORD, SERVER_NOW } from '../support/server';
import { PAGE, useBrowser } from '../support/web';

useBrowser();

it('[WP19] Firefox shows the same page: signing in, a day whose seal is proven, a new limit', async () => {
  // The browser's clock is the machine's: the server's runs beside it.
  const house = await reviewed({ ...PAGE, at: SERVER_NOW });
  const firefox = await launchBrowser('firefox');
  onTestFinished(() => firefox.close());
  const page = await firefox.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${house.url}/contracts/${house.contract}/day/2026-11-03`);
  await page.locator('input[name=email]').fill(house.client.session?.account.email ?? '');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('[data-testid=sign-in-password]').click();
  await page.waitForSelector('[data-testid^=diary-cell-]');
  await page.waitForSelector('[data-testid=seal][data-look=match]');
  await page.locator('[data-testid=tab-settings]').click();
  await page.locator('[data-testid=limit-hours]').fill('50');
  await page.locator('[data-testid=limit-set]').click();
  await page.waitForSelector('[data-testid=limit-now]::-p-text(50 h a week)');
  const ground = await page.evaluate(`getComputedStyle(document.body).backgroundColor`);
  expect(ground).not.toBe('rgba(0, 0, 0, 0)');
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
});
