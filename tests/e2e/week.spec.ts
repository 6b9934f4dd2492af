/** The week in numbers in the real app: timesheet, money, payment, files, month and year, search, insights, fees. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { weekStart } from '../../domain/week';
import { seedWeek } from '../support/seeded-week';
import { expect, test } from './support/app';
import { MIDWEEK } from './support/clock';
import { seedProfile } from './support/seed';

const THEN = { at: MIDWEEK };

/** Last week's work, with sums that can be told by heart. */
function seed(folder: string) {
  return seedProfile(folder, MIDWEEK, (database) => seedWeek(database, weekStart(MIDWEEK) - 7 * 86_400_000));
}

test('[TS1] [FE3] [PM1] a past week by keyboard: time, money and payment, and its sums add up', async ({
  launch,
  folder,
}) => {
  const { acme } = seed(folder);
  const { page } = await launch(THEN);
  await expect(page.getByTestId('page-week')).toBeVisible();
  await page.keyboard.press('Control+2');
  await expect(page.getByTestId('week-empty')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('week-total')).toHaveText('20:00');
  await expect(page.getByTestId('week-manualMs')).toHaveText('1:00');
  // 12 h at 22.22: the facts' own example.
  await expect(page.getByTestId(`money-${acme}`)).toContainText(/\$266\.64.*\$26\.66.*\$239\.98/);
  await expect(page.getByTestId('payment')).toContainText('11:59');
  await expect(page.getByTestId('payment-stage')).not.toBeEmpty();
});

test('[TS4] the timesheet as CSV, JSON and PDF, asked for by mouse', async ({ launch, folder }) => {
  seed(folder);
  const app = await launch(THEN);
  const { page } = app;
  await page.getByTestId('page-week').click();
  await page.getByTestId('week-previous').click();
  for (const format of ['csv', 'json', 'pdf'] as const) {
    const path = join(folder, `week.${format}`);
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    }, path);
    await page.getByTestId(`timesheet-${format}`).click();
    await expect(page.getByTestId('timesheet-result')).toContainText(path, { timeout: 20_000 });
  }
  const csv = readFileSync(join(folder, 'week.csv'), 'utf8');
  const total = csv
    .trim()
    .split('\r\n')
    .slice(1)
    .reduce((sum, line) => sum + Number(line.split(',')[4]), 0);
  expect(total).toBe(20 * 3_600_000);
  expect(JSON.parse(readFileSync(join(folder, 'week.json'), 'utf8'))).toMatchObject({
    format: 'minutier-timesheet',
    timesheet: { total: { totalMs: 20 * 3_600_000 } },
  });
  const pdf = readFileSync(join(folder, 'week.pdf'));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  // A4 is 595 by 842 points; text stays text where fonts are embedded.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12](\.\d+)?\s*\]/);
  expect(pdf.toString('latin1')).toContain('/ToUnicode');
});

test('[TS5] month and year: a day is reached by the arrow keys and opens in the diary', async ({
  launch,
  folder,
}) => {
  const { monday } = seed(folder);
  const { page } = await launch(THEN);
  await page.getByTestId('page-week').click();
  await page.getByText('Year', { exact: true }).click();
  const day = new Date(monday).toISOString().slice(0, 10);
  await expect(page.getByTestId(`day-${day}`)).toHaveAttribute('aria-label', /5 hr|5 h/);
  await page.getByTestId(`day-${day}`).focus();
  await page.keyboard.press('ArrowRight');
  const next = new Date(monday + 86_400_000).toISOString().slice(0, 10);
  await expect(page.getByTestId(`day-${next}`)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(/^diary-cell-/).first()).toBeVisible();
});

test('[SR1] [SR3] search by keyboard finds memo, window and contract, and opens the slice', async ({
  launch,
  folder,
}) => {
  seed(folder);
  const { page } = await launch(THEN);
  await expect(page.getByTestId('page-search')).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.getByTestId('search-field').fill('ETE');
  await expect(page.getByTestId('search-status')).toContainText('6 slices');
  await page.getByTestId('search-field').fill('acme "head');
  await expect(page.getByTestId('search-hits').locator('mark').first()).toHaveText(/header/i);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('slice-detail')).toBeVisible();
});

test('[FE1] a fee is set from a week on, and changes the net of that week', async ({ launch, folder }) => {
  const { globex } = seed(folder);
  const { page } = await launch(THEN);
  await page.getByTestId('page-contracts').click();
  await page.getByTestId(`contract-${globex}`).getByTestId('contract-fee').click();
  await page.getByTestId('fee-type').click();
  await page.getByRole('option', { name: 'Direct contract' }).click();
  await page.getByTestId('fee-percent').fill('200');
  await page.getByTestId('fee-save').click();
  await expect(page.getByText('A number from 0 to 100')).toBeVisible();
  await page.getByTestId('fee-percent').fill('3.4');
  await page.getByRole('combobox', { name: /From the week of/ }).click();
  await page.getByRole('option', { name: /Last week/ }).click();
  await page.getByTestId('fee-save').click();
  await page.getByTestId('page-week').click();
  await page.getByTestId('week-previous').click();
  // 8 h at 50.00 are 400.00; 3.4 % are 13.60.
  await expect(page.getByTestId(`money-${globex}`)).toContainText(/3\.4%.*€400\.00.*€13\.60.*€386\.40/);
});

for (const theme of ['light', 'dark'] as const) {
  test(`[UI1] axe finds nothing on week, month, year, insights and search, ${theme}`, async ({
    launch,
    folder,
  }) => {
    seed(folder);
    const app = await launch(THEN);
    const { page } = app;
    await app.call('settings.set', { theme });
    const check = async (what: string) => {
      const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(
        found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        what,
      ).toEqual([]);
    };
    await page.getByTestId('page-week').click();
    await page.getByTestId('week-previous').click();
    await expect(page.getByTestId('week-total')).toBeVisible();
    await check('week');
    for (const view of ['Month', 'Year']) {
      await page.getByText(view, { exact: true }).click();
      await expect(page.getByTestId(view.toLowerCase())).toBeVisible();
      await check(view);
    }
    await page.getByTestId('page-insights').click();
    await page.getByTestId('insights-previous').click();
    await expect(page.getByTestId('best-hours').locator('li').first()).toBeVisible();
    await check('insights');
    await page.keyboard.press('/');
    await page.getByTestId('search-field').fill('header');
    await expect(page.getByTestId('search-hits').locator('mark').first()).toBeVisible();
    await check('search');
  });
}
