/** A disk that fills up, and a folder that turns read-only, under the running timer. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/app';
import { integrity, pictures, slices } from './support/database';
import { around, expectWithin, roomInSlot, seconds } from './support/time';
import { cells, notice, startTracking, stopTracking, withContract } from './support/window';

/** Room for what Electron itself keeps in a profile, and little more. */
const SIZE = '48m';

test.use({
  // A small file system of its own. Mounting takes root, as CI is.
  folder: async ({ folder }, use) => {
    const small = join(folder, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', small]);
    await use(small);
    execFileSync('umount', ['-l', small]);
  },
});

test('[RC9] [ST12] a full disk is told at once, tracking goes on, and all is written when there is room', async ({
  launch,
}) => {
  const app = await launch();
  const { page, folder } = app;
  await withContract(app);
  await roomInSlot(60_000);
  const started = await around(() => startTracking(page, 'on a full disk'));
  await expect.poll(() => slices(folder).length).toBe(1);

  fill(folder);
  await expect(notice(page, 'storage-full')).toContainText('Tracking goes on', { timeout: 15_000 });
  await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
  // Stopped while nothing can be written: the slice and its picture stay in memory.
  await seconds(2);
  const stopped = await around(() => stopTracking(page));
  expect(slices(folder)[0]?.state).toBe('open');
  await expect(cells(page)).toHaveCount(1);

  rmSync(join(folder, 'filler'));
  await expect(notice(page, 'storage-ok')).toBeVisible({ timeout: 15_000 });
  await expect(notice(page, 'storage-full')).toBeHidden();
  const [slice] = slices(folder);
  expect(slice).toMatchObject({ state: 'closed', close_reason: 'stop', memo: 'on a full disk' });
  expectWithin(slice?.tracked_ms ?? 0, started, stopped);
  await expect.poll(() => pictures(folder)).toMatchObject([{ outcome: 'ok', slice_id: slice?.id }]);
  expect(integrity(folder)).toBe('ok');
});

test('[RC9] [PI7] a pictures folder that turns read-only is told at once; its picture is stored when it takes writes', async ({
  launch,
}) => {
  const app = await launch();
  const { page, folder } = app;
  await withContract(app);
  // A mount that is in use for writing cannot be made read-only from outside, so another one is put over the folder.
  const under = join(folder, 'pictures');
  mkdirSync(under, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', under]);
  let stillMounted = true;
  try {
    await roomInSlot(60_000);
    await startTracking(page, 'the first');
    await stopTracking(page);
    await expect(notice(page, 'storage-readonly')).toContainText('Tracking goes on', { timeout: 15_000 });
    await startTracking(page, 'and on');
    await seconds(2);
    expect(pictures(folder)).toEqual([]);

    execFileSync('umount', [under]);
    stillMounted = false;
    await expect(notice(page, 'storage-ok')).toBeVisible({ timeout: 15_000 });
    await expect(notice(page, 'storage-readonly')).toBeHidden();
    await expect.poll(() => pictures(folder)[0]).toMatchObject({ outcome: 'ok', trigger: 'stop' });
    await stopTracking(page);
    const [slice] = slices(folder);
    expect(slice).toMatchObject({ state: 'closed', memo: 'and on' });
    // A busy machine may start to listen a moment late; it may not go without.
    expect(slice?.gaps.filter(([start, end]) => end - start > 2_500)).toEqual([]);
  } finally {
    if (stillMounted) execFileSync('umount', ['-l', under]);
  }
});

/** Takes every free block. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize));
}
