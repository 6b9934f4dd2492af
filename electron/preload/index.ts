/**
 * The whole of the window's power: `window.desktop`, one way to call a command and one way to listen to an event.
 * It knows no names and no shapes; both sides parse by the contract (`electron/contract.ts`).
 * Promises: nothing of Electron's own objects (the IPC event, its sender) reaches the page. An event that comes before
 * anyone listens to it is kept, the newest of each name, for the first listener: each carries its whole subject as it
 * is now, so the newest is never behind what a command answered meanwhile.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../channels';
import type { DesktopBridge } from '../contract';

const listeners = new Map<string, Set<(payload: unknown) => void>>();
const unheard = new Map<string, unknown>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => {
  const heard = listeners.get(name);
  if (heard === undefined) unheard.set(name, payload);
  else for (const listener of heard) listener(payload);
});

const bridge: DesktopBridge = {
  call: (name, input) => ipcRenderer.invoke(COMMAND_CHANNEL, name, input),
  on(name, listener) {
    // Each call gets an entry of its own, so that stopping one never stops another that shares the function.
    const entry = (payload: unknown) => listener(payload);
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(entry));
    // After the caller has set up what it listens for.
    if (unheard.has(name)) {
      const payload = unheard.get(name);
      unheard.delete(name);
      queueMicrotask(() => entry(payload));
    }
    return () => {
      set.delete(entry);
    };
  },
};

contextBridge.exposeInMainWorld('desktop', bridge);
