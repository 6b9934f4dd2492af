/**
 * The browsers of the system, as a stranger has them: Chromium and Firefox, without a window, each with a profile of its
 * own that is gone afterwards. One driver for both, so that a test is the same in each.
 */
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

export const BROWSERS = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** A name that leads to this machine and that no browser takes for a safe place, as it takes `localhost`. */
export const UNSAFE_HOST = 'plain.test';

export function launchBrowser(name: BrowserName): Promise<Browser> {
  if (name === 'firefox') {
    return puppeteer.launch({
      browser: 'firefox',
      executablePath: '/usr/bin/firefox-esr',
      headless: true,
      extraPrefsFirefox: { 'network.dns.localDomains': UNSAFE_HOST, 'intl.accept_languages': 'en-GB' },
    });
  }
  return puppeteer.launch({
    browser: 'chrome',
    executablePath: CHROMIUM,
    headless: true,
    args: [...CHROMIUM_ARGS, `--host-resolver-rules=MAP ${UNSAFE_HOST} 127.0.0.1`],
  });
}

export const CHROMIUM = '/usr/bin/chromium';
/** Root has no sandbox here, and nothing shall be fetched behind a test's back. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=en-GB',
];

/** Everything that the page complains of, from now on: errors, and what its policy stopped. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => {
    complaints.push(String(error));
  });
  return complaints;
}
