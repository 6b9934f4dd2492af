/**
 * Bench of the start: from the spawn until the window is on the screen and its page says in its title that it is
 * ready. The bare app's page says so at DOMContentLoaded; ours in the first effect after React has drawn the timer bar
 * with its button, from what main answered. Same desktop, turn by turn, nothing attached.
 */
import { join } from 'node:path';
import { openDesktop } from '../lib/desktop.mjs';
import { ask, EMPTY_PAGE, startBare, startOurs, withFolder } from './apps.mjs';
import { figure, median } from './figures.mjs';
import { Windows } from './windows.mjs';

const RUNS = 9;
const READY_MS = 30_000;

/** Ours, past the first run and stopped. Before React has drawn, the title is the name alone. */
export const OURS_READY = / — Minutier$/;
export const BARE_READY = /^Ready$/;

export async function startUp() {
  return withFolder(async (folder) => {
    const ourProfile = join(folder, 'ours');
    const bareProfile = join(folder, 'bare');
    await ask('profile', ['make', ourProfile]);
    const desktop = await openDesktop();
    const windows = new Windows(desktop.env);
    const timed = async (
      /** @type {() => import('./apps.mjs').RunningApp} */ begin,
      /** @type {RegExp} */ title,
    ) => {
      const from = performance.now();
      const app = begin();
      try {
        return (await windows.titled(title, READY_MS)).at - from;
      } finally {
        await app.quit();
        await windows.gone(title, READY_MS);
      }
    };
    try {
      /** @type {number[]} */
      const ours = [];
      /** @type {number[]} */
      const bare = [];
      // The first of each fills its caches.
      for (let n = 0; n <= RUNS; n++) {
        const floor = await timed(() => startBare(desktop, bareProfile, EMPTY_PAGE), BARE_READY);
        const value = await timed(() => startOurs(desktop, ourProfile), OURS_READY);
        if (n > 0) bare.push(floor);
        if (n > 0) ours.push(value);
      }
      return [
        figure({
          name: 'start.interactive',
          value: median(ours),
          unit: 'ms',
          floor: median(bare),
          goal: { of: 'ratio', bound: 'max', limit: 1.5 },
        }),
      ];
    } finally {
      await windows.close();
      await desktop.close();
    }
  });
}
