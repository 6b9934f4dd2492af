/**
 * The whole of the window's power: `window.desktop`, one way to call a command and one way to listen to an event.
 * It knows no names and no shapes; both sides parse by the contract (`electron/contract.ts`).
 * Promises: nothing of Electron's own objects (the IPC event, its sender) reaches the page.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../channels';
import type { DesktopBridge } from '../contract';

const listeners = new Map<string, Set<(payload: unknown) => void>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

const bridge: DesktopBridge = {
  call: (name, input) => ipcRenderer.invoke(COMMAND_CHANNEL, name, input),
  on(name, listener) {
    // Each call gets an entry of its own, so that stopping one never stops another that shares the function.
    const entry = (payload: unknown) => listener(payload);
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(entry));
    return () => {
      set.delete(entry);
    };
  },
};

contextBridge.exposeInMainWorld('desktop', bridge);
