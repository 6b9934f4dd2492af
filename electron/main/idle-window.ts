/**
 * The small window with the idle question. It floats above the others but does not take the keyboard away from
 * whoever has just come back to type. Closing it answers nothing: the span stays marked until it is answered.
 */
import type { BrowserWindow } from 'electron';
import type { IdleId } from '../../domain/ids';
import type { IdleQuestion } from './ports';
import { atCorner, createSmallWindow, type SmallWindowDeps } from './small-window';

const SIZE = { width: 440, height: 300 };
const MARGIN = 24;

export interface IdleWindow {
  /** The question that is open now, null when there is none. Safe to call each second. */
  ask(question: IdleQuestion | null): void;
}

export function createIdleWindow(deps: SmallWindowDeps): IdleWindow {
  let window: BrowserWindow | null = null;
  let asked: IdleId | null = null;

  function create(): BrowserWindow {
    const made = createSmallWindow(deps, 'idle.html', atCorner(SIZE, 'top', MARGIN));
    made.once('ready-to-show', () => made.showInactive());
    made.on('closed', () => {
      if (window === made) window = null;
    });
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
