/**
 * The wire between the windows and main; the only file that names `ipcMain`.
 * Promises: only the main frame of one of our own windows, on our own origin, is answered; whatever comes in, a
 * `Reply` goes out (see `dispatch.ts`). Events go to every open window and cost nothing where none is open.
 */
import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../channels';
import type { EventName, EventPayload, Reply } from '../contract';
import { HOST, SCHEME } from './served';

/** `answer` gets what came in, unparsed (see `dispatch.ts`). */
export function listen(answer: (name: unknown, input: unknown) => Promise<Reply>): void {
  ipcMain.handle(COMMAND_CHANNEL, async (event, name: unknown, input: unknown): Promise<Reply> => {
    if (isOurs(event)) return answer(name, input);
    return { ok: false, error: { code: 'unknown-command', detail: 'not from a page of ours' } };
  });
}

export function broadcast<K extends EventName>(name: K, payload: EventPayload<K>): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, payload);
  }
}

function isOurs(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame !== event.sender.mainFrame) return false;
  if (BrowserWindow.fromWebContents(event.sender) === null) return false;
  const url = URL.parse(frame.url);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST;
}
