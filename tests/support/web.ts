/**
 * The client's page in a real browser (the system's Chromium, without a window), served by the real server in this process:
 * pages of a chosen language, size and theme, an authenticator for passkeys, and what every page must hold: no complaint of
 * the browser's (its policy's included), nothing that axe finds, nothing wider than the window.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { CLIENT_FOLDER, ensureClientBuilt } from '../../scripts/lib/client.mjs';
import client from '../../src/locales/client.en.json';
import en from '../../src/locales/en.json';
import { CHROMIUM, CHROMIUM_ARGS } from './browsers';
import { SERVER_NOW, type ServerOptions, type TestServer, testServer } from './server';

export type { Page } from 'playwright-core';

/** As phones and desks are; the names are those of the screenshots. */
export const SIZES = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
} as const;

export interface Looks {
  language?: 'en' | 'fr';
  size?: keyof typeof SIZES;
  theme?: 'light' | 'dark';
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Whatever the browser complained of, since the page is there. */
  complaints: string[];
}

let browser: Browser | null = null;

/** Builds the page where it is not built, and has one browser for the file. Call at the top of a test file. */
export function useBrowser(): void {
  // A browser, axe and a server on a machine that is busy with other tests.
  vi.setConfig({ testTimeout: 240_000 });
  beforeAll(async () => {
    await ensureClientBuilt(() => undefined);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS, headless: true });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    browser = null;
  });
}

/** What makes a test's server serve the page. */
export const PAGE = { client: CLIENT_FOLDER };

export function webServer(options: ServerOptions = {}): Promise<TestServer> {
  return testServer({ ...PAGE, ...options });
}

/** A browser of somebody's own: nothing is in it that another one has. Closed when the test ends. */
export async function visit(looks: Looks = {}, at = SERVER_NOW): Promise<Visit> {
  const { language = 'en', size = 'desktop', theme = 'light' } = looks;
  if (browser === null) throw new Error('useBrowser() was not called');
  const context = await browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
    viewport: SIZES[size],
    colorScheme: theme,
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
    reducedMotion: 'reduce',
  });
  onTestFinished(() => context.close());
  // The page's clock is the server's, and goes on.
  await context.clock.install({ time: at });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isRefusal = /status of (401|403|404|409|410|422|429)/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, context, complaints };
}

/** Signs the browser in with the session that somebody has. */
export async function bringCookie({ context }: Visit, url: string, cookie: string | null): Promise<void> {
  const [name, value] = cookie?.split('=') ?? [];
  if (name === undefined || value === undefined) throw new Error('nobody is signed in');
  await context.addCookies([{ name, value, url }]);
}

/** An authenticator as a laptop has one: it keeps passkeys, and says yes without asking. */
export async function bringAuthenticator({ context, page }: Visit): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** What every page must hold. `name`: of its screenshot, which is written where they are asked for. */
export async function expectGood({ page, complaints }: Visit, name: string): Promise<void> {
  await picture(page, name);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(
      ({ id, nodes }) => `${name} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    ),
  ).toEqual([]);
  const words = z.array(z.string()).parse(await page.evaluate(WORDS));
  expect(
    words.filter((word) => KEYS.has(word)),
    `${name} shows keys of texts`,
  ).toEqual([]);
  const bare = z.array(z.string()).parse(await page.evaluate(UNSTYLED));
  expect(
    bare.filter((name) => KIT.includes(`.${name}`)),
    `${name} lacks styles of the kit`,
  ).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
  expect(complaints, name).toEqual([]);
}

/** Every text on the page, and every label. */
const WORDS = `[...document.querySelectorAll('body *')].flatMap((node) => [
  ...[...node.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()),
  ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name) ?? ''),
])`;
/** What stands on the page where it has no text for it. */
const KEYS: ReadonlySet<string> = new Set([en, client].flatMap((texts) => keysOf(texts, '')));

function keysOf(tree: object, prefix: string): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${prefix}${name}.`)
      : prefix === ''
        ? []
        : [`${prefix}${name}`],
  );
}

/** Classes of the kit in the page for which no style sheet of it has a rule: the page carries only those that it needs. */
const UNSTYLED = `(() => {
  const rules = (list) => [...list].map((rule) => rule.cssText).join(' ');
  const all = [...document.styleSheets].map((sheet) => rules(sheet.cssRules)).join(' ');
  const names = new Set([...document.querySelectorAll('[class]')].flatMap((node) => [...node.classList]));
  return [...names].filter((name) => name.startsWith('m_') && !all.includes('.' + name));
})()`;
const KIT = readFileSync(
  join(import.meta.dirname, '..', '..', 'node_modules', '@mantine', 'core', 'styles.css'),
  'utf8',
);

const FOLDER = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'minutier', 'web');

async function picture(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
