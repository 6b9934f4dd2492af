/** The real app and a real diary server: connecting, sharing, what the client sets, asks and disputes, and links. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fingerprintWords } from '../../domain/fingerprint';
import { ContractSettingsSchema } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { pairLinkOf } from '../../domain/pair-link';
import { HOUR_MS, slotOf, WEEK_MS, weekStart } from '../../domain/week';
import { seedPlausibleWeek } from '../support/plausible-day';
import { type Caller, registered } from '../support/server-caller';
import { type ServerChild, startServerChild } from '../support/server-child';
import { midnightOf } from '../support/zones';
import { type App, test as base, expect, type LaunchOptions, ROOT } from './support/app';
import { inBothThemes, sideways } from './support/axe';
import { clockEnv, MIDWEEK } from './support/clock';
import { notice, toSmallest, withContract } from './support/window';

/** A server of the same hour as the app, and its first account. */
const test = base.extend<{ server: ServerChild; fran: Caller }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  server: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'minutier-server-'));
    const server = await startServerChild(folder, { env: clockEnv(MIDWEEK) });
    await use(server);
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  fran: async ({ server }, use) => {
    if (server.setup === null) throw new Error('no link for the first account');
    await use(await registered(server.url, server.setup, 'Fran', 'fran@example.org'));
  },
});

/** What takes its way through the log, the network and back. */
const SOON = { timeout: 60_000 };
const CONTRACT = 'Checkout redesign';

/** An app on a working week, which was at work until `worked`. */
async function onWeek(
  folder: string,
  launch: (options: LaunchOptions) => Promise<App>,
  worked = MIDWEEK,
): Promise<App> {
  await seedPlausibleWeek({ folder, now: worked, midnight: midnightOf(worked, 'UTC') });
  return launch({ at: MIDWEEK, env: { TZ: 'UTC' } });
}

async function connect(page: Page, server: ServerChild, fran: Caller): Promise<void> {
  const { code } = await fran.ask('pairingCode');
  await page.getByTestId('page-server').click();
  await page.getByTestId('sync-connect').click();
  await page.getByTestId('sync-address').fill(server.url);
  // As people type it.
  await page.getByTestId('sync-code').fill(code.toLowerCase().replace('-', ''));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('sync-found-words')).toBeVisible();
  await page.getByTestId('sync-link').click();
  await expect(page.getByTestId('sync-server')).toContainText(server.url);
}

/** Shares the contract from the screen; resolves when the server has all of it. */
async function share(app: App): Promise<ContractId> {
  const { page } = app;
  const contract = (await app.call('contract.list', undefined)).find(({ title }) => title === CONTRACT);
  if (contract === undefined) throw new Error(`no contract ${CONTRACT}`);
  const card = page.getByTestId(`sync-${contract.id}`);
  await card.getByTestId('sync-share').click();
  await page.getByTestId('sync-share-save').click();
  await expect(page.getByTestId('sync-share-form')).toBeHidden();
  await expect(card.getByTestId('sync-contract-state')).toContainText('The server has everything', SOON);
  return contract.id;
}

async function invited(page: Page, server: ServerChild, contract: ContractId): Promise<Caller> {
  await page.getByTestId(`sync-${contract}`).getByTestId('sync-invite').click();
  await page.getByTestId('sync-invite-make').click();
  const link = await page.getByTestId('sync-invite-link').innerText();
  await page.keyboard.press('Escape');
  return registered(server.url, link, 'Clara', 'clara@example.org');
}

test('[SY33] [SY34] [SY36] [SY37] [SY40] a device is connected by a code once the words are compared, a contract is shared and sent whole, a limit of the client is shown, a question is answered', async ({
  folder,
  launch,
  server,
  fran,
}) => {
  test.slow();
  const app = await onWeek(folder, launch);
  const { page } = app;
  await page.getByTestId('page-server').click();
  await expect(page.getByTestId('sync-none')).toBeVisible();
  await inBothThemes(app, page, 'without a server');

  await test.step('connected', async () => {
    await connect(page, server, fran);
    const { server: linked } = await app.call('sync.get', undefined);
    if (linked === null) throw new Error('not connected');
    await expect(page.getByTestId('sync-words')).toHaveText(fingerprintWords(linked.kid));
    const { devices } = await fran.ask('devices');
    expect(devices).toHaveLength(1);
  });

  const contract = await share(app);
  const clara = await invited(page, server, contract);
  const params = { contract };
  const card = page.getByTestId(`sync-${contract}`);

  await test.step('the limit', async () => {
    await clara.ask('setLimit', { params, body: { limitSeconds: 35 * 3600 } });
    await expect(card.getByTestId('sync-set-limit')).toContainText(/35 hrs? per week, since/, SOON);
    await expect(notice(page, 'sync-limit')).toContainText(/35 hrs? per week/);
    await page.getByTestId('page-contracts').click();
    await expect(page.getByTestId(`contract-${contract}`).getByTestId('set-by-client-limit')).toContainText(
      'Set by your client',
    );
    await page.getByTestId(`contract-${contract}`).getByTestId('contract-edit').click();
    await expect(page.getByTestId('contract-shared')).toBeVisible();
    await expect(page.getByLabel('Hours per week')).toBeDisabled();
    await page.keyboard.press('Escape');
  });

  await test.step('each cell says that the server has it', async () => {
    await page.getByTestId('page-diary').click();
    await page.keyboard.press('ArrowLeft');
    await expect(
      page.locator('[data-testid="cell-received"][data-received="received"]').first(),
    ).toBeVisible();
  });

  await test.step('a question', async () => {
    const from = Math.floor((MIDWEEK - 3 * 86_400_000) / 86_400_000) * 86_400_000;
    const { proofs } = await clara.ask('day', { params, query: { from, to: MIDWEEK } });
    const leaf = proofs[0]?.leaf;
    if (leaf === undefined) throw new Error('the client sees nothing');
    await clara.ask('say', { params: { contract, leaf }, body: { text: 'What was done here?' } });
    await expect(notice(page, 'sync-question')).toBeVisible(SOON);
    await expect(page.getByTestId('page-server')).toContainText('1');
    await notice(page, 'sync-question').getByRole('button').first().click();
    const dialog = page.getByTestId('sync-threads-dialog');
    await expect(dialog).toContainText('What was done here?');
    await inBothThemes(app, page, 'the questions');
    await dialog.getByTestId('sync-answer-text').fill('The error states of the payment step.');
    await dialog.getByTestId('sync-answer-send').click();
    await expect(dialog.getByRole('listitem')).toHaveCount(2);
    await expect(notice(page, 'sync-question')).toBeHidden(SOON);
    await expect(page.getByTestId('sync-mark').locator('b')).toHaveCount(0, SOON);
    await dialog.getByTestId('sync-thread-show').click();
    const detail = page.getByTestId('slice-detail');
    await expect(detail.getByTestId('detail-thread')).toContainText('The error states of the payment step.');
    await expect(detail.getByTestId('detail-received')).toContainText('The server received it on');
    await page.keyboard.press('Escape');
    await page.getByTestId('page-server').click();
    const { threads } = await clara.ask('threads', { params });
    expect(threads[0]?.messages.map(({ text }) => text)).toEqual([
      'What was done here?',
      'The error states of the payment step.',
    ]);
  });

  await test.step('who looked', async () => {
    await card.getByTestId('sync-accesses').click();
    await expect(page.getByTestId('sync-accesses-dialog')).toContainText('Clara');
    await page.keyboard.press('Escape');
  });

  await test.step('paused and resumed', async () => {
    await page.getByTestId('sync-pause').click();
    await expect(page.getByTestId('sync-standing')).toContainText('You paused sending');
    await page.getByTestId('sync-pause').click();
    await expect(page.getByTestId('sync-standing')).toContainText('The server has everything', SOON);
    await inBothThemes(app, page, 'the server');
  });

  await test.step('the server is gone', async () => {
    await server.stop();
    await page.getByTestId('sync-try').click();
    await expect(page.getByTestId('sync-standing')).toContainText('No connection.', SOON);
    await expect(page.getByTestId('sync-mark')).toContainText('No connection.');
    await page.getByTestId('page-diary').click();
    await expect(page.getByTestId('timer-toggle')).toBeEnabled();
  });
});

test('[SY35] [SY36] a dispute is told, answered once, and the contract stands paused by the client; in French, in the smallest window', async ({
  folder,
  launch,
  server,
  fran,
}) => {
  test.slow();
  const app = await onWeek(folder, launch, MIDWEEK - WEEK_MS);
  const { page } = app;
  await connect(page, server, fran);
  const contract = await share(app);
  const clara = await invited(page, server, contract);
  const week = (weekStart(MIDWEEK) - WEEK_MS) / 1000;
  await expect
    .poll(async () => (await clara.ask('week', { params: { contract, week } })).state, SOON)
    .toBe('review');
  await clara.ask('dispute', {
    params: { contract, week },
    body: { ms: HOUR_MS, reason: 'activity', text: 'Nearly nothing was typed on Thursday.' },
  });
  await expect(notice(page, 'sync-dispute')).toBeVisible(SOON);
  const card = page.getByTestId(`sync-${contract}`);
  await expect(card.getByTestId('sync-set-paused')).toBeVisible(SOON);
  await page.getByTestId('timer-contract').click();
  await page.getByRole('option', { name: CONTRACT }).click();
  await expect(page.getByTestId('timer-paused-by-client')).toBeVisible();
  await toSmallest(app);
  await app.call('settings.set', { language: 'fr' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await notice(page, 'sync-dispute').getByRole('button').first().click();
  const form = page.getByTestId('sync-dispute-form');
  await expect(form).toBeVisible();
  await inBothThemes(app, page, 'the dispute');
  expect(await sideways(page)).toEqual([]);
  await form.getByTestId('sync-dispute-send').click();
  await expect(form).toContainText('Dites en quelques mots');
  await form.getByTestId('sync-dispute-hours').fill('0:20');
  await form.getByTestId('sync-dispute-text').fill('Un appel, sans clavier ; les notes sont dans le ticket.');
  await form.getByTestId('sync-dispute-send').click();
  await expect(form).toBeHidden(SOON);
  await expect(notice(page, 'sync-dispute')).toBeHidden(SOON);
  const { steps } = await clara.ask('review', { params: { contract, week } });
  expect(steps.at(-1)).toMatchObject({ what: 'answered', ms: 1_200_000 });
});

test('[SY38] [SY40] time that the client had forbidden before is not taken: it is kept, and said with its reason, its length and what can be done', async ({
  folder,
  launch,
}) => {
  test.slow();
  const data = mkdtempSync(join(tmpdir(), 'minutier-server-'));
  const terms = { tags: [], tagRequired: false };
  let server = await startServerChild(data, { env: clockEnv(MIDWEEK) });
  try {
    const fran = await registered(server.url, server.setup ?? '', 'Fran', 'fran@example.org');
    const first = await onWeek(folder, launch);
    await connect(first.page, server, fran);
    const before = (await first.call('contract.list', undefined)).find(({ title }) => title === CONTRACT);
    if (before === undefined) throw new Error(`no contract ${CONTRACT}`);
    await first.call('contract.edit', {
      id: before.id,
      settings: ContractSettingsSchema.parse({ ...before, manualAllowed: true }),
    });
    const contract = await share(first);
    const clara = await invited(first.page, server, contract);
    const params = { contract };
    // The app sends and hears nothing when the client forbids time by hand.
    await first.page.getByTestId('sync-pause').click();
    await expect(first.page.getByTestId('sync-standing')).toContainText('You paused sending');
    await clara.ask('setTerms', { params, body: { manual: false, ...terms } });
    await first.quit();
    await server.stop();

    // An hour later.
    const later = MIDWEEK + HOUR_MS;
    server = await startServerChild(data, {
      env: clockEnv(later),
      port: Number(new URL(server.url).port),
    });
    const app = await launch({ at: later, env: { TZ: 'UTC' } });
    const { page } = app;
    const slot = slotOf(MIDWEEK) + 600;
    await app.call('diary.manual.add', {
      contractId: contract,
      slots: [slot, slot + 600],
      memo: 'A call about the payment step',
      tag: '',
      reason: 'Away from the computer',
    });
    await page.getByTestId('page-server').click();
    await expect(page.getByTestId('sync-standing')).toContainText('You paused sending');
    await page.getByTestId('sync-pause').click();

    const group = page.getByTestId('sync-refused-manual');
    await expect(group).toContainText('Your client does not allow time by hand.', SOON);
    await expect(group).toContainText('20 min');
    await expect(group).toContainText('talk to them');
    await expect(group.getByTestId('sync-retry')).toHaveCount(0);
    await expect(page.getByTestId('sync-standing')).toContainText('Some of your time was not taken');
    await expect(notice(page, 'sync-refused')).toBeVisible();
    await inBothThemes(app, page, 'what was refused');
    await group.getByTestId('sync-refused-show').click();
    await expect(page.getByTestId('slice-detail').getByTestId('detail-received')).toContainText(
      'did not take it',
    );
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-received="refused"]')).toHaveCount(2);

    await clara.ask('setTerms', { params, body: { manual: true, ...terms } });
    await page.getByTestId('page-server').click();
    await expect(page.getByTestId('sync-set-terms')).toContainText('Time by hand is allowed', SOON);
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
});

test('[SY32] a link that is opened while the app runs, or that starts it, leads to a question; nothing is asked of its server before', async ({
  desk,
  folder,
  launch,
  server,
  fran,
}) => {
  const app = await launch({ at: MIDWEEK });
  await withContract(app);
  const { code } = await fran.ask('pairingCode');
  const link = pairLinkOf({ server: server.url, code });
  const second = spawn(
    join(ROOT, 'node_modules', 'electron', 'dist', 'electron'),
    [ROOT, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${folder}`, link],
    { env: { ...desk.env, ...clockEnv(MIDWEEK) }, stdio: 'ignore' },
  );
  await once(second, 'exit');
  const { page } = app;
  await expect(page.getByTestId('sync-address')).toHaveValue(server.url);
  await expect(page.getByTestId('sync-code')).toHaveValue(code);
  expect((await app.call('sync.get', undefined)).server).toBeNull();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('sync-connect-form')).toBeHidden();
  expect((await app.call('sync.get', undefined)).server).toBeNull();

  // The same where the link is what starts the app.
  await app.quit();
  const started = await launch({ at: MIDWEEK, args: [link] });
  await expect(started.page.getByTestId('sync-address')).toHaveValue(server.url);
  await started.page.getByTestId('sync-look').click();
  await started.page.getByTestId('sync-link').click();
  await expect(started.page.getByTestId('sync-connect-form')).toBeHidden();
  await expect
    .poll(async () => (await started.call('sync.get', undefined)).server?.url, SOON)
    .toBe(server.url);
});
