/** What a person does in the main window, as steps that tests share. */
import { expect, type Locator, type Page } from '@playwright/test';
import { type HourlyContract, type NewContract, NewContractSchema } from '../../../domain/hourly-contract';
import type { App } from './app';

/** Past the first run in one go, for tests that are about something else. */
export async function withContract(app: App, change: Partial<NewContract> = {}): Promise<HourlyContract> {
  await app.call('notice.accept', undefined);
  const contract = await app.call('contract.create', { ...CONTRACT, ...change });
  await expect(app.page.getByTestId('timer-toggle')).toBeEnabled();
  return contract;
}

const CONTRACT = NewContractSchema.parse({
  title: 'Site redesign',
  client: 'Acme',
  currency: 'EUR',
  billing: 'exact',
  pictures: 'every',
  manualAllowed: false,
  idleMinutes: 10,
  overLimit: 'stop',
  colour: 'teal',
  rateMinor: 6_000,
  limitSeconds: null,
});

export async function startTracking(page: Page, memo = ''): Promise<void> {
  await page.getByTestId('timer-memo').fill(memo);
  await page.getByTestId('timer-toggle').click();
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
}

export async function stopTracking(page: Page): Promise<void> {
  await page.getByTestId('timer-toggle').click();
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'stopped');
}

/** The cells of the day that is shown. */
export function cells(page: Page): Locator {
  return page.getByTestId(/^diary-cell-/);
}

/** Opens the large view of the day's last cell. */
export async function openLastCell(page: Page): Promise<Locator> {
  await cells(page).last().click();
  const detail = page.getByTestId('slice-detail');
  await expect(detail.getByTestId('detail-tracked')).toBeVisible();
  return detail;
}

export function notice(page: Page, id: string): Locator {
  return page.getByTestId(`notice-${id}`);
}

/** Bytes behind an address of the app's own protocol, as the page gets them. */
export async function bytesOf(page: Page, address: string): Promise<Uint8Array> {
  const text: unknown = await page.evaluate(
    `fetch(${JSON.stringify(address)}).then((answer) => answer.bytes()).then((bytes) => bytes.toBase64())`,
  );
  if (typeof text !== 'string') throw new Error(`nothing at ${address}`);
  return Buffer.from(text, 'base64');
}

/** Makes the main window as small as it can be. */
export async function toSmallest({ electron, page }: App): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const [width = 0, height = 0] = window?.getMinimumSize() ?? [];
    window?.setSize(width, height);
  });
  await expect.poll(() => page.evaluate('innerWidth <= 720')).toBe(true);
}
