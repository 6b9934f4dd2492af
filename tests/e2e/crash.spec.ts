/** Parts that die under the app, and a desktop that does not tell everything: it goes on, and records what is missing. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from './support/app';
import { integrity, pictures, slices } from './support/database';
import { openDesk } from './support/desk';
import { alive, family, mainProcess, nodeChildren } from './support/processes';
import { roomInSlot, seconds } from './support/time';
import { cells, notice, openLastCell, startTracking, stopTracking, withContract } from './support/window';

test('[PI8] a picture child that is killed each time: the failure is recorded and told, and the app goes on', async ({
  launch,
}) => {
  const app = await launch();
  const { page, folder } = app;
  await withContract(app);
  await roomInSlot(30_000);
  await startTracking(page, 'without luck');
  const killer = killNodeChildren(mainProcess(app), Number.POSITIVE_INFINITY);
  await stopTracking(page);
  await expect(notice(page, 'picture-failed')).toContainText('the capturing program crashed', {
    timeout: 25_000,
  });
  killer.stop();
  expect(killer.killed()).toBeGreaterThanOrEqual(2);
  expect(pictures(folder)).toMatchObject([{ outcome: 'failed', reason: 'crash', sha256: null }]);
  const detail = await openLastCell(page);
  await expect(detail.getByTestId('detail-picture')).toContainText('The time counts all the same.');
  await page.keyboard.press('Escape');

  await startTracking(page, 'and on');
  await stopTracking(page);
  await expect.poll(() => pictures(folder).at(-1)?.outcome).toBe('ok');
});

test('[PI8] a picture child that is killed once: the next way to take it answers, and is named', async ({
  launch,
}) => {
  const app = await launch();
  const { page, folder } = app;
  await withContract(app);
  await roomInSlot(30_000);
  await startTracking(page, 'a second way');
  const killer = killNodeChildren(mainProcess(app), 1);
  await stopTracking(page);
  await expect.poll(() => pictures(folder).length, { timeout: 25_000 }).toBe(1);
  killer.stop();
  expect(killer.killed()).toBe(1);
  expect(pictures(folder)).toMatchObject([{ outcome: 'ok', backend: 'desktopCapturer', width: 1_920 }]);
});

test('[RC7] the X server dies under the app: everything is on the disk, and the next start tells', async ({
  folder,
  launch,
}) => {
  const desk = await openDesk();
  const app = await launch({ env: { DISPLAY: desk.name } });
  await withContract(app);
  await startTracking(app.page, 'until the screen went');
  await seconds(6);
  const all = family(mainProcess(app));
  const gone = app.electron.waitForEvent('close');
  const { sessionMs } = await app.call('timer.get', undefined);
  await desk.kill();
  await gone;
  await expect.poll(() => alive(all)).toEqual([]);
  await desk.close();

  const again = await launch();
  expect(integrity(folder)).toBe('ok');
  const [slice] = slices(folder);
  expect(slice).toMatchObject({ state: 'closed', memo: 'until the screen went' });
  expect(sessionMs).toBeGreaterThan(0);
  expect(sessionMs - (slice?.tracked_ms ?? 0)).toBeLessThanOrEqual(5_000);
  await expect(notice(again.page, 'recovered')).toBeVisible();
});

test('[RC14] [SL6] without a window manager there is no window in front: a recorded gap, and the time counts', async ({
  launch,
}) => {
  const bare = await openDesk({ windowManager: false });
  const app = await launch({ env: { DISPLAY: bare.name } });
  await withContract(app);
  await roomInSlot(20_000);
  await startTracking(app.page, 'on a bare screen');
  await seconds(4);
  await stopTracking(app.page);
  await expect(cells(app.page)).toHaveCount(1);
  const [slice] = slices(app.folder);
  expect(slice?.windows).toEqual([]);
  expect(slice?.gaps.map(([, , reason]) => reason)).toEqual(['window-sensor']);
  expect(slice?.tracked_ms).toBeGreaterThanOrEqual(4_000);
  await app.quit();
  await bare.close();
});

/** Kills the app's Node children as they appear, until told to stop. A capture takes some tenths of a second. */
function killNodeChildren(main: number, most: number): { stop(): void; killed(): number } {
  const killed = new Set<number>();
  let on = true;
  const hunt = async () => {
    while (on && killed.size < most) {
      for (const pid of nodeChildren(main)) {
        if (killed.has(pid) || killed.size >= most) continue;
        try {
          process.kill(pid, 'SIGKILL');
          killed.add(pid);
        } catch {
          // It ended by itself.
        }
      }
      await delay(5);
    }
  };
  void hunt();
  return {
    stop: () => {
      on = false;
    },
    killed: () => killed.size,
  };
}
