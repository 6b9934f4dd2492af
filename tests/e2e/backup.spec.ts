/** Everything in one file and back, in the real app: by mouse and by keyboard, with its bar, cancelled, and killed. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { fillProfile } from '../support/full-profile';
import { type App, expect, test } from './support/app';
import { inBothThemes } from './support/axe';
import { pictures, slices } from './support/database';
import { bytesOf, notice } from './support/window';

const WORD = 'correct horse battery staple';

/** What the system's dialogs answer from now on. */
async function answers(app: App, path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** The process that makes or reads a backup. */
async function childOf(app: App): Promise<number> {
  let pid = 0;
  await expect
    .poll(async () => {
      const metrics = z
        .array(z.object({ pid: z.int(), name: z.string().optional() }))
        .parse(await app.electron.evaluate(({ app: one }) => one.getAppMetrics()));
      pid = metrics.find(({ name }) => name === 'Minutier backup-child')?.pid ?? 0;
      return pid;
    })
    .toBeGreaterThan(0);
  return pid;
}

/** Asks for a backup in the settings, with the keyboard alone. */
async function backUp(page: Page): Promise<void> {
  await page.keyboard.press('Control+8');
  await page.getByTestId('backup-make').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('backup-passphrase')).toBeFocused();
  await page.keyboard.type(WORD);
  await expect(page.getByTestId('backup-strength')).toContainText('strong');
  await page.keyboard.press('Tab');
  await page.keyboard.type(WORD);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('backup-passphrase')).toBeHidden();
}

const bar = (page: Page) => page.getByTestId('job-backup').getByRole('progressbar');

test('[BK1] [BK3] [BK4] [BK5] [BK7] [BK8] [BK9] [JB1] [JB2] a big profile is backed up in sight, cancelled, made, and restored elsewhere', async ({
  launch,
  folder,
}, info) => {
  test.setTimeout(300_000);
  const [from, to, out] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'out')];
  for (const made of [to, out]) mkdirSync(made);
  const filled = await fillProfile(from, Date.now(), { count: 20, bytes: 1_500_000 });
  const path = join(out, 'all.minutier');

  const first = await launch({ folder: from });
  const { page } = first;
  await answers(first, path);
  await test.step('what cannot be is said, by mouse', async () => {
    await page.getByTestId('page-settings').click();
    await page.getByTestId('backup-make').click();
    await page.getByTestId('backup-passphrase').fill('short');
    await page.getByTestId('backup-submit').click();
    await expect(page.getByText('At least 8 characters.')).toBeVisible();
    await page.getByTestId('backup-passphrase').fill('password1');
    await expect(page.getByTestId('backup-strength')).toContainText('weak');
    await page.getByTestId('backup-again').fill('another one');
    await page.getByTestId('backup-submit').click();
    await expect(page.getByText('The two are not the same.')).toBeVisible();
    await inBothThemes(first, page, 'backup dialog');
    await page.screenshot({ path: info.outputPath('dialog-dark.png') });
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('backup-passphrase')).toBeHidden();
  });

  await test.step('its bar is on every page and in a window opened later; cancelled with the keyboard, nothing is left', async () => {
    await backUp(page);
    await expect(bar(page)).toHaveAttribute('value', /[1-9]/);
    const child = await childOf(first);
    // Held where it is, so that there is time to look.
    process.kill(child, 'SIGSTOP');
    await page.screenshot({ path: info.outputPath('bar.png') });
    await page.keyboard.press('Control+1');
    await expect(page.getByTestId('page-diary')).toHaveAttribute('aria-current', 'page');
    await expect(bar(page)).toBeVisible();
    await inBothThemes(first, page, 'bar of a job');

    const reopened = first.electron.waitForEvent('window');
    await first.electron.evaluate(({ app, BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.once('closed', () => app.emit('activate'));
      BrowserWindow.getAllWindows()[0]?.close();
    });
    const second = await reopened;
    await expect(bar(second)).toBeVisible();
    await second.keyboard.press('j');
    await expect(second.getByTestId('job-cancel')).toBeFocused();
    await second.keyboard.press('Enter');
    process.kill(child, 'SIGCONT');
    await expect(bar(second)).toBeHidden();
    expect(readdirSync(out)).toEqual([]);
    expect(readdirSync(from).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    await backUp(second);
    await expect(second.getByTestId('backup-result')).toContainText(path);
    await second.screenshot({ path: info.outputPath('made.png') });
  });
  const log = readFileSync(join(from, 'logs', 'main.log'), 'utf8');
  expect(log).not.toContain(WORD);
  await first.quit();

  await test.step('on another computer, from the welcome', async () => {
    const other = await launch({ folder: to });
    await answers(other, path);
    await expect(other.page.getByTestId('restore')).toBeVisible();
    await other.page.screenshot({ path: info.outputPath('welcome.png') });
    await other.page.getByTestId('restore').click();
    await other.page.getByTestId('restore-choose').click();
    await expect(other.page.getByTestId('restore-chosen')).toContainText('all.minutier');
    await other.page.getByTestId('restore-passphrase').fill('a wrong passphrase');
    await other.page.getByTestId('restore-read').click();
    await expect(other.page.getByTestId('restore-wrong-passphrase')).toBeVisible();
    await inBothThemes(other, other.page, 'a wrong passphrase');
    await other.page.getByTestId('restore-passphrase').fill(WORD);
    await other.page.getByTestId('restore-read').click();
    await expect(other.page.getByTestId('restore-whole')).toBeVisible({ timeout: 60_000 });
    await expect(other.page.getByTestId('restore-slices')).toHaveText(filled.slices.toLocaleString('en-US'));
    await inBothThemes(other, other.page, 'what is in a backup');
    await other.page.screenshot({ path: info.outputPath('whole-dark.png') });
    await other.call('settings.set', { language: 'fr', theme: 'light' });
    await other.page.screenshot({ path: info.outputPath('whole-fr.png') });
    expect(slices(to)).toEqual([]);
    const ended = new Promise((resolve) => other.process.once('exit', resolve));
    // What it starts anew would be out of the test's hands: the test starts it.
    await other.electron.evaluate(({ app }) => {
      app.relaunch = () => undefined;
    });
    await other.page.getByTestId('restore-apply').click();
    await ended;
  });

  await test.step('everything is there; again from the settings, refused while tracking, and killed before the restart', async () => {
    const other = await launch({ folder: to });
    await answers(other, path);
    await expect(notice(other.page, 'restored')).toContainText(join(to, 'replaced-'));
    await other.page.screenshot({ path: info.outputPath('restored.png') });
    expect(slices(to)).toEqual(slices(from));
    expect(pictures(to)).toEqual(pictures(from));
    const [picture] = pictures(to);
    expect((await bytesOf(other.page, `app://minutier/picture/${picture?.id}`)).length).toBe(1_500_000);

    const [contract] = await other.call('contract.list', undefined);
    if (contract === undefined) throw new Error('a contract was expected');
    await other.call('timer.start', { contractId: contract.id, memo: 'only here' });
    await other.page.keyboard.press('Control+8');
    await other.page.getByTestId('restore').focus();
    await other.page.keyboard.press('Enter');
    await expect(other.page.getByTestId('restore-choose')).toBeFocused();
    await other.page.keyboard.press('Enter');
    await expect(other.page.getByTestId('restore-passphrase')).toBeFocused();
    await other.page.keyboard.type(WORD);
    await other.page.keyboard.press('Enter');
    await expect(other.page.getByRole('alert')).toContainText('Stop the timer first');
    await other.call('timer.stop', undefined);
    await other.page.getByTestId('restore-passphrase').focus();
    await other.page.keyboard.press('Enter');
    await expect(other.page.getByTestId('restore-apply')).toBeFocused({ timeout: 60_000 });
    const ended = new Promise((resolve) => other.process.once('exit', resolve));
    await other.electron.evaluate(({ app }) => {
      app.relaunch = () => undefined;
      app.quit = () => undefined;
    });
    await other.page.keyboard.press('Enter');
    await expect.poll(() => existsSync(join(to, 'restore-ready'))).toBe(true);
    other.process.kill('SIGKILL');
    await ended;
    const again = await launch({ folder: to });
    await expect(notice(again.page, 'restored')).toBeVisible();
    expect(pictures(to)).toEqual(pictures(from));
    expect(readdirSync(to).filter((name) => name.startsWith('replaced-'))).toHaveLength(2);
    expect(existsSync(join(to, 'restore-ready'))).toBe(false);
  });
});
