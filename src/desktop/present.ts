/**
 * The window's clock, and the only file of the window that reads one. The window shows the present; what is tracked
 * is never computed from it.
 */
import { SLOT_MS } from '../../domain/week';

export function now(): number {
  return Date.now();
}

export const LOCAL_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Calls at each slot's start, and when the window is looked at again (the machine may have slept). Returns how to stop. */
export function onEachSlot(changed: (at: number) => void): () => void {
  let timer = 0;
  const plan = () => {
    timer = window.setTimeout(tell, SLOT_MS - (now() % SLOT_MS) + 50);
  };
  const tell = () => {
    window.clearTimeout(timer);
    changed(now());
    plan();
  };
  const seen = () => {
    if (document.visibilityState === 'visible') tell();
  };
  plan();
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
