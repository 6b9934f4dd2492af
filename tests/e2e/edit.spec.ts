/** Editing the diary in the real app, by mouse and by keyboard. */
import type { Page } from '@playwright/test';
import { DAY_MS, HOUR_MS, SLOT_SECONDS, slotOf, WEEK_MS, weekStart } from '../../domain/week';
import { type App, expect, type LaunchOptions, test } from './support/app';
import { MIDWEEK } from './support/clock';
import { withContract } from './support/window';

/** By hand, time is entered in the present week alone, and the diary shows a local day: an hour inside of both. */
const THEN: LaunchOptions = { at: MIDWEEK, env: { TZ: 'UTC' } };

/** Six slices in a row on one contract, the last one over by now. */
async function sixSlices(app: App): Promise<{ slots: number[]; other: string }> {
  const contract = await withContract(app, { manualAllowed: true, tags: ['Design', 'Code'] });
  const other = await app.call('contract.create', {
    ...contract,
    title: 'Other work',
    rateMinor: 6_000,
    limitSeconds: null,
  });
  const last = slotOf(MIDWEEK) - SLOT_SECONDS;
  const slots = [5, 4, 3, 2, 1, 0].map((back) => last - back * SLOT_SECONDS);
  await app.call('diary.manual.add', {
    contractId: contract.id,
    slots,
    memo: 'Header',
    tag: '',
    reason: 'On paper',
  });
  await expect(cell(app.page, slots[5])).toBeVisible();
  return { slots, other: other.id };
}

const cell = (page: Page, slot: number | undefined) => page.getByTestId(`diary-cell-${slot}`);
const count = (page: Page) => page.getByTestId('selection-count');

test('[ED4] [ED7] chosen by mouse, deleted with its worth told, and undone', async ({ launch }, info) => {
  const app = await launch(THEN);
  const { page } = app;
  const { slots } = await sixSlices(app);
  await cell(page, slots[0]).click({ modifiers: ['Control'] });
  await expect(count(page)).toContainText('1 slice chosen');
  await cell(page, slots[2]).click({ modifiers: ['Shift'] });
  await expect(count(page)).toContainText('3 slices chosen');
  await info.attach('chosen', { body: await page.screenshot({ path: info.outputPath('chosen.png') }) });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('selection-bar')).toBeHidden();

  // A drag chooses what it passes.
  await cell(page, slots[3]).hover();
  await page.mouse.down();
  await cell(page, slots[4]).hover();
  await page.mouse.up();
  await expect(count(page)).toContainText('2 slices chosen');

  await page.getByTestId('selection-delete').click();
  await expect(page.getByTestId('delete-loss')).toContainText('20');
  await expect(page.getByTestId('delete-loss')).toContainText('€20.00');
  await page.screenshot({ path: info.outputPath('delete.png') });
  await page.getByTestId('delete-confirm').click();
  await expect(cell(page, slots[3])).toBeHidden();
  await expect(page.getByTestId(`tombstone-${slots[3]}`)).toContainText('Deleted');
  await page.screenshot({ path: info.outputPath('deleted.png') });
  await page.getByTestId('undo').click();
  await expect(cell(page, slots[3])).toBeVisible();
  await expect(page.getByTestId(`tombstone-${slots[3]}`)).toBeHidden();
});

test('[ED2] [ED3] [ED7] by keyboard: chosen, tagged, moved, deleted', async ({ launch }) => {
  const app = await launch(THEN);
  const { page } = app;
  const { slots, other } = await sixSlices(app);
  await cell(page, slots[5]).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(count(page)).toContainText('2 slices chosen');
  await page.getByTestId('selection-tag').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('tag-input')).toBeFocused();
  await page.keyboard.type('Code');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('tag-input')).toBeHidden();

  await cell(page, slots[5]).focus();
  await page.keyboard.press('Space');
  await page.getByTestId('selection-move').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('choice-save').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('selection-bar')).toBeHidden();
  const from = (slots[0] ?? 0) * 1000;
  const day = await app.call('diary.day', { from, to: from + 3_600_000 });
  expect(day.cells.at(-1)).toMatchObject({ contractId: other, tag: 'Code' });
  expect(day.cells.at(-1)?.movedFrom).not.toBeNull();

  await cell(page, slots[0]).focus();
  await page.keyboard.press('Control+a');
  await expect(count(page)).toContainText('6 slices chosen');
  await page.keyboard.press('Delete');
  await page.getByTestId('delete-confirm').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('undo-bar')).toBeVisible();
  expect((await app.call('diary.day', { from, to: from + 3_600_000 })).cells).toEqual([]);
});

test('[ED6] time by hand is entered where nothing is logged, and shown apart', async ({ launch }, info) => {
  const app = await launch(THEN);
  const { page } = app;
  const { slots } = await sixSlices(app);
  const from = (slots[0] ?? 0) * 1000;
  const [gone] = (await app.call('diary.day', { from, to: from + 3_600_000 })).cells.slice(2, 3);
  if (!gone) throw new Error('no slice');
  await app.call('diary.edit.delete', { sliceIds: [gone.sliceId] });
  await page.getByTestId(`vacant-${gone.slot}`).click();
  await page.getByTestId('manual-memo').fill('Call with the client');
  await page.getByTestId('manual-reason').fill('The laptop was off');
  await page.screenshot({ path: info.outputPath('manual.png') });
  await page.getByTestId('manual-save').click();
  await expect(cell(page, gone.slot)).toHaveAttribute('data-kind', 'manual');
  await expect(cell(page, gone.slot)).toHaveAttribute('aria-label', /Entered by hand: The laptop was off/);
  await page.screenshot({ path: info.outputPath('manual-done.png') });
});

test('[ED1] on a Monday the past week can be edited until 12:00 UTC, with the time left told; then it is read-only', async ({
  launch,
}) => {
  const monday = weekStart(MIDWEEK) + WEEK_MS;
  const friday = slotOf(monday - 3 * DAY_MS + 10 * HOUR_MS);
  const open = await launch({ ...THEN, at: monday - 3 * DAY_MS + 12 * HOUR_MS });
  const contract = await withContract(open, { manualAllowed: true });
  const entry = { contractId: contract.id, slots: [friday], memo: 'Header', tag: '', reason: 'On paper' };
  await open.call('diary.manual.add', entry);
  await open.quit();

  const before = await launch({ ...THEN, at: monday + 10.5 * HOUR_MS });
  await backToFriday(before.page);
  await expect(before.page.getByTestId('lock-countdown')).toContainText('1:');
  await expect(cell(before.page, friday)).toBeVisible();
  await before.call('diary.memo', { sliceIds: await idsAt(before, friday), memo: 'Header and menu' });
  await before.quit();

  const after = await launch({ ...THEN, at: monday + 12 * HOUR_MS + 60_000 });
  await backToFriday(after.page);
  await expect(after.page.getByTestId('week-closed')).toBeVisible();
  await expect(cell(after.page, friday)).toHaveAttribute('aria-label', /Header and menu/);
  const late = after.call('diary.memo', { sliceIds: await idsAt(after, friday), memo: 'Too late' });
  await expect(late).rejects.toThrow('locked-week');
});

async function backToFriday(page: Page): Promise<void> {
  for (const day of ['Monday', 'Sunday', 'Saturday', 'Friday']) {
    await expect(page.getByTestId('day-choose')).toContainText(day);
    if (day !== 'Friday') await page.keyboard.press('ArrowLeft');
  }
}

async function idsAt(app: App, slot: number) {
  const { cells } = await app.call('diary.day', { from: slot * 1000, to: slot * 1000 + 600_000 });
  return cells.map(({ sliceId }) => sliceId);
}
