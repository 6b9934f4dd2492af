/** Drawn screens as the product's own pictures: rendered by Electron, encoded as a capture would be. */
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { PNG } from 'pngjs';
import { encode } from '../../electron/main/sensors/picture-encode';
import type { CapturedDisplay } from '../../electron/main/sensors/ports';
import { drawScreen, SCENES, type Scene } from './drawn-screens';

export type Screens = ReadonlyMap<Scene, readonly CapturedDisplay[]>;

/** Needs a display of at least 1920 × 1080 in `env`. */
export async function renderScreens(env: Record<string, string>, variants: number): Promise<Screens> {
  const electron = await _electron.launch({
    args: [
      join(import.meta.dirname, 'drawing-board.mjs'),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env,
  });
  try {
    const page = await electron.firstWindow();
    const screens = new Map<Scene, CapturedDisplay[]>();
    for (const scene of SCENES) {
      const taken: CapturedDisplay[] = [];
      for (let variant = 0; variant < variants; variant += 1) {
        await page.setContent(drawScreen(scene, variant));
        const { width, height, data } = PNG.sync.read(await page.screenshot());
        taken.push(await encode({ display: 'HDMI-1', width, height, rgba: data }, false));
      }
      screens.set(scene, taken);
    }
    return screens;
  } finally {
    await electron.close();
  }
}
