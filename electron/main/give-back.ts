/**
 * Gives memory back to the system: what a window needed of main is garbage once the window is gone, and the engine
 * would keep it for hours in a process that does next to nothing from then on.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The most thorough collection there is: compiled code goes too, and comes back function by function where it runs. */
const THOROUGH = { type: 'major', execution: 'sync', flavor: 'last-resort' };

/** Collects main's garbage now; main answers nothing for some tens of milliseconds. */
export function giveBackMemory(): void {
  // The collector is only handed to contexts that are made after it was asked for.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect(THOROUGH);
}
