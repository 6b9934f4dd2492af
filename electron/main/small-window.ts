/**
 * What our small windows have in common (the idle question, the preview of a picture, the small timer): one size, above
 * the others, out of the task bar, as powerless as any page of ours. Each decides itself when it is shown.
 */
import { BrowserWindow, screen } from 'electron';
import { ORIGIN } from './served';
import { background, pagePreferences } from './window';

export interface SmallWindowDeps {
  preload: string;
  icon: string;
}

export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Not shown yet. `page`: a file of the built pages. */
export function createSmallWindow(
  { preload, icon }: SmallWindowDeps,
  page: string,
  place: Place,
  frame = true,
): BrowserWindow {
  const made = new BrowserWindow({
    ...place,
    frame,
    icon,
    show: false,
    title: 'Minutier',
    alwaysOnTop: true,
    resizable: false,
    maximizable: false,
    minimizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    backgroundColor: background(),
    webPreferences: { ...pagePreferences(preload), devTools: false },
  });
  made.removeMenu();
  // A load that the window's end cuts off is no failure.
  made.loadURL(`${ORIGIN}/${page}`).catch(() => undefined);
  return made;
}

/** A place at the right edge of the display with the pointer, `margin` away from the corner. */
export function atCorner(
  size: { width: number; height: number },
  corner: 'top' | 'bottom',
  margin: number,
): Place {
  const area = screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea;
  return {
    ...size,
    x: area.x + area.width - size.width - margin,
    y: corner === 'top' ? area.y + margin : area.y + area.height - size.height - margin,
  };
}
