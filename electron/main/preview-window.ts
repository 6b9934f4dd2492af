/**
 * The small window at the corner of the screen that shows the picture just taken. It floats above the others and never
 * takes the keyboard away; it is not there while a picture is taken.
 */
import { BrowserWindow, screen } from 'electron';
import { ORIGIN } from './served';
import { pagePreferences } from './window';

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
export function createPreviewWindow(deps: { preload: string; icon: string; closed(): void }): PreviewWindow {
  let window: BrowserWindow | null = null;
  let hidden = false;

  function create(): BrowserWindow {
    const area = screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea;
    const made = new BrowserWindow({
      ...SIZE,
      x: area.x + area.width - SIZE.width - MARGIN,
      y: area.y + area.height - SIZE.height - MARGIN,
      show: false,
      title: 'Minutier',
      icon: deps.icon,
      alwaysOnTop: true,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      webPreferences: { ...pagePreferences(deps.preload), devTools: false },
    });
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
    void made.loadURL(`${ORIGIN}/preview.html`);
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
