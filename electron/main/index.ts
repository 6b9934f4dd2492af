/**
 * The start of the app, kept short on purpose. The window comes first: while its process starts, main reads the rest
 * of itself, opens the database and closes what a crash left open; what the first page does not need comes last.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import type { House } from './compose';
import { giveBackMemory } from './give-back';
import { guardContents, guardSession } from './guard';
import { listen } from './ipc';
import { endCleanly, quitOnSignals } from './lifecycle';
import { HIDDEN_SWITCH } from './login-item';
import { MESSAGE_PATH, type Message, messagePage } from './message-page';
import { LINK_SCHEME } from './pair-links';
import { registerScheme, serveScheme } from './protocol';
import { createMainWindow, type MainWindow, preloadPath } from './window';
import { windowMemory } from './window-memory';

/** How long everything else waits for the page's first question. A page that has none is not waited for longer. */
const FIRST_QUESTION_MS = 2_000;

/** By then Electron's own objects of the window are gone too. */
const WINDOW_GONE_MS = 1_000;

registerScheme();
// Installed apps alone: in development the link would start an Electron without its app.
if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
/** Links that macOS hands over before the house is there. */
const urls: string[] = [];
app.on('open-url', (event, url) => {
  event.preventDefault();
  urls.push(url);
});
// Takes back --no-sandbox, without which Electron's processes refuse to start as root: whoever passes it means it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
guardContents();
// Closing the window leaves the app in the tray, where it is to weigh little.
app.on('window-all-closed', () => void setTimeout(giveBackMemory, WINDOW_GONE_MS));

// In a folder that cannot be written there is no lock to be had either; the database's opening says so in a window.
if (app.requestSingleInstanceLock() || !isWritable(app.getPath('userData'))) {
  void app.whenReady().then(run).catch(giveUp);
} else {
  // The one that runs is told by Electron (`second-instance`) and comes forward.
  app.quit();
}

async function run(): Promise<void> {
  const main = import.meta.dirname;
  const data = app.getPath('userData');
  const resources = join(main, '../../resources');
  const devTools = !app.isPackaged;
  const ready = Promise.withResolvers<House>();
  const firstAnswer = Promise.withResolvers<void>();
  let message: Message | null = null;
  let printPage: House['printPage'] = () => null;

  guardSession(session.defaultSession, devTools);
  serveScheme(session.defaultSession, {
    root: join(main, '../renderer'),
    page: (path) => (path === MESSAGE_PATH && message !== null ? messagePage(message) : printPage(path)),
    picture: async (name, what) => (await ready.promise).readPicture(name, what),
  });
  listen(async (name, input) => {
    const reply = await (await ready.promise).answer(name, input);
    // Once it is on its way, and not before.
    setImmediate(firstAnswer.resolve);
    return reply;
  });
  const window = createMainWindow({
    preload: preloadPath(main),
    icon: join(resources, 'icon.png'),
    memory: windowMemory(data),
    crashed: (reason) =>
      void ready.promise.then((house) => house.warn(`the window's process is gone: ${reason}`)),
    devTools,
  });
  const hidden = app.commandLine.hasSwitch(HIDDEN_SWITCH);
  if (!hidden) window.open();

  const { compose } = await import('./compose');
  const composed = compose({ main, data, resources, devTools, quit: () => app.quit() }, window);
  if (composed.outcome === 'blocked') {
    message = composed.message;
    await say(window);
    return;
  }
  const { house } = composed;
  printPage = house.printPage;
  endCleanly({ end: house.end, failed: (error) => house.failed('end', error) });
  quitOnSignals();
  app.on('second-instance', (_event, words) => {
    window.open();
    house.opened(words);
  });
  app.on('activate', window.open);
  house.recover();
  ready.resolve(house);
  house.opened([...process.argv, ...urls.splice(0)]);
  app.on('open-url', (_event, url) => house.opened([url]));
  if (!hidden) await within(firstAnswer.promise, FIRST_QUESTION_MS);
  // Window and recorder are there: what fails here is not worth more than a line in the log.
  await house.begin().catch((error: unknown) => house.failed('begin', error));
}

/** Shows the message in the window; when that is closed, the app ends. */
async function say(window: MainWindow): Promise<void> {
  app.on('second-instance', window.open);
  await window.showInstead(MESSAGE_PATH);
  app.exit(1);
}

function within(wait: Promise<void>, ms: number): Promise<void> {
  return Promise.race([wait, new Promise<void>((resolve) => void setTimeout(resolve, ms))]);
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
