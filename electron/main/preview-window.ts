/**
 * The small window at the corner of the screen that shows the picture just taken. It floats above the others and never
 * takes the keyboard away; it is not there while a picture is taken.
 */
import type { BrowserWindow } from 'electron';
import { atCorner, createSmallWindow, type SmallWindowDeps } from './small-window';

const SIZE = { width: 340, height: 300 };
const MARGIN = 16;

export interface PreviewWindow {
  /** Opens it; an open one stays as it is. */
  open(): void;
  /** Away for the moment of a capture, and back. */
  setHidden(hidden: boolean): void;
  close(): void;
}

/** `closed`: by whoever closed it. */
export function createPreviewWindow(deps: SmallWindowDeps & { closed(): void }): PreviewWindow {
  let window: BrowserWindow | null = null;
  let hidden = false;

  function create(): BrowserWindow {
    const made = createSmallWindow(deps, 'preview.html', atCorner(SIZE, 'bottom', MARGIN));
    // Where the system can, it is left out of everybody's pictures of the screen.
    made.setContentProtection(true);
    made.once('ready-to-show', () => {
      if (!hidden) made.showInactive();
    });
    made.on('closed', () => {
      if (window !== made) return;
      window = null;
      deps.closed();
    });
    return made;
  }

  return {
    open() {
      window ??= create();
    },
    setHidden(wanted) {
      hidden = wanted;
      if (window === null || window.isDestroyed()) return;
      if (wanted) window.hide();
      else window.showInactive();
    },
    close: () => window?.destroy(),
  };
}
