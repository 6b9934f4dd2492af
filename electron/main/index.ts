/**
 * The start of the app, kept short on purpose: what must happen before Electron is ready, then the database, then
 * the window, then everything that can wait until the window is on its way.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import { compose } from './compose';
import { guardContents, guardSession } from './guard';
import { listen } from './ipc';
import { endCleanly, quitOnSignals } from './lifecycle';
import { HIDDEN_SWITCH } from './login-item';
import { MESSAGE_PATH, messagePage } from './message-page';
import { showMessage } from './message-window';
import { registerScheme, serveScheme } from './protocol';

registerScheme();
// Takes back --no-sandbox, without which Electron's processes refuse to start as root: whoever passes it means it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
guardContents();
// Closing the window leaves the app in the tray.
app.on('window-all-closed', () => undefined);

// In a folder that cannot be written there is no lock to be had either; the database's opening says so in a window.
if (app.requestSingleInstanceLock() || !isWritable(app.getPath('userData'))) {
  void app.whenReady().then(run).catch(giveUp);
} else {
  // The one that runs is told by Electron (`second-instance`) and comes forward.
  app.quit();
}

async function run(): Promise<void> {
  const folder = import.meta.dirname;
  const data = app.getPath('userData');
  const devTools = !app.isPackaged;
  guardSession(session.defaultSession, devTools);
  const composed = compose({ main: folder, data, devTools, quit: () => app.quit() });
  const served = { root: join(folder, '../renderer') };

  if (composed.outcome === 'blocked') {
    const page = messagePage(composed.message);
    serveScheme(session.defaultSession, {
      ...served,
      page: (path) => (path === MESSAGE_PATH ? page : null),
      read: async () => null,
    });
    await showMessage(composed.message, composed.icon);
    app.exit(1);
    return;
  }

  const { house } = composed;
  serveScheme(session.defaultSession, { ...served, page: house.printPage, read: house.readPicture });
  listen(house.handlers, house.report);
  endCleanly({ end: house.end, failed: (error) => house.report('end', error) });
  quitOnSignals();
  app.on('second-instance', () => void house.views.openWindow());
  app.on('activate', () => void house.views.openWindow());
  house.recover();
  if (!app.commandLine.hasSwitch(HIDDEN_SWITCH)) await house.views.openWindow();
  await house.begin();
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A defect before there was anything to show: better a plain box than an app that is there and cannot be seen. */
function giveUp(error: unknown): void {
  dialog.showErrorBox('Minutier', error instanceof Error ? (error.stack ?? error.message) : String(error));
  app.exit(1);
}
