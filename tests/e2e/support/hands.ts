/** Mouse and keyboard through the X server, as a person's would come: nothing is put into the page from inside. */
import type { Locator } from '@playwright/test';
import { z } from 'zod';
import type { App } from './app';
import type { Desk } from './desk';

export interface Hands {
  /** Moves the pointer over the middle of an element of the main window and presses the left button. */
  click(target: Locator): Promise<void>;
  /** Types lower-case letters, digits and blanks into whatever has the focus. */
  type(text: string): Promise<void>;
  /** Presses keys by their X names, one after the other. */
  press(...keys: string[]): Promise<void>;
}

export function handsOn(desk: Desk, app: App): Hands {
  return {
    async click(target) {
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      if (box === null) throw new Error('not on screen');
      const content = Bounds.parse(
        await app.electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.getContentBounds(),
        ),
      );
      const x = Math.round(content.x + box.x + box.width / 2);
      const y = Math.round(content.y + box.y + box.height / 2);
      await desk.xdotool('mousemove', String(x), String(y), 'click', '1');
    },
    async type(text) {
      await desk.xdotool('type', '--delay', '5', text);
    },
    async press(...keys) {
      await desk.xdotool('key', '--delay', '5', ...keys);
    },
  };
}

const Bounds = z.object({ x: z.number(), y: z.number() });
