/**
 * The main window: opened, found again, and closed for good. Closing destroys it, so that tracking from the tray
 * costs no more than an app without a window. Promises: sandboxed, isolated, without Node; shown only once it has
 * something to show, on the theme's own background, so nothing flashes.
 */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { ORIGIN } from './served';
import type { Bounds, WindowMemory } from './window-memory';

export const MIN_SIZE = { width: 720, height: 520 };
const FIRST_SIZE = { width: 1180, height: 780 };

export interface WindowDeps {
  preload: string;
  icon: string;
  memory: WindowMemory;
  /** The page's process ended without being asked to. */
  crashed(reason: string): void;
  devTools: boolean;
}

export interface MainWindow {
  /** Opens the window, or brings the open one to the front. */
  open(): void;
  /** Shows another page of ours in the window, opening it if need be; settles when the window is closed. */
  showInstead(path: string): Promise<void>;
  /** The theme was changed or has become known. */
  repaint(): void;
  isFocused(): boolean;
}

/** A page that dies this soon after it was loaded would only die again. The tray opens a new one. */
const RELOAD_PAUSE_MS = 5_000;

export function createMainWindow(deps: WindowDeps): MainWindow {
  let window: BrowserWindow | null = null;

  function create(): BrowserWindow {
    const bounds = visible(deps.memory.read());
    const made = new BrowserWindow({
      ...FIRST_SIZE,
      ...(bounds ? { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height } : {}),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'Minutier',
      icon: deps.icon,
      backgroundColor: background(),
      webPreferences: { ...pagePreferences(deps.preload), devTools: deps.devTools },
    });
    made.once('ready-to-show', () => {
      if (bounds?.maximised) made.maximize();
      made.show();
    });
    made.on('close', () => {
      deps.memory.write({ ...made.getNormalBounds(), maximised: made.isMaximized() });
    });
    made.on('closed', () => {
      if (window === made) window = null;
    });
    reloadAfterCrash(made, deps.crashed);
    void load(made, '/index.html');
    return made;
  }

  return {
    open() {
      if (window === null || window.isDestroyed()) {
        window = create();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    showInstead(path) {
      const shown = window ?? create();
      window = shown;
      void load(shown, path);
      return new Promise((resolve) => shown.once('closed', () => resolve()));
    },
    repaint: () => window?.setBackgroundColor(background()),
    isFocused: () => window?.isFocused() ?? false,
  };
}

/** A load that is cut off by another one, or by the window's end, is no failure. */
function load(window: BrowserWindow, path: string): Promise<void> {
  return window.loadURL(`${ORIGIN}${path}`).catch(() => undefined);
}

/** The body colours of `src/ui/theme.ts`: what is there before the page has painted. */
export function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#1f2023' : '#ffffff';
}

/** What every page of ours may do. */
export function pagePreferences(preload: string): Electron.WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
    spellcheck: false,
  };
}

export function preloadPath(mainFolder: string): string {
  return join(mainFolder, '../preload/index.cjs');
}

/** Loads the page again after its process died; a page that had only just been loaded is closed instead. */
function reloadAfterCrash(window: BrowserWindow, crashed: (reason: string) => void): void {
  let loaded = performance.now();
  window.webContents.on('render-process-gone', (_event, details) => {
    crashed(details.reason);
    const again = performance.now() - loaded >= RELOAD_PAUSE_MS;
    loaded = performance.now();
    // Not at once: Chromium is still taking the old process down, and a load in the middle of that ends the app.
    setImmediate(() => {
      if (window.isDestroyed()) return;
      if (again) window.webContents.reload();
      else window.destroy();
    });
  });
}

/** The bounds, if enough of them lies on a display that is still there to be grabbed. */
export function visible(bounds: Bounds | null): Bounds | null {
  if (bounds === null) return null;
  const area = screen.getDisplayMatching(bounds).workArea;
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const down = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y);
  return across >= 120 && down >= 80 ? bounds : null;
}
