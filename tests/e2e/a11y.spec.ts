/** Every view for everyone: what axe finds (nothing), the main path without a mouse, and text at twice its size. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { seedPlausibleWeek } from '../support/plausible-day';
import { afternoonZone, midnightOf } from '../support/zones';
import { type App, expect, type LaunchOptions, ROOT, test } from './support/app';
import { cutOff, inBothThemes, sideways } from './support/axe';
import { MIDWEEK } from './support/clock';
import { cells, openLastCell, startTracking, toSmallest, withContract } from './support/window';

test.describe('axe finds nothing to mend', () => {
  test('on the first run and on an empty day', async ({ launch }) => {
    const app = await launch();
    await inBothThemes(app, app.page, 'the notice');
    await app.page.getByTestId('notice-accept').click();
    await expect(app.page.getByTestId('contract-form')).toBeVisible();
    await inBothThemes(app, app.page, 'the first contract');
    await app.page.getByTestId('contract-save').click();
    await inBothThemes(app, app.page, 'the first contract, with refusals');
    await withContract(app);
    await expect(app.page.getByTestId('diary-empty')).toBeVisible();
    await inBothThemes(app, app.page, 'an empty day');
  });

  test('on a full day, in the large view, and on every page', async ({ folder, launch }) => {
    const app = await onFullDay(folder, launch);
    const { page } = app;
    await startTracking(page, 'under way');
    await expect(cells(page).last()).toHaveAttribute('data-state', 'open');
    await inBothThemes(app, page, 'a full day');

    await openLastCell(page);
    await page.getByTestId('detail-previous').click();
    await expect(page.locator('.recharts-surface').first()).toBeVisible();
    await inBothThemes(app, page, 'the large view');
    await page.keyboard.press('Escape');

    await page.getByTestId('day-choose').click();
    await expect(page.getByRole('button', { name: 'Previous month' })).toBeVisible();
    await inBothThemes(app, page, 'the calendar');
    await page.keyboard.press('Escape');

    await page.getByTestId('page-contracts').click();
    await expect(page.getByTestId('contract-new')).toBeVisible();
    await inBothThemes(app, page, 'the contracts');
    await page.getByTestId('contract-new').click();
    await expect(page.getByTestId('contract-form')).toBeVisible();
    await inBothThemes(app, page, 'the contract form');
    await page.keyboard.press('Escape');

    await page.getByTestId('page-settings').click();
    await expect(page.getByTestId('diagnostics')).toBeVisible();
    await inBothThemes(app, page, 'the settings');
    await page.getByTestId('page-help').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await inBothThemes(app, page, 'the list of keys');
  });
});

test('[UI55] the main path works without a mouse: contract, start, stop, days, large view, next and previous', async ({
  folder,
  launch,
}) => {
  const { page } = await onFullDay(folder, launch);
  await page.keyboard.press('m');
  await expect(page.getByTestId('timer-memo')).toBeFocused();
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'stopped');
  await page.keyboard.press('Escape');

  await page.getByTestId('timer-memo').blur();
  const day = page.getByTestId('day-choose');
  const today = await day.innerText();
  await page.keyboard.press('ArrowLeft');
  await expect(day).not.toHaveText(today);
  await page.keyboard.press('ArrowRight');
  await expect(day).toHaveText(today);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('t');
  await expect(day).toHaveText(today);

  await tabTo(page, /^diary-cell-/);
  await page.keyboard.press('ArrowLeft');
  const cell = await focusedTestId(page);
  await page.keyboard.press('Enter');
  const title = page.getByTestId('slice-detail').getByRole('heading', { level: 2 });
  const opened = await title.innerText();
  await page.keyboard.press('ArrowLeft');
  await expect(title).not.toHaveText(opened);
  await page.keyboard.press('ArrowRight');
  await expect(title).toHaveText(opened);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('slice-detail')).toBeHidden();
  await expect.poll(() => focusedTestId(page)).toBe(cell);

  await page.keyboard.press('Control+5');
  await expect(page.getByTestId('contract-new')).toBeVisible();
  await tabTo(page, /^contract-new$/);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('contract-form')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Client' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(() => focusedTestId(page)).toBe('contract-new');
  await page.keyboard.press('Control+8');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('at 200 % text nothing is cut off: every control lies inside the window or can be scrolled to', async ({
  folder,
  launch,
}) => {
  const app = await onFullDay(folder, launch);
  const { page } = app;
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(1_280, 800);
    window?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate('window.innerWidth')).toBe(640);
  for (const name of ['diary', 'contracts', 'settings'] as const) {
    await page.getByTestId(`page-${name}`).click();
    await expect(page.getByTestId(SEEN[name]).first()).toBeAttached();
    expect(await cutOff(page), name).toEqual([]);
  }
  await page.getByTestId('page-contracts').click();
  await page.getByTestId('contract-new').click();
  await expect(page.getByTestId('contract-form')).toBeVisible();
  expect(await cutOff(page), 'form').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByTestId('page-diary').click();
  await openLastCell(page);
  expect(await cutOff(page), 'large view').toEqual([]);
});

test('in French, in the smallest window, no page and no dialog scrolls sideways', async ({
  folder,
  launch,
}, info) => {
  const app = await onFullDay(folder, launch);
  const { page } = app;
  await app.electron.evaluate(
    ({ dialog }, report) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [report] });
    },
    join(ROOT, 'tests', 'fixtures', 'import', 'clockify-detailed.csv'),
  );
  await toSmallest(app);
  await app.call('settings.set', { language: 'fr' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  const fits = async (what: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await app.call('settings.set', { theme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
      await page.screenshot({ path: info.outputPath(`${what}-${theme}.png`) });
      expect.soft(await sideways(page), `${what}, ${theme}`).toEqual([]);
    }
  };

  await fits('diary');
  for (const span of ['week', 'month', 'year'] as const) {
    await page.getByTestId('page-week').click();
    await page.locator(`input[type="radio"][value="${span}"] + label`).click();
    await expect(page.getByTestId(span)).toBeVisible();
    await fits(span);
  }
  for (const [name, seen] of WITH_DIALOGS_LAST) {
    await page.getByTestId(`page-${name}`).click();
    await expect(page.getByTestId(seen).first()).toBeVisible();
    await fits(name);
  }
  await page.getByTestId('import-open').click();
  await expect(page.getByTestId('import-line-2')).toBeAttached();
  await fits('import');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  for (const door of ['backup-make', 'restore', 'page-palette', 'page-help'] as const) {
    await page.getByTestId(door).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await fits(door);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await page.getByTestId('page-contracts').click();
  await page.getByTestId('contract-new').click();
  await expect(page.getByTestId('contract-form')).toBeVisible();
  await fits('form');
});

/** Pages and what is to be seen of them; the settings, from which dialogs are opened, come last. */
const WITH_DIALOGS_LAST = [
  ['protection', 'protection-week'],
  ['insights', 'insights'],
  ['contracts', 'contract-new'],
  ['server', 'sync-none'],
  ['settings', 'diagnostics'],
] as const;

const SEEN = { diary: 'diary-grid', contracts: 'contract-new', settings: 'diagnostics' } as const;

async function onFullDay(folder: string, launch: (options: LaunchOptions) => Promise<App>) {
  const now = MIDWEEK;
  const zone = afternoonZone(now);
  await seedPlausibleWeek({ folder, now, midnight: midnightOf(now, zone) });
  const app = await launch({ at: now, env: { TZ: zone } });
  await expect(app.page.getByTestId('diary-grid')).toBeVisible();
  return app;
}

/** Presses Tab until something with that test id has the focus. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (wanted.test(await focusedTestId(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${wanted}`);
}

async function focusedTestId(page: Page): Promise<string> {
  return z.string().parse(await page.evaluate("document.activeElement?.dataset?.testid ?? ''"));
}
