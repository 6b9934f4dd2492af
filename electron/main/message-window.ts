/**
 * A window with one message, for when the app cannot go on: what happened, what was kept, what to do. It needs
 * neither the database nor the renderer's build. Closing it ends the app.
 */
import { BrowserWindow } from 'electron';
import { MESSAGE_PATH, type Message } from './message-page';
import { ORIGIN } from './served';

/** Resolves when the user has closed it. */
export function showMessage(message: Message, icon: string): Promise<void> {
  return new Promise((resolve) => {
    const window = new BrowserWindow({
      width: 560,
      height: 380,
      title: message.title,
      icon,
      autoHideMenuBar: true,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false },
    });
    window.on('closed', () => resolve());
    void window.loadURL(`${ORIGIN}${MESSAGE_PATH}`);
  });
}
