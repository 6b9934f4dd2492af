/**
 * The small window with the idle question. It floats above the others but does not take the keyboard away from
 * whoever has just come back to type. Closing it answers nothing: the span stays marked until it is answered.
 */
import { BrowserWindow, screen } from 'electron';
import type { IdleId } from '../../domain/ids';
import type { IdleQuestion } from './ports';
import { ORIGIN } from './served';
import { background, pagePreferences } from './window';

const SIZE = { width: 440, height: 300 };
const MARGIN = 24;

export interface IdleWindow {
  /** The question that is open now, null when there is none. Safe to call each second. */
  ask(question: IdleQuestion | null): void;
}

export function createIdleWindow(deps: { preload: string; icon: string }): IdleWindow {
  let window: BrowserWindow | null = null;
  let asked: IdleId | null = null;

  function create(): BrowserWindow {
    const area = screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea;
    const made = new BrowserWindow({
      ...SIZE,
      x: area.x + area.width - SIZE.width - MARGIN,
      y: area.y + MARGIN,
      show: false,
      title: 'Minutier',
      icon: deps.icon,
      alwaysOnTop: true,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      backgroundColor: background(),
      webPreferences: { ...pagePreferences(deps.preload), devTools: false },
    });
    made.removeMenu();
    made.once('ready-to-show', () => made.showInactive());
    made.on('closed', () => {
      if (window === made) window = null;
    });
    made.loadURL(`${ORIGIN}/idle.html`).catch(() => undefined);
    return made;
  }

  return {
    ask(question) {
      if (question === null) {
        asked = null;
        window?.destroy();
        return;
      }
      if (question.id === asked) return;
      asked = question.id;
      window ??= create();
    },
  };
}
