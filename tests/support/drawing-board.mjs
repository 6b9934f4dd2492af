/** A bare Electron with one empty window of a full screen's size: what `renderScreens` draws on. */
import { app, BrowserWindow } from 'electron';

// Not awaited: Electron becomes ready only after its main module has run to its end.
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1_920, height: 1_080, useContentSize: true, frame: false });
  return window.loadURL('about:blank');
});
