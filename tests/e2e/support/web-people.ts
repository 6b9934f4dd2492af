/** People at the client's page, each in a browser of their own: the system's Chromium, without a window. */
import { type Browser, type BrowserContext, chromium, expect, type Page } from '@playwright/test';
import { CHROMIUM, CHROMIUM_ARGS } from '../../support/browsers';

export interface Person {
  page: Page;
  context: BrowserContext;
}

const PASSWORD = 'correct horse battery staple';

/** `clock`: the environment of the hour that the browser takes for now. */
export function launchChromium(clock: Readonly<Record<string, string>>): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: CHROMIUM_ARGS,
    headless: true,
    env: { ...process.env, ...clock },
  });
}

/** Opens a link that was made for this person, and makes an account with a password. */
export async function joins(browser: Browser, link: string, name: string): Promise<Person> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Name').first().fill(name);
  await page.getByRole('textbox', { name: /mail/i }).fill(`${name.toLowerCase()}@example.org`);
  const password = page.locator('input[name="new-password"]');
  if (!(await password.isVisible())) await page.getByTestId('other-way').click();
  await password.fill(PASSWORD);
  await page.getByTestId('make-account').click();
  await expect(page.getByTestId('make-account')).toHaveCount(0);
  return { page, context };
}
