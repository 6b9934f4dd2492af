/** Evidence in the real app: the key, keys of others, and a file that a stranger's verifier finds proven. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { fingerprintWords, keyText } from '../../domain/fingerprint';
import { readTrust } from '../../domain/trust';
import { WEEK_MS, weekStart } from '../../domain/week';
import { testKey } from '../support/evidence';
import { seedPlausibleWeek } from '../support/plausible-day';
import { midnightOf } from '../support/zones';
import { type App, expect, type LaunchOptions, ROOT, test } from './support/app';
import { inBothThemes, sideways } from './support/axe';
import { MIDWEEK } from './support/clock';
import { openDesk } from './support/desk';
import { openLastCell, startTracking, stopTracking, toSmallest, withContract } from './support/window';

const MINUTE = 60_000;
const VERIFIER = join(ROOT, 'out', 'verifier', 'minutier-verify.js');

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await openDesk({ root: '#2a6f4e' });
    await use(desk);
    await desk.close();
  },
});

/** Answers the next dialogs that ask where to save. */
async function saveAs({ electron }: App, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);
}

async function openEvidence(page: Page): Promise<void> {
  await page.getByTestId('page-evidence').click();
  await expect(page.getByTestId('evidence-words')).toBeVisible();
}

/** A week of four contracts, all of it sealed. */
async function onSealedWeek(folder: string, launch: (options: LaunchOptions) => Promise<App>): Promise<App> {
  await seedPlausibleWeek({ folder, now: MIDWEEK, midnight: midnightOf(MIDWEEK, 'UTC') });
  const app = await launch({ at: MIDWEEK, env: { TZ: 'UTC' } });
  await openEvidence(app.page);
  await expect(app.page.getByText('nothing waiting')).toHaveCount(4, { timeout: 60_000 });
  return app;
}

/** What a stranger's program says: its exit code and its output. */
async function verified(bundle: string, trust: string): Promise<{ code: number; said: string }> {
  try {
    const { stdout } = await promisify(execFile)('node', [VERIFIER, bundle, '--trust', trust]);
    return { code: 0, said: stdout };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') throw error;
    return { code: error.code, said: 'stdout' in error ? String(error.stdout) : '' };
  }
}

test('[KY3] [KY4] [KY11] this device’s key in words, as a QR code and as a text, and that no key store keeps it', async ({
  folder,
  launch,
}, info) => {
  const app = await onSealedWeek(folder, launch);
  const { page } = app;
  const { device, contracts } = await app.call('evidence.get', undefined);
  if (device.state !== 'ready') throw new Error(device.state);
  expect(device.key.words).toBe(fingerprintWords(device.key.kid));
  await expect(page.getByTestId('evidence-words')).toHaveAttribute('data-words', device.key.words);
  await expect(page.getByTestId('evidence-key-text')).toHaveText(keyText(device.key.x));
  await expect(page.getByTestId('evidence-qr')).toBeVisible();
  await expect(page.getByTestId('evidence-store-file')).toContainText('no key store');
  for (const { log, waiting } of contracts) {
    expect(waiting).toBe(0);
    expect(log?.keys).toMatchObject([{ kid: device.key.kid, own: true, store: 'file', revoked: null }]);
  }

  const pdf = info.outputPath('key.pdf');
  await saveAs(app, pdf);
  await page.getByTestId('evidence-save-pdf').click();
  await expect(page.getByTestId('evidence-saved')).toContainText(pdf, { timeout: 20_000 });
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');

  const trust = join(folder, 'trust.json');
  await saveAs(app, trust);
  await page.getByTestId('evidence-save-trust').click();
  await page.getByTestId('evidence-trust-save').click();
  await expect(page.getByText('A name of 1 to 120 characters.')).toBeVisible();
  await page.getByTestId('evidence-trust-name').fill('Ada Lovelace');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('evidence-saved')).toContainText(trust);
  expect(readTrust(readFileSync(trust, 'utf8'))).toMatchObject({
    ok: true,
    value: { keys: [{ role: 'freelancer', name: 'Ada Lovelace', key: device.key.x }] },
  });

  // The secret is in its own file, and in no other: neither database, log nor what was handed out has it.
  await app.quit();
  const secret = SecretSchema.parse(JSON.parse(readFileSync(join(folder, 'device-key.json'), 'utf8')));
  const bytes = Buffer.from(secret.current.secret, 'base64');
  expect(bytes).toHaveLength(32);
  const forms = [bytes, ...(['base64', 'base64url', 'hex'] as const).map((form) => bytes.toString(form))];
  const holding = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => {
      const file = readFileSync(join(entry.parentPath, entry.name));
      return forms.some((form) => file.includes(form));
    });
  expect(holding.map(({ name }) => name)).toEqual(['device-key.json']);
});

const SecretSchema = z.object({ current: z.object({ secret: z.string() }) });

test('[KY6] [KY7] a key of another is added by keyboard and revoked by mouse; this device’s own is rotated', async ({
  folder,
  launch,
}) => {
  const app = await onSealedWeek(folder, launch);
  const { page } = app;
  const other = testKey('the other device');
  const contract = (await app.call('contract.list', undefined))[0];
  if (contract === undefined) throw new Error('no contract');
  const card = page.getByTestId(`evidence-${contract.id}`);

  await card.getByTestId('evidence-more').locator('summary').focus();
  await page.keyboard.press('Enter');
  await card.getByTestId('evidence-key-add').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('evidence-key-text-field')).toBeFocused();
  await page.keyboard.type('minutier-key-1:nothing');
  await expect(page.getByText('This is not the text of a key.', { exact: false })).toBeVisible();
  await expect(page.getByTestId('evidence-key-confirm')).toBeDisabled();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(keyText(other.x));
  await expect(page.getByTestId('evidence-key-words')).toHaveAttribute(
    'data-words',
    fingerprintWords(other.kid),
  );
  await page.keyboard.press('Enter');
  const key = card.getByTestId(`evidence-key-${other.kid}`);
  await expect(key).toHaveAttribute('data-revoked', 'false');
  await expect(page.getByRole('dialog')).toBeHidden();

  await key.getByTestId('evidence-key-revoke').click();
  await page.getByText('Somebody else may have the key').click();
  await page.getByTestId('evidence-confirm').click();
  await expect(key).toHaveAttribute('data-revoked', 'true');
  await expect(key).toContainText('in other hands');

  const before = await page.getByTestId('evidence-words').getAttribute('data-words');
  await page.getByTestId('evidence-rotate').click();
  await page.getByTestId('evidence-confirm').click();
  await expect(page.getByTestId('evidence-words')).not.toHaveAttribute('data-words', String(before));
  await expect(page.getByTestId('evidence-retired')).toContainText('Earlier keys of this device (1)');
  const { device, contracts } = await app.call('evidence.get', undefined);
  if (device.state !== 'ready') throw new Error(device.state);
  for (const { log } of contracts) {
    const active = log?.keys.filter(({ revoked }) => revoked === null).map(({ kid }) => kid);
    expect(active).toEqual([device.key.kid]);
  }
  // The same after a start.
  await app.quit();
  const again = await launch({ at: MIDWEEK + 5 * MINUTE, env: { TZ: 'UTC' } });
  await openEvidence(again.page);
  await expect(again.page.getByTestId('evidence-words')).toHaveAttribute('data-words', device.key.words);
});

test('[UI14] a key whose store is away stops the sealing and says so; nothing of it is replaced unless it is asked for', async ({
  folder,
  launch,
}) => {
  const file = join(folder, 'device-key.json');
  const { x, kid } = testKey('of another key store');
  const kept = { x, store: 'system', secret: Buffer.from('sealed elsewhere').toString('base64') };
  const text = `${JSON.stringify({ version: 1, current: kept, retired: [] })}\n`;
  writeFileSync(file, text);
  const app = await launch();
  await withContract(app);
  const { page } = app;
  const notice = page.getByTestId('notice-sealing-stopped');
  await expect(notice).toContainText('Recording goes on');
  await notice.getByRole('button', { name: 'Open evidence' }).click();
  await expect(page.getByTestId('evidence-locked')).toContainText(fingerprintWords(kid));
  await expect(page.getByTestId('evidence-export')).toBeDisabled();
  expect(readFileSync(file, 'utf8')).toBe(text);

  await page.getByTestId('evidence-replace').click();
  await page.getByTestId('evidence-confirm').click();
  await expect(page.getByTestId('evidence-words')).not.toHaveAttribute('data-words', fingerprintWords(kid));
  await expect(page.getByTestId('evidence-retired')).toContainText(fingerprintWords(kid));
  await expect(notice).toBeHidden();
  const aside = readdirSync(folder).filter((name) => name.startsWith('device-key.json.set-aside-'));
  expect(aside.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([text]);
  // The contract's log is begun by the new key.
  await expect(page.getByTestId('evidence-export')).toBeEnabled({ timeout: 20_000 });
});

test('what was tracked with its picture is sealed, exported, and found proven by the verifier; one letter changed, it is not', async ({
  folder,
  launch,
}, info) => {
  test.setTimeout(240_000);
  const start = MIDWEEK;
  const first = await launch({ at: start });
  await withContract(first);
  await startTracking(first.page, 'Header and menu');
  await stopTracking(first.page);
  const detail = await openLastCell(first.page);
  await expect(detail.getByTestId('detail-image')).toBeVisible({ timeout: 20_000 });
  await expect(detail.getByTestId('detail-sealed')).toHaveText('not sealed yet');
  await first.quit();

  // The slot is over by now, and nothing of it can be undone any more.
  const app = await launch({ at: start + 20 * MINUTE });
  const { page } = app;
  await openEvidence(page);
  await expect(page.getByTestId('evidence-counts')).toContainText('1 segment sealed', { timeout: 30_000 });
  const trust = join(folder, 'trust.json');
  await saveAs(app, trust);
  await page.getByTestId('evidence-save-trust').click();
  await page.getByTestId('evidence-trust-name').fill('Ada Lovelace');
  await page.getByTestId('evidence-trust-save').click();
  await expect(page.getByTestId('evidence-saved')).toContainText(trust);

  const bundle = join(folder, 'evidence.zip');
  await saveAs(app, bundle);
  await page.getByTestId('evidence-export').click();
  await page.getByText('This week', { exact: true }).click();
  await page.getByTestId('evidence-note').fill('Please look at the header.');
  await page.getByTestId('evidence-export-do').click();
  await expect(page.getByTestId('evidence-saved-file')).toHaveAttribute('data-verdict', 'proven', {
    timeout: 60_000,
  });
  await expect(page.getByTestId('evidence-saved-file')).toContainText('1 segment and 1 picture in the range');
  await page.getByTestId('evidence-saved-file').scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('saved.png') });
  await inBothThemes(app, page, 'what was exported');
  expect(statSync(bundle).size).toBeGreaterThan(10_000);
  expect(readdirSync(folder).filter((name) => /part$|unfinished$/.test(name))).toEqual([]);

  expect(existsSync(VERIFIER), 'the verifier is built').toBe(true);
  const honest = await verified(bundle, trust);
  expect(honest.code, honest.said).toBe(0);
  const bytes = readFileSync(bundle);
  const at = bytes.indexOf('eyJ') + 200;
  bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
  const forged = join(folder, 'forged.zip');
  writeFileSync(forged, bytes);
  expect((await verified(forged, trust)).code).toBe(1);

  // After a rotation the same log is proven by the new key alone.
  await page.keyboard.press('Escape');
  await page.getByTestId('evidence-rotate').click();
  await page.getByTestId('evidence-confirm').click();
  await expect(page.getByTestId('evidence-retired')).toBeVisible();
  const newTrust = join(folder, 'new-trust.json');
  await saveAs(app, newTrust);
  await page.getByTestId('evidence-save-trust').click();
  await page.getByTestId('evidence-trust-name').fill('Ada Lovelace');
  await page.getByTestId('evidence-trust-save').click();
  await expect(page.getByTestId('evidence-saved')).toContainText(newTrust);
  const rotated = join(folder, 'rotated.zip');
  await saveAs(app, rotated);
  await page.getByTestId('evidence-export').click();
  await page.getByTestId('evidence-export-do').click();
  await expect(page.getByTestId('evidence-saved-file')).toHaveAttribute('data-verdict', 'proven', {
    timeout: 60_000,
  });
  const after = await verified(rotated, newTrust);
  expect(after.code, after.said).toBe(0);
  // To the old trust it is the freelancer's as well: that key opened the log.
  expect((await verified(rotated, trust)).code).toBe(0);
  expect((await verified(bundle, newTrust)).code).toBe(2);

  await page.keyboard.press('Escape');
  const verifier = join(folder, 'verifier.html');
  await saveAs(app, verifier);
  await page.getByTestId('evidence-save-verifier').click();
  await expect(page.getByText(`Saved: ${verifier}`)).toBeVisible();
  expect(readFileSync(verifier)).toEqual(readFileSync(join(ROOT, 'out', 'verifier', 'verifier.html')));

  // The slice's own page says where it is in the log.
  await page.getByTestId('page-diary').click();
  const sealed = await openLastCell(page);
  await expect(sealed.getByTestId('detail-sealed')).toContainText('sealed, number');
});

test('an export is shown as it goes, and cancelled by keyboard: nothing is left of it', async ({
  folder,
  launch,
}, info) => {
  const app = await onSealedWeek(folder, launch);
  const { page } = app;
  const bundle = join(folder, 'cancelled.zip');
  // The export waits until what was just deleted cannot be given back: it is under way for as long as the test needs.
  const from = weekStart(MIDWEEK);
  const { cells } = await app.call('diary.day', { from, to: from + WEEK_MS });
  const cell = cells.find(({ editable, state }) => editable && state === 'closed');
  if (cell === undefined) throw new Error('no slice');
  await app.call('diary.edit.delete', { sliceIds: [cell.sliceId] });
  await saveAs(app, bundle);
  await page.getByTestId('evidence-export').first().click();
  await page.getByText('Everything', { exact: true }).click();
  await page.getByTestId('evidence-export-do').click();
  const job = page.getByTestId('job-evidence');
  await expect(job).toBeVisible();
  await page.screenshot({ path: info.outputPath('running.png') });
  await job.getByTestId('job-cancel').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('evidence-result')).toHaveText('Cancelled. Nothing was written.');
  await expect(job).toBeHidden();
  expect(readdirSync(folder).filter((name) => /cancelled|part$|unfinished$/.test(name))).toEqual([]);
});

test('axe finds nothing to mend, and nothing scrolls sideways in French in the smallest window', async ({
  folder,
  launch,
}, info) => {
  test.setTimeout(180_000);
  const app = await onSealedWeek(folder, launch);
  const { page } = app;
  const picture = async (name: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await app.call('settings.set', { theme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
      await page.evaluate(
        'Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))',
      );
      await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) });
      expect.soft(await sideways(page), `${name}, ${theme}`).toEqual([]);
    }
  };
  await page.getByTestId('evidence-more').first().locator('summary').click();
  await picture('en');
  await page.getByTestId('evidence-save-verifier').scrollIntoViewIfNeeded();
  await picture('en-end');
  await inBothThemes(app, page, 'the evidence');
  await page.getByTestId('evidence-export').first().click();
  await expect(page.getByTestId('evidence-export-form')).toBeVisible();
  await picture('en-export');
  await inBothThemes(app, page, 'the export');
  await page.keyboard.press('Escape');
  await page.getByTestId('evidence-key-add').first().click();
  await expect(page.getByTestId('evidence-key-text-field')).toBeVisible();
  await page.getByTestId('evidence-key-text-field').fill(keyText(testKey('another').x));
  await expect(page.getByTestId('evidence-key-words')).toBeVisible();
  await picture('en-key');
  await inBothThemes(app, page, 'adding a key');
  await page.keyboard.press('Escape');

  await page.getByTestId('evidence-rotate').click();
  await expect(page.getByTestId('evidence-confirm')).toBeVisible();
  await inBothThemes(app, page, 'a new key');
  await page.keyboard.press('Escape');

  await app.call('settings.set', { language: 'fr' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await picture('fr');
  await toSmallest(app);
  await picture('fr-small');
  for (const door of [
    'evidence-export',
    'evidence-key-add',
    'evidence-rotate',
    'evidence-save-trust',
  ] as const) {
    await page.getByTestId(door).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await picture(`fr-small-${door}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});
