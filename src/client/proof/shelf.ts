/** Where this browser keeps what it has seen. */
import type { SeenShelf } from './seen';

export const shelf: SeenShelf | null = shelfOf();

/** A browser that forbids it throws at the mere mention. */
function shelfOf(): SeenShelf | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
