/**
 * The whole path, with real parts only: a real app tracks a real minute and uploads it to a real server; a client in a real
 * browser sees it, raises the limit, asks, disputes; a mediator opens the dispute; a stranger's verifier says that it is
 * proven, and both it and `check` name one byte that was changed.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { ensureClientBuilt } from '../../scripts/lib/client.mjs';
import { ensureServerBuilt } from '../../scripts/lib/server.mjs';
import { ELECTRON, SERVER_PROGRAM, type ServerChild, startServerChild } from '../support/server-child';
import { type App, expect, ROOT, test } from './support/app';
import { clockEnv } from './support/clock';
import { joins, launchChromium } from './support/web-people';
import { startTracking, stopTracking, withContract } from './support/window';

/** Sunday: two minutes of the slot are left, enough to pair and to track one. */
const SUNDAY = Date.UTC(2026, 10, 22, 20, 7, 40);
/** The week is closed at noon. */
const MONDAY = Date.UTC(2026, 10, 23, 12, 5, 0);
const WEEK = '2026-11-16';
const VERIFIER = join(ROOT, 'out', 'verifier', 'minutier-verify.js');

test.beforeAll(async () => {
  test.setTimeout(240_000);
  await ensureClientBuilt(() => undefined);
  await ensureServerBuilt(() => undefined);
});

test('from a minute of work to the mediator’s verdict, and one byte that is noticed', async ({
  folder,
  launch,
}, info) => {
  test.setTimeout(420_000);
  const data = join(folder, 'server');
  const profile = join(folder, 'profile');
  const sunday = clockEnv(SUNDAY);
  let server = await startServerChild(data, { env: sunday });
  let browser = await launchChromium(sunday);
  try {
    const fran = await joins(browser, server.setup ?? '', 'Fran');
    let app = await launch({ folder: profile, env: { ...sunday, TZ: 'UTC' } });
    const contract = await withContract(app, { limitSeconds: 20 * 3600, pictures: 'every' });

    await test.step('the app is paired by a code, and the contract shared', async () => {
      const code = await pairingCode(fran.page, server);
      await connect(app, server.url, code);
      await share(app, contract.id);
    });

    await test.step('a real minute is tracked; the log is on the server', async () => {
      await startTracking(app.page, 'Chapter two');
      await expect
        .poll(() => trackedMs(app), { timeout: 90_000, intervals: [1_000] })
        .toBeGreaterThanOrEqual(60_000);
      await stopTracking(app.page);
      await expect
        .poll(async () => (await sync(app, contract.id)).sent, { timeout: 240_000, intervals: [1_000] })
        .toBeGreaterThanOrEqual(2);
      await app.page.getByTestId('page-diary').click();
    });

    const clara = await joins(browser, await clientLink(app, contract.id), 'Clara');
    const day = `${server.url}/contracts/${contract.id}/day/2026-11-22`;

    await test.step('the client sees the segment and its picture, matched with the log', async () => {
      const { page } = clara;
      await page.goto(day);
      // Sealed ten seconds after its slot has ended; the page hears of it by itself.
      await expect(page.locator('[data-slice]')).toHaveCount(1, { timeout: 240_000 });
      await expect(page.locator('[data-testid=seal][data-look=match]')).toBeVisible({ timeout: 30_000 });
      await page.locator('[data-slice]').click();
      const image = page.getByTestId('detail-image');
      await expect(image).toBeVisible();
      await expect
        .poll(() => page.evaluate(`document.querySelector('[data-testid=detail-image]').naturalWidth`))
        .toBeGreaterThan(600);
      await page.screenshot({ path: info.outputPath('client-segment.png') });
      await page.keyboard.press('Escape');
    });

    await test.step('the client raises the limit: the app shows it', async () => {
      const { page } = clara;
      await page.getByTestId('tab-settings').click();
      await page.getByTestId('limit-hours').fill('30');
      await page.getByTestId('limit-set').click();
      await expect(page.getByTestId('limit-now')).toContainText('30');
      await expect
        .poll(async () => (await app.call('timer.get', undefined)).week.limitSeconds)
        .toBe(30 * 3600);
      await expect(app.page.getByTestId('timer-limit-by-client')).toBeVisible();
    });

    await test.step('the client asks; the freelancer answers in the app; the client reads it', async () => {
      const { page } = clara;
      await page.goto(day);
      await page.locator('[data-slice]').click();
      await page.getByTestId('thread-text').fill('What was this about?');
      await page.getByTestId('thread-send').click();
      await app.page.getByTestId('page-server').click();
      const card = app.page.getByTestId(`sync-${contract.id}`);
      await card.getByTestId('sync-threads').click();
      await app.page.getByTestId('sync-answer-text').fill('The second chapter, as agreed.');
      await app.page.getByTestId('sync-answer-send').click();
      await expect(page.getByTestId('thread')).toContainText('The second chapter, as agreed.');
      await app.page.keyboard.press('Escape');
    });

    await test.step('the week closes on Monday; the client disputes; the freelancer is told in the app', async () => {
      await app.quit();
      await clara.context.storageState({ path: join(folder, 'clara.json') });
      await fran.context.storageState({ path: join(folder, 'fran.json') });
      await browser.close();
      const { port } = new URL(server.url);
      await server.stop();
      const monday = clockEnv(MONDAY);
      server = await startServerChild(data, { env: monday, port: Number(port) });
      browser = await launchChromium(monday);
      app = await launch({ folder: profile, env: { ...monday, TZ: 'UTC' } });
      const { page } = await again(browser, join(folder, 'clara.json'));
      await page.goto(`${server.url}/contracts/${contract.id}/week/${WEEK}`);
      await expect(page.getByTestId('review-state')).toHaveAttribute('data-state', 'review');
      await page.getByTestId('review-dispute').click();
      const form = page.getByTestId('form-dispute');
      await form.getByTestId('hours').fill('0:01');
      await form.getByTestId('text').fill('I asked for chapter three.');
      await form.getByTestId('send').click();
      await expect(page.getByTestId('review-state')).toHaveAttribute('data-state', 'disputed');
      await expect(app.page.getByTestId('notice-sync-dispute')).toBeVisible();
      await expect(app.page.getByTestId('timer-paused-by-client')).toBeVisible();

      const link = await mediatorLink(page);
      const marie = await joins(browser, link, 'Marie');
      await expect(marie.page.getByTestId('mediator')).toContainText('I asked for chapter three.');
      await marie.page.getByTestId('bundle-start').click();
      await expect(marie.page.locator('[data-testid=bundle-verdict][data-look=match]')).toBeVisible({
        timeout: 60_000,
      });
      await marie.page.screenshot({ path: info.outputPath('mediator.png'), fullPage: true });
      const [download] = await Promise.all([
        marie.page.waitForEvent('download'),
        marie.page.getByTestId('file-bundle').click(),
      ]);
      await download.saveAs(join(folder, 'bundle.zip'));
      // Nothing else is open to a mediator.
      const other = await marie.page.goto(`${server.url}/contracts/${contract.id}/settings`);
      expect(other?.status()).toBe(200);
      await expect(marie.page.getByTestId('limit-set')).toHaveCount(0);
    });

    const trust = join(folder, 'trust.json');
    const { device } = await app.call('evidence.get', undefined);
    if (device.state !== 'ready') throw new Error(device.state);
    const keys = [{ role: 'freelancer', name: 'Fran', key: device.key.x }];
    writeFileSync(trust, JSON.stringify({ format: 'minutier-trust-1', keys }));

    await test.step('the command finds it proven, and a changed byte broken', async () => {
      const bundle = join(folder, 'bundle.zip');
      expect(await ended('node', [VERIFIER, bundle, '--trust', trust])).toMatchObject({ code: 0 });
      const bytes = readFileSync(bundle);
      flip(bytes, bytes.indexOf('eyJ') + 40);
      const changed = join(folder, 'changed.zip');
      writeFileSync(changed, bytes);
      const { code, said } = await ended('node', [VERIFIER, changed, '--trust', trust]);
      expect(code).toBe(1);
      expect(said).toMatch(/entries/);
    });

    await test.step('check holds, until one byte of an entry in the server’s folder is another', async () => {
      await server.stop();
      expect(await check(data)).toMatchObject({ code: 0 });
      const file = join(data, 'minutier-server.db');
      const bytes = readFileSync(file);
      // Inside the payload of an entry's line.
      flip(bytes, bytes.lastIndexOf('eyJ') + 60);
      writeFileSync(file, bytes);
      const { code, said } = await check(data);
      expect(code).toBe(1);
      expect(said).toContain(contract.id);
    });
  } finally {
    await browser.close();
    await server.stop();
  }
});

async function pairingCode(page: Page, { url }: ServerChild): Promise<string> {
  await page.goto(`${url}/devices`);
  await page.getByTestId('pair').click();
  return page.getByTestId('pair-code').innerText();
}

async function connect({ page }: App, address: string, code: string): Promise<void> {
  await page.getByTestId('page-server').click();
  await page.getByTestId('sync-connect').click();
  await page.getByTestId('sync-address').fill(address);
  await page.getByTestId('sync-code').fill(code);
  await page.getByTestId('sync-look').click();
  await page.getByTestId('sync-link').click();
  await expect(page.getByTestId('sync-server')).toBeVisible();
}

async function share({ page }: App, contract: string): Promise<void> {
  await page.getByTestId(`sync-${contract}`).getByTestId('sync-share').click();
  for (const part of ['memos', 'titles', 'counts', 'pictures']) {
    const box = page.getByTestId(`sync-share-${part}`);
    if ((await box.count()) > 0 && !(await box.isChecked())) await box.check();
  }
  await page.getByTestId('sync-share-save').click();
  await expect(page.getByTestId('sync-share-form')).toHaveCount(0);
}

async function clientLink({ page }: App, contract: string): Promise<string> {
  await page.getByTestId('page-server').click();
  await page.getByTestId(`sync-${contract}`).getByTestId('sync-invite').click();
  await page.getByTestId('sync-invite-name').fill('Clara');
  await page.getByTestId('sync-invite-make').click();
  const link = page.getByTestId('sync-invite-link');
  await expect(link).toBeVisible();
  const text = (await link.inputValue().catch(() => null)) ?? (await link.innerText());
  await page.keyboard.press('Escape');
  return text;
}

async function mediatorLink(page: Page): Promise<string> {
  await page.getByTestId('review-mediator').click();
  await page.getByTestId('mediator-name').fill('Marie');
  await page.getByTestId('mediator-send').click();
  const link = page.getByTestId('made-link');
  await expect(link).toBeVisible();
  return (await link.inputValue().catch(() => null)) ?? (await link.innerText());
}

async function again(browser: Browser, storageState: string) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', storageState });
  context.setDefaultTimeout(20_000);
  return { context, page: await context.newPage() };
}

async function trackedMs(app: App): Promise<number> {
  return (await app.call('timer.get', undefined)).sessionMs;
}

async function sync(app: App, contract: string) {
  const state = await app.call('sync.get', undefined);
  const one = state.contracts.find(({ contractId }) => contractId === contract);
  if (one === undefined) throw new Error('the contract is not shared');
  return one;
}

function check(data: string) {
  return ended(ELECTRON, [SERVER_PROGRAM, 'check', '--data', data], { ELECTRON_RUN_AS_NODE: '1' });
}

async function ended(command: string, args: string[], env: Record<string, string> = {}) {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { env: { ...process.env, ...env } });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') throw error;
    const said = ['stdout', 'stderr'].map((name) => String(Reflect.get(error, name) ?? '')).join('');
    return { code: error.code, said };
  }
}

function flip(bytes: Buffer, at: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}
