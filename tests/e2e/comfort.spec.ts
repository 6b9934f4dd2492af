/** What makes a long day easier: the small timer, the command palette, hours as one likes them, questions answered later. */
import type { Page } from '@playwright/test';
import { slotOf } from '../../domain/week';
import { anIdle, aSlice, closed, newContract, newContractId } from '../support/store-fixtures';
import { type App, expect, test } from './support/app';
import { cutOff, inBothThemes, sideways } from './support/axe';
import { MIDWEEK } from './support/clock';
import { slices } from './support/database';
import { seedProfile } from './support/seed';
import { openLastCell, startTracking, toSmallest, withContract } from './support/window';

const THEN = { at: MIDWEEK };

test('[UI58] the small timer: opened by mouse and by keys, starts, switches and stops, also without the main window', async ({
  launch,
}, info) => {
  const app = await launch(THEN);
  await withContract(app);
  // Its window would be taken for one of ours.
  await app.call('settings.set', { pictureNotice: 'off' });
  const other = await app.call('contract.create', {
    ...newContract({ client: 'Globex', title: 'Imports', idleMinutes: 10, limitSeconds: null }),
  });
  await app.page.getByTestId('timer-memo').fill('header');
  const mini = await opened(app, () => app.page.getByTestId('timer-mini').click());
  await inBothThemes(app, mini, 'the small timer');
  await mini.screenshot({ path: info.outputPath('mini-stopped.png') });

  await mini.getByTestId('mini-toggle').click();
  await expect(app.page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
  await expect(mini.getByTestId('mini-session')).toHaveText('0:00:01');
  await mini.getByTestId('mini-contract').selectOption(other.id);
  await expect.poll(() => slices(app.folder).some((row) => row.contract_id === other.id)).toBe(true);
  await mini.screenshot({ path: info.outputPath('mini-tracking.png') });

  // The main window goes and comes back; the small one does not need it.
  await app.page.close();
  const main = await opened(app, () => mini.getByTestId('mini-open').press('Enter'));
  await expect(main.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking', { timeout: 30_000 });
  await mini.getByTestId('mini-toggle').press('Space');
  await expect(main.getByTestId('timer-state')).toHaveAttribute('data-mode', 'stopped');

  // It comes back where it was.
  const before = await placeOf(app, 'mini');
  await app.electron.evaluate(
    ({ BrowserWindow }, at) => {
      const own = BrowserWindow.getAllWindows().find((one) =>
        one.webContents.getURL().endsWith('/mini.html'),
      );
      own?.setPosition(at.x, at.y);
    },
    { x: before.x - 200, y: before.y + 100 },
  );
  await expect.poll(() => placeOf(app, 'mini')).toEqual({ x: before.x - 200, y: before.y + 100 });
  await Promise.all([mini.waitForEvent('close'), mini.keyboard.down('Escape')]);
  await opened(app, () => main.keyboard.press('Control+Shift+M'));
  await expect.poll(() => placeOf(app, 'mini')).toEqual({ x: before.x - 200, y: before.y + 100 });
});

test('[UI61] with text at 200 % the small timer is twice as large, and the palette fits the window', async ({
  launch,
}, info) => {
  const app = await launch(THEN);
  await withContract(app, {
    client: 'A client with rather a long name',
    title: 'And a title as long as that',
  });
  const { page } = app;
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(1_280, 800);
    window?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate('window.innerWidth')).toBe(640);
  const mini = await opened(app, () => page.getByTestId('timer-mini').click());
  await expect.poll(() => mini.evaluate('[innerWidth, innerHeight]')).toEqual([340, 104]);
  expect(await cutOff(mini)).toEqual([]);
  await mini.screenshot({ path: info.outputPath('mini-200.png') });
  await page.bringToFront();
  await openPalette(page);
  expect(await cutOff(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath('palette-200.png') });
});

test('[UI59] the command palette: found by a part of a name, accents aside, run by keys and by mouse', async ({
  launch,
}, info) => {
  const app = await launch(THEN);
  await withContract(app, { title: 'Études', manualAllowed: true });
  const { page } = app;
  await page.getByTestId('timer-toggle').focus();
  await openPalette(page);
  await inBothThemes(app, page, 'the palette');
  await page.screenshot({ path: info.outputPath('palette.png') });
  await page.keyboard.type('start etud');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
  await expect(page.getByRole('textbox', { name: 'Commands' })).toBeHidden();
  await expect(page.getByTestId('timer-toggle')).toBeFocused();

  await page.getByTestId('page-palette').click();
  await page.getByTestId('palette-page-week').click();
  await expect(page.getByTestId('page-week')).toHaveAttribute('aria-current', 'page');

  await openPalette(page);
  await page.keyboard.type('no such thing');
  await expect(page.getByText('Nothing is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  // What lives on a page is opened there, wherever one is; the keyboard is then in it.
  for (const [words, dialog] of [
    ['new contract', 'New contract'],
    ['back up', 'Back up everything'],
    ['by hand', 'Add time by hand'],
  ] as const) {
    await command(page, words);
    const shown = page.getByRole('dialog', { name: dialog });
    await expect(shown.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  // Also on the page that is already open.
  await page.getByTestId('page-contracts').click();
  await command(page, 'new contract');
  await expect(page.getByTestId('contract-form').locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await command(page, 'week before');
  await expect(page.getByTestId('week-next')).toBeEnabled();
  await command(page, 'day before');
  await expect(page.getByTestId('day-next')).toBeEnabled();
  await command(page, 'start at login');
  await expect.poll(async () => (await app.call('app.boot', undefined)).settings.openAtLogin).toBe(true);

  await openPalette(page);
  await page.keyboard.type('language fran');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
});

test('[UI57] hours to twelve or to twenty-four, in the settings, and at once everywhere', async ({
  launch,
}) => {
  const app = await launch(THEN);
  await withContract(app);
  await app.call('settings.set', { zone: 'utc', hours: '24' });
  await startTracking(app.page, 'header');
  await expect(app.page.getByText('15:00').first()).toBeVisible();
  await app.page.keyboard.press('Control+8');
  await app.page.getByRole('radiogroup', { name: 'Hours of the day' }).getByText('12 hours').click();
  await app.page.keyboard.press('Control+1');
  await expect(app.page.getByText(/^3\s?pm$/i).first()).toBeVisible();
});

test('[ID12] questions that wait are listed, whatever their day and contract, and answered by mouse and by keys', async ({
  folder,
  launch,
}, info) => {
  const questions = seedQuestions(folder);
  const app = await launch(THEN);
  const { page } = app;
  await page.getByTestId('idle-all').click();
  await expect(page.getByTestId('pending-idles').getByRole('row')).toHaveCount(3 + 1);
  await inBothThemes(app, page, 'the questions that wait');
  await page.screenshot({ path: info.outputPath('questions.png') });
  await toSmallest(app);
  await app.call('settings.set', { language: 'fr' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await page.screenshot({ path: info.outputPath('questions-fr-smallest.png') });
  expect(await sideways(page)).toEqual([]);
  await app.call('settings.set', { language: 'en' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByTestId('pending-discard').first().click();
  await expect(page.getByTestId('pending-keep')).toHaveCount(2);
  await page.getByTestId('pending-keep').first().press('Enter');
  await expect(page.getByTestId('pending-keep')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('idle-all')).toBeHidden();
  expect(await app.call('idle.pending', undefined)).toHaveLength(1);
  const [first, second] = questions;
  const kinds = slices(folder).flatMap((row) => row.spans.map((span) => [span[3], span[2]]));
  expect(kinds).toContainEqual([first?.id, 'discarded']);
  expect(kinds).toContainEqual([second?.id, 'kept']);
});

test('[ID13] the large view of a slice answers for the time without input in it', async ({
  folder,
  launch,
}) => {
  const [, , newest] = seedQuestions(folder);
  const app = await launch(THEN);
  const detail = await openLastCell(app.page);
  await expect(detail.getByTestId('idle-answer')).toBeVisible();
  await inBothThemes(app, app.page, 'the large view with a question');
  await detail.getByTestId('idle-answer').getByRole('button', { name: 'Keep the idle time' }).press('Enter');
  await expect(detail.getByTestId('idle-answer')).toBeHidden();
  expect(await app.call('idle.pending', undefined)).toHaveLength(2);
  const kinds = slices(folder).flatMap((row) => row.spans.map((span) => [span[3], span[2]]));
  expect(kinds).toContainEqual([newest?.id, 'kept']);
});

test('[UI60] the bar shows the week of a contract that has time by hand alone', async ({ launch }) => {
  const app = await launch(THEN);
  const contract = await withContract(app, { manualAllowed: true });
  await expect(app.page.getByTestId('week-bar')).toContainText('0:00');
  await app.call('diary.manual.add', {
    contractId: contract.id,
    slots: [slotOf(MIDWEEK) - 86_400, slotOf(MIDWEEK) - 85_800],
    memo: 'Call',
    tag: '',
    reason: 'On the road',
  });
  await expect(app.page.getByTestId('week-bar')).toContainText('0:20');
});

test('[PV15] a contract chooses its displays in its form, by keyboard', async ({ launch }) => {
  const app = await launch(THEN);
  const contract = await withContract(app);
  const { page } = app;
  await page.keyboard.press('Control+5');
  await page.getByTestId(`contract-${contract.id}`).getByTestId('contract-edit').press('Enter');
  await page.getByTestId('privacy-displays').focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Only the one with the pointer' }).click();
  await page.getByTestId('contract-save').press('Enter');
  await expect
    .poll(async () => (await app.call('contract.list', undefined))[0]?.privacy.displays)
    .toBe('pointer');
});

async function command(page: Page, words: string): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Commands' })).toBeHidden();
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('textbox', { name: 'Commands' })).toBeFocused();
}

async function opened(app: App, act: () => Promise<void>): Promise<Page> {
  const [page] = await Promise.all([app.electron.waitForEvent('window'), act()]);
  await page.waitForLoadState('load');
  return page;
}

async function placeOf(app: App, page: string): Promise<{ x: number; y: number }> {
  return app.electron.evaluate(({ BrowserWindow }, name) => {
    const own = BrowserWindow.getAllWindows().find((one) =>
      one.webContents.getURL().endsWith(`/${name}.html`),
    );
    const { x, y } = own?.getBounds() ?? { x: 0, y: 0 };
    return { x, y };
  }, page);
}

/** Three stretches of three days and two contracts, each in a slice of its own. */
function seedQuestions(folder: string) {
  return seedProfile(folder, MIDWEEK, (database) => {
    const contracts = [newContractId(), newContractId()];
    contracts.forEach((id, n) => {
      const change = { client: n === 0 ? 'Acme' : 'Globex', limitSeconds: null };
      database.contracts.create(id, newContract(change), MIDWEEK - 5 * 86_400_000);
    });
    const made = [2, 1, 0].map((daysAgo) => {
      const contract = contracts[daysAgo % 2] ?? newContractId();
      const slot = slotOf(MIDWEEK) - daysAgo * 86_400 - 7_200;
      const start = slot * 1000 + 120_000;
      const question = anIdle(contract, start, { end: start + 300_000 });
      const slice = closed(
        aSlice(contract, slot, {
          jumps: [],
          gaps: [],
          spans: [
            { start: slot * 1000, end: start, kind: 'work', idleId: null },
            { start, end: start + 300_000, kind: 'idle', idleId: question.id },
            { start: start + 300_000, end: slot * 1000 + 600_000, kind: 'work', idleId: null },
          ],
        }),
      );
      return { question, slice };
    });
    const saved = database.recorder.save(
      made.map(({ slice }) => slice),
      made.map(({ question }) => question),
    );
    if (saved.outcome !== 'saved') throw new Error(saved.detail);
    return made.map(({ question }) => question);
  });
}
