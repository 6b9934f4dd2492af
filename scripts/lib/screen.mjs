/** Which display `npm run screenshot` looks at. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './paths.mjs';

/** Holds the number of the running virtual display, for example `:3`. Written by `npm start -- --virtual-display`. */
export const VIRTUAL_DISPLAY = join(CACHE, 'virtual-display');

/** The running virtual display, else the terminal's own one; null if there is neither. */
export function currentDisplay() {
  if (existsSync(VIRTUAL_DISPLAY)) {
    const display = readFileSync(VIRTUAL_DISPLAY, 'utf8').trim();
    // A killed run leaves the file behind, but not the server's socket.
    if (existsSync(`/tmp/.X11-unix/X${display.slice(1)}`)) return display;
  }
  return process.env.DISPLAY ?? null;
}
