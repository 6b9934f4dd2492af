/**
 * The small timer that stays above other windows. It costs nothing while it is closed, comes back where it was, and
 * is left out of pictures of the screen where the system can. Closing it changes nothing of the timer.
 */
import { type BrowserWindow, screen } from 'electron';
import { atCorner, createSmallWindow, type Place, type SmallWindowDeps } from './small-window';
import { background, visible } from './window';
import type { WindowMemory } from './window-memory';

const SIZE = { width: 340, height: 104 };
const MARGIN = 24;

export interface MiniWindow {
  /** Opens it, or closes the open one. */
  toggle(): void;
  close(): void;
  /** The theme was changed. */
  repaint(): void;
}

export function createMiniWindow(deps: SmallWindowDeps & { memory: WindowMemory }): MiniWindow {
  let window: BrowserWindow | null = null;

  function create(): BrowserWindow {
    const made = createSmallWindow(deps, 'mini.html', placeOf(deps.memory), false);
    made.setContentProtection(true);
    made.webContents.on('did-finish-load', () => fitPage(made));
    made.once('ready-to-show', () => made.show());
    made.on('close', () => deps.memory.write({ ...made.getBounds(), maximised: false }));
    // A dead page shows nothing and takes no click; the window is opened again as it was opened before.
    made.webContents.on('render-process-gone', () => made.destroy());
    made.on('closed', () => {
      if (window === made) window = null;
    });
    return made;
  }

  return {
    toggle() {
      if (window === null) window = create();
      else window.close();
    },
    close: () => window?.close(),
    repaint: () => window?.setBackgroundColor(background()),
  };
}

/**
 * Whole on its display, and as large as its page: pages of one origin are zoomed alike, so with text at 200 % the
 * window is twice as large.
 */
function fitPage(window: BrowserWindow): void {
  const zoom = window.webContents.getZoomFactor();
  const { workArea } = screen.getDisplayMatching(window.getBounds());
  const width = Math.min(Math.round(SIZE.width * zoom), workArea.width);
  const height = Math.min(Math.round(SIZE.height * zoom), workArea.height);
  const { x, y } = window.getBounds();
  window.setBounds({
    x: within(x, workArea.x, workArea.x + workArea.width - width),
    y: within(y, workArea.y, workArea.y + workArea.height - height),
    width,
    height,
  });
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** Where it was, if that is still on a display; else the upper right corner of the display with the pointer. */
function placeOf(memory: WindowMemory): Place {
  const before = visible(memory.read());
  return before === null ? atCorner(SIZE, 'top', MARGIN) : { ...SIZE, x: before.x, y: before.y };
}
