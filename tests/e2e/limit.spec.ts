/** The weekly limit as it is met: tracking stops exactly there, or goes on and the time above it stands apart. */
import { expect, test } from './support/app';
import { pictures, slices } from './support/database';
import { roomInSlot } from './support/time';
import { cells, notice, openLastCell, startTracking, stopTracking, withContract } from './support/window';

const LIMIT_SECONDS = 20;

test('[WK3] [WK4] at the limit tracking stops by itself, exactly there, and says so', async ({ launch }) => {
  const app = await launch();
  const { page, folder } = app;
  await withContract(app, { limitSeconds: LIMIT_SECONDS, overLimit: 'stop' });
  await roomInSlot(40_000);
  await startTracking(page, 'up to the limit');
  await expect(notice(page, 'limit-80')).toBeVisible({ timeout: 25_000 });
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'stopped', { timeout: 25_000 });
  await expect(notice(page, 'limit-stopped')).toContainText('Stopped: the weekly limit is reached.');
  expect(slices(folder)).toMatchObject([{ state: 'closed', close_reason: 'limit', tracked_ms: 20_000 }]);
  await expect.poll(() => pictures(folder)).toMatchObject([{ trigger: /limit|moment/ }]);

  // Once it is used up, it cannot be started again this week.
  await page.getByTestId('timer-toggle').click();
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'stopped');
  expect(slices(folder)).toMatchObject([{ tracked_ms: 20_000 }]);
});

test('[WK4] with "go on" the time over the limit is shown apart, in words too', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  await withContract(app, { limitSeconds: 5, overLimit: 'continue', pictures: 'none' });
  await roomInSlot(40_000);
  await startTracking(page, 'beyond the limit');
  await expect(notice(page, 'limit-100')).toContainText('not billed', { timeout: 20_000 });
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
  await expect
    .poll(async () => (await app.call('timer.get', undefined)).week.overMs, { timeout: 20_000 })
    .toBeGreaterThan(3_000);
  await stopTracking(page);

  const timer = await app.call('timer.get', undefined);
  expect(timer.week.overMs).toBe(timer.week.trackedMs - 5_000);
  await expect(page.getByTestId('week-rest')).toContainText('over the limit');
  await expect(cells(page)).toHaveAttribute('aria-label', /over the weekly limit/);
  await expect(cells(page)).toContainText('Over limit');
  await expect(page.getByRole('region', { name: 'Totals' })).toContainText('of it over the limit');
  const detail = await openLastCell(page);
  await expect(detail.getByTestId('detail-marks')).toContainText('over the weekly limit');
});
