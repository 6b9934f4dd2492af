/** Protection as it is met: live in the timer bar, in the diary, on its page, and mended by mouse and by keyboard. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app';
import { roomInSlot } from './support/time';
import { openLastCell, startTracking, stopTracking, withContract } from './support/window';

/** Reaches an element with the Tab key alone. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab');
    const on = await page.evaluate('document.activeElement?.getAttribute("data-testid") ?? ""');
    if (on === testId) return;
  }
  throw new Error(`the Tab key does not reach ${testId}`);
}

test('[PR2] [PR7] [PR24] what is missing is said live, and mended', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  const contract = await withContract(app, { limitSeconds: 36_000 });
  await roomInSlot(60_000);
  await startTracking(page);
  const live = page.getByTestId('live-protection');
  await expect(live).toContainText('not yet protected: identity not stated');

  // By mouse: a statement with its author, on the contract's card.
  await page.getByTestId('page-contracts').click();
  await page.getByRole('button', { name: 'State it: Identity verified' }).click();
  await page.getByTestId('mend-input').fill('Ada Lovelace');
  await page.getByTestId('mend-save').click();
  await expect(page.getByTestId('stated-identity')).toContainText('stated by Ada Lovelace on');
  await expect(live).toContainText('billing method not stated');

  // By keyboard: the other two.
  for (const name of ['Billing method verified', 'Account in good standing']) {
    await page.getByRole('button', { name: `State it: ${name}` }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('mend-input')).toBeFocused();
    await page.keyboard.type('Ada Lovelace');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('mend-input')).toBeHidden();
  }
  await expect(live).toContainText('no memo');

  await page.getByTestId('timer-memo').fill('work');
  await page.keyboard.press('Enter');
  await expect(live).toContainText('the memo says too little');
  await page.getByTestId('timer-memo').fill('Payment form: validate the IBAN');
  await page.keyboard.press('Enter');
  await expect(live).toContainText(/protected so far|no picture yet|little activity so far/);

  // A pause counts at once, and so does its end.
  await page.getByRole('button', { name: 'Pause contract' }).click();
  await expect(live).toContainText('the contract is paused', { timeout: 15_000 });
  await page.getByRole('button', { name: 'End the pause' }).click();
  await stopTracking(page);
  await expect(live).toBeHidden();
  const kept = await app.call('contract.list', undefined);
  expect(kept.find(({ id }) => id === contract.id)).toMatchObject({
    attestations: [{ statedBy: 'Ada Lovelace' }, { statedBy: 'Ada Lovelace' }, { statedBy: 'Ada Lovelace' }],
    pauses: [{ to: expect.any(Number) }],
  });
});

test('[PR9] [PR20] [PR23] the week says what is at risk and what saves it, by keyboard', async ({
  launch,
}) => {
  const app = await launch();
  const { page } = app;
  const { id } = await withContract(app, {
    limitSeconds: 36_000,
    tags: ['design', 'code'],
    tagRequired: true,
  });
  for (const what of ['identity', 'billing', 'standing'] as const) {
    await app.call('contract.attest', { id, what, statedBy: 'Ada' });
  }
  await roomInSlot(30_000);
  await startTracking(page);
  await expect.poll(async () => (await app.call('timer.get', undefined)).sessionMs).toBeGreaterThan(2_000);
  await stopTracking(page);

  // In the diary: a mark on the cell, the reasons in its detail.
  await expect(page.getByTestId('cell-protection')).toHaveAttribute('data-standing', 'not');
  const detail = await openLastCell(page);
  await expect(detail.getByTestId('detail-protection')).toContainText('There is no memo.');
  await expect(detail.getByTestId('detail-protection')).toContainText('PR7');
  await expect(detail.getByTestId('mend-PR7')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(detail).toBeHidden();

  await page.getByTestId('page-protection').focus();
  await page.keyboard.press('Enter');
  const card = page.getByTestId(`protection-${id}`);
  await expect(card.getByTestId('forecast')).toContainText('first whole day');
  const items = card.getByTestId('protection-items').getByRole('listitem');
  await expect(items.first()).toHaveAttribute('data-rule', 'PR7');
  await expect(items.first()).toContainText('Can be mended by a memo');
  await expect(items.last()).toContainText('Cannot be mended.');

  await tabTo(page, 'mend-PR7');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('mend-input')).toBeFocused();
  await page.keyboard.type('Payment form: validate the IBAN');
  await page.keyboard.press('Enter');
  await expect(items.and(page.locator('[data-rule="PR7"]'))).toHaveCount(0);

  await card.getByTestId('mend-PR9').click();
  await page.getByTestId('mend-tags').getByRole('button', { name: 'code' }).click();
  await expect(items.and(page.locator('[data-rule="PR9"]'))).toHaveCount(0);

  const week = await app.call('protection.week', { at: (await app.call('app.boot', undefined)).now });
  const [own] = week.contracts;
  const { protectedMs, atRiskMs, overMs, manualMs } = own?.parts ?? fail();
  expect(protectedMs + atRiskMs + overMs + manualMs).toBe(own?.totalMs);
});

test('[UI1] axe finds nothing on protection and on the contracts with their statements, in either theme', async ({
  launch,
}) => {
  const app = await launch();
  const { page } = app;
  const { id } = await withContract(app);
  await app.call('contract.attest', { id, what: 'identity', statedBy: 'Ada' });
  await roomInSlot(20_000);
  await startTracking(page);
  await expect(page.getByTestId('live-protection')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await app.call('settings.set', { theme });
    for (const where of ['protection', 'contracts']) {
      await page.getByTestId(`page-${where}`).click();
      await expect(
        page.getByTestId(where === 'protection' ? 'protection-items' : 'stated-identity'),
      ).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
    }
  }
});

function fail(): never {
  throw new Error('the contract has time this week');
}
