/** What the freelancer keeps out, for real: a bank window in front, behind, and another client's window. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pixelAt } from '../support/pixels';
import { expect, test } from './support/app';
import { expectColour } from './support/colour';
import { pictures, slices } from './support/database';
import { openDesk } from './support/desk';
import { roomInSlot } from './support/time';
import { bytesOf, cells, openLastCell, withContract } from './support/window';

const ROOT_COLOUR = '#2a6f4e';
const BANK_COLOUR = '#c81e5a';
const TERMINAL_COLOUR = '#1e5ac8';

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await openDesk({ root: ROOT_COLOUR });
    await use(desk);
    await desk.close();
  },
});

test('[PV2] [PV3] [PV4] [PV6] a window that is never captured, chosen by keyboard, in front and behind', async ({
  desk,
  launch,
}) => {
  test.setTimeout(180_000);
  const app = await launch();
  const { page, folder } = app;
  const contract = await withContract(app);

  await test.step('the settings, by keyboard alone', async () => {
    await page.getByTestId('page-settings').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('settings-excluded-title').focus();
    await page.keyboard.type('secret bank');
    await page.keyboard.press('Enter');
    await expect(page.getByText('title “secret bank”')).toBeVisible();
    await page.getByTestId('settings-excluded-group-mail').focus();
    await page.keyboard.press('Space');
    await expect(page.getByTestId('settings-excluded-group-mail')).toHaveAttribute('aria-pressed', 'true');
  });

  await roomInSlot(60_000);
  await desk.openColourWindow({ colour: BANK_COLOUR, title: 'Secret Bank', geometry: '60x20+1300+100' });

  await test.step('in front: no name, no picture, and the slice says why', async () => {
    await app.call('timer.start', { contractId: contract.id, memo: 'work' });
    await expect.poll(async () => (await app.call('timer.get', undefined)).sessionMs).toBeGreaterThan(3_000);
    await app.call('timer.stop', undefined);
    await expect.poll(() => pictures(folder).length).toBe(1);
    expect(pictures(folder)).toMatchObject([{ outcome: 'failed', reason: 'excluded' }]);
    const [slice] = slices(folder);
    expect(JSON.stringify(slice?.windows)).not.toMatch(/bank/i);
  });

  await test.step('behind: its area is unreadable, the rest is as it was', async () => {
    await desk.openColourWindow({ colour: TERMINAL_COLOUR, title: 'terminal', geometry: '40x10+1300+700' });
    await app.call('timer.start', { contractId: contract.id, memo: 'work' });
    await expect.poll(async () => (await app.call('timer.get', undefined)).sessionMs).toBeGreaterThan(2_000);
    await app.call('timer.stop', undefined);
    await expect.poll(() => pictures(folder).filter(({ outcome }) => outcome === 'ok').length).toBe(1);
    await page.getByTestId('page-diary').click();
    await openLastCell(page);
    const shown = pictures(folder).find(({ outcome }) => outcome === 'ok');
    const webp = await bytesOf(page, `app://minutier/picture/${shown?.id}`);
    const middle = await pixelAt(webp, 1_450, 220);
    expect(Math.abs((middle[0] ?? 0) - 0xc8)).toBeGreaterThan(40);
    expectColour(await pixelAt(webp, 1_400, 780), TERMINAL_COLOUR);
    expectColour(await pixelAt(webp, 1_900, 1_060), ROOT_COLOUR);
  });
});

test("[PV8] a picture that shows another client's window is held, covered, and kept by hand", async ({
  desk,
  launch,
}) => {
  test.setTimeout(120_000);
  const app = await launch();
  const { page, folder } = app;
  const acme = await withContract(app);
  const privacy = { ...acme.privacy, ownWindows: [{ app: '', title: 'globex' }] };
  await withContract(app, { title: 'Shop', client: 'Globex', privacy });

  await roomInSlot(60_000);
  await desk.openColourWindow({ colour: BANK_COLOUR, title: 'Globex orders', geometry: '40x10+1300+700' });
  await app.call('timer.start', { contractId: acme.id, memo: 'work' });
  await expect.poll(async () => (await app.call('timer.get', undefined)).sessionMs).toBeGreaterThan(2_000);
  await app.call('timer.stop', undefined);
  await expect.poll(() => pictures(folder).length).toBe(1);

  await page.getByTestId('page-diary').click();
  await expect(page.getByTestId('notice-picture-held')).toBeVisible();
  await expect(cells(page).last().getByTestId('cell-held')).toBeVisible();
  const detail = await openLastCell(page);
  await expect(detail.getByTestId('picture-held')).toBeVisible();
  await detail.getByTestId('held-keep').click();
  await expect(detail.getByTestId('picture-held')).toHaveCount(0);
});

test('[PV12] [PV13] the notice as PDF, and erasing a contract with its title typed and a proof', async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const { page } = app;
  await withContract(app, { title: 'Fleeting' });
  await app.electron.evaluate(({ dialog }, base) => {
    let asked = 0;
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: `${base}/saved-${++asked}` });
  }, folder);
  await page.getByTestId('page-contracts').click();
  await page.getByTestId('contract-notice').click();
  await expect(page.getByTestId('contract-notice-saved')).toContainText('saved-1');
  expect(readFileSync(join(folder, 'saved-1')).subarray(0, 5).toString()).toBe('%PDF-');

  await page.getByTestId('contract-erase').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('contract-erase-confirm')).toBeDisabled();
  await page.getByTestId('contract-erase-typed').fill('Fleeting');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await app.call('contract.list', undefined)).length).toBe(0);
  await expect.poll(() => existsSync(join(folder, 'saved-2'))).toBe(true);
  expect(JSON.parse(readFileSync(join(folder, 'saved-2'), 'utf8'))).toMatchObject({
    contract: { title: 'Fleeting' },
    filesRemoved: 'all',
  });
});
