/**
 * The floor of the benches: an Electron app that does nothing. With `--page=FILE` it shows one page in one window of
 * the size of ours (an empty page for the floor, a page of text for a picture of it); without, it has no window.
 */
import { app, BrowserWindow } from 'electron';

// As ours does.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.on('window-all-closed', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.quit());

void app.whenReady().then(() => {
  const page = app.commandLine.getSwitchValue('page');
  if (page !== '') void new BrowserWindow({ width: 1180, height: 780 }).loadFile(page);
});
