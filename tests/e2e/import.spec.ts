/** Reports of other programs taken in by the real app: by mouse, by keyboard, once, and back again. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type App, expect, ROOT, test } from './support/app';
import { inBothThemes } from './support/axe';
import { slices } from './support/database';
import { withContract } from './support/window';

const fixture = (name: string) => join(ROOT, 'tests', 'fixtures', 'import', name);

/** The dialog of the system cannot be driven: it answers with this file. */
async function choosing(app: App, path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
}

const line = (page: Page, n: number) => page.getByTestId(`import-line-${n}`);

test('[IM10] [IM4] [IM7] [IM9] by mouse: looked at, taken in, shown apart, worth nothing, and taken back', async ({
  launch,
}, info) => {
  const app = await launch({ env: { TZ: 'UTC' } });
  const { page, folder } = app;
  await withContract(app);
  const other = await withContract(app, { title: 'Support' });
  await choosing(app, fixture('clockify-detailed.csv'));
  await page.getByTestId('page-settings').click();
  await page.getByTestId('import-open').click();

  await expect(page.getByTestId('import-understood')).toContainText('Clockify');
  await expect(line(page, 2)).toHaveAttribute('data-state', 'ready');
  await expect(line(page, 4)).toHaveAttribute('data-state', 'partial');
  await expect(line(page, 4)).toContainText('an earlier line has the same time (0:15:00)');
  await expect(line(page, 5)).toContainText('The date cannot be read.');
  await expect(page.getByTestId('import-counts')).toContainText('4:03:20 of 4:18:20');
  await page.screenshot({ path: info.outputPath('preview.png') });
  await page.getByText('Not taken in whole (2)').click();
  await expect(line(page, 2)).toBeHidden();
  await expect(line(page, 5)).toBeVisible();
  expect(slices(folder)).toEqual([]);
  await inBothThemes(app, page, 'the import');
  await app.call('settings.set', { language: 'fr' });
  await page.screenshot({ path: info.outputPath('preview-fr-dark.png') });
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const [width = 0, height = 0] = window?.getMinimumSize() ?? [];
    window?.setSize(width, height);
  });
  await page.getByTestId('import-run').scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('smallest.png') });
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1_280, 800));
  await app.call('settings.set', { language: 'en', theme: 'light' });

  await page.getByTestId('import-project-0').selectOption(other.id);
  await expect(line(page, 4)).toContainText('Support');
  await page.getByTestId('import-run').click();
  await expect(page.getByTestId('import-result')).toContainText('3 lines were imported: 4:03:20.');
  await page.screenshot({ path: info.outputPath('done.png') });
  const day = { from: Date.UTC(2026, 0, 13), to: Date.UTC(2026, 0, 14) };
  const taken = await app.call('diary.day', day);
  expect(taken.cells.every(({ kind, imported }) => kind === 'manual' && imported === true)).toBe(true);
  expect(taken.totals).toMatchObject({ trackedMs: 14_600_000, overMs: 0 });
  expect(taken.byContract).toMatchObject([{ contractId: other.id, grossMinor: 0, weekGrossMinor: 0 }]);
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();

  await test.step('the same file again has nothing to take in', async () => {
    await page.getByTestId('import-open').click();
    await expect(page.getByTestId('import-reasons')).toContainText('imported before');
    await expect(page.getByTestId('import-run')).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('import-run')).toBeHidden();
  });

  await expect(page.getByTestId('import-list')).toContainText('Clockify, clockify-detailed.csv');
  await page.getByTestId('import-list').scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('settings.png') });
  await page.getByTestId('import-take-back').click();
  await expect(page.getByTestId('import-list')).toBeHidden();
  expect(slices(folder)).toEqual([]);
});

test('[IM6] [IM3] by keyboard, from the empty diary, into a contract made on the way', async ({
  launch,
  folder,
}, info) => {
  const app = await launch({ env: { TZ: 'UTC' } });
  const { page } = app;
  await withContract(app);
  await choosing(app, fixture('upwork-timesheet.csv'));
  await page.getByTestId('diary-empty').getByTestId('import-open').focus();
  await page.screenshot({ path: info.outputPath('empty.png') });
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('import-understood')).toContainText('Upwork');
  await expect(page.getByTestId('import-run')).toBeDisabled();

  await page.getByTestId('import-zone').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Europe/Paris');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('import-day-start').focus();
  await page.keyboard.type('10');
  await page.getByTestId('import-new-contract-0').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Contract title' })).toHaveValue('Data pipeline');
  await page.getByRole('textbox', { name: 'Client' }).focus();
  await page.keyboard.type('Globex');
  await page.getByRole('textbox', { name: 'Hourly rate' }).focus();
  await page.keyboard.type('60');
  await page.screenshot({ path: info.outputPath('new-contract.png') });
  await page.getByRole('button', { name: 'Create contract' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('contract-form')).toBeHidden();

  // 8 January, 10:00 in Paris.
  await expect(line(page, 5)).toContainText('Jan 8, 2026');
  await page.screenshot({ path: info.outputPath('upwork.png') });
  await page.getByTestId('import-run').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('import-result')).toContainText('3 lines were imported: 5:00:00.');
  expect(Math.min(...slices(folder).map(({ slot }) => slot))).toBe(Date.UTC(2026, 0, 8, 9) / 1_000);
  await page.getByTestId('import-undo').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('import-result')).toBeHidden();
  expect(slices(folder)).toEqual([]);
});

test('[IM3] by keyboard, on the first run: the first contract is made in the import, which stays open', async ({
  launch,
  folder,
}, info) => {
  const app = await launch({ env: { TZ: 'UTC' } });
  const { page } = app;
  await expect(page.getByTestId('notice-accept')).toBeVisible();
  await expect(page.getByTestId('import-open')).toBeHidden();
  await page.getByTestId('notice-accept').press('Enter');
  await choosing(app, fixture('clockify-detailed.csv'));
  await page.getByTestId('import-open').scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('first-run.png') });
  await page.getByTestId('import-open').press('Enter');
  await expect(page.getByTestId('import-understood')).toContainText('Clockify');
  await expect(page.getByTestId('import-run')).toBeDisabled();

  await page.getByTestId('import-new-contract-0').press('Enter');
  const made = page.getByRole('dialog', { name: 'New contract' });
  await made.getByRole('textbox', { name: 'Client' }).fill('Globex');
  await made.getByRole('textbox', { name: 'Hourly rate' }).fill('60');
  await made.getByRole('button', { name: 'Create contract' }).press('Enter');
  await expect(made).toBeHidden();
  // The workplace has come, and the report is still open over it.
  await expect(page.getByTestId('timer-toggle')).toBeAttached();
  await expect(line(page, 2)).toHaveAttribute('data-state', 'ready');
  await page.screenshot({ path: info.outputPath('first-run-contract.png') });
  await page.getByTestId('import-run').press('Enter');
  await expect(page.getByTestId('import-result')).toBeVisible();
  expect(slices(folder)).not.toEqual([]);
  await page.getByTestId('import-run').press('Escape');
  await expect(page.getByTestId('import-run')).toBeHidden();
  await expect(page.getByTestId('timer-toggle')).toBeEnabled();
});

test('[IM1] [IM8] what is no report is refused with the way on; a long one is cancelled and gone on with', async ({
  launch,
  folder,
}, info) => {
  const app = await launch({ env: { TZ: 'UTC' } });
  const { page } = app;
  await withContract(app);
  await choosing(app, join(ROOT, 'node_modules', 'electron', 'dist', 'icudtl.dat'));
  await page.getByTestId('page-settings').click();
  await page.getByTestId('import-open').click();
  await expect(page.getByTestId('import-refused')).toContainText('This is not a text file');
  await page.screenshot({ path: info.outputPath('refused.png') });

  const rows = Array.from({ length: 6_000 }, (_, n) => {
    const at = new Date(Date.UTC(2025, 0, 6) + n * 3_600_000).toISOString();
    return `Site redesign,${at.slice(0, 10)},${at.slice(11, 19)},0:50:00,Long ago ${n}\n`;
  });
  const long = join(folder, 'long.csv');
  writeFileSync(long, `Project,Start date,Start time,Duration,Description\n${rows.join('')}`);
  await choosing(app, long);
  await page.getByRole('button', { name: 'Choose another file…' }).click();
  await expect(page.getByTestId('import-run')).toBeEnabled({ timeout: 60_000 });

  await test.step('its last line is reached by scrolling, and few rows are drawn', async () => {
    await page.getByRole('region', { name: 'Lines of the file' }).focus();
    await page.keyboard.press('End');
    await expect(line(page, 6_001)).toBeVisible();
    expect(await page.getByTestId(/^import-line-/).count()).toBeLessThan(60);
  });

  await page.getByTestId('import-run').click();
  await page.getByRole('dialog').getByTestId('job-cancel').click();
  await expect(page.getByTestId('import-result')).toContainText('Cancelled.', { timeout: 60_000 });
  const part = slices(folder).length;
  expect(part).toBeLessThan(30_000);
  await expect(page.getByTestId('import-run')).toBeEnabled({ timeout: 60_000 });

  await test.step('killed in the middle, the next import adds what is missing', async () => {
    await page.getByTestId('import-run').click();
    await expect.poll(() => slices(folder).length).toBeGreaterThan(part);
    const ended = once(app.process, 'exit');
    app.process.kill('SIGKILL');
    await ended;
    const again = await launch({ env: { TZ: 'UTC' } });
    await choosing(again, long);
    await again.page.getByTestId('page-settings').click();
    await again.page.getByTestId('import-open').click();
    await expect(again.page.getByTestId('import-run')).toBeEnabled({ timeout: 60_000 });
    await again.page.getByTestId('import-run').click();
    await expect(again.page.getByTestId('import-result')).toContainText('were imported', {
      timeout: 120_000,
    });
    const all = slices(folder);
    expect(all.length).toBe(30_000);
    expect(new Set(all.map(({ slot }) => slot)).size).toBe(30_000);
  });
});
