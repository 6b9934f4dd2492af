/** A bare Electron with one empty window of a full screen's size: what `renderScreens` draws on. */
import { app, BrowserWindow, Menu } from 'electron';

Menu.setApplicationMenu(null);

// Not awaited: Electron becomes ready only after its main module has run to its end.
void app.whenReady().then(() => {
  const window = new BrowserWindow({ fullscreen: true });
  return window.loadURL('about:blank');
});
