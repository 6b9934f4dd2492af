/** The three steps of the set-up in order. Each looks first and does nothing when nothing is needed. */
import { ensureElectron } from './electron-binary.mjs';
import { ensurePackages } from './packages.mjs';
import { ELECTRON, tool } from './paths.mjs';
import { ensureSystem, realMachine } from './system.mjs';

/**
 * @param {import('./system.mjs').Profile} profile
 * @param {(line: string) => void} say
 */
export async function setUp(profile, say) {
  ensurePackages(say);
  await ensureElectron(say);
  ensureSystemFor(profile, say);
}

/** The system's part alone, for a script that finds it needs more than its `pre` script knew. */
export function ensureSystemFor(
  /** @type {import('./system.mjs').Profile} */ profile,
  /** @type {(line: string) => void} */ say,
) {
  // The natives that Linux loads and that link to the system's libraries.
  const natives = [
    tool('node-screenshots-linux-x64-gnu', 'node-screenshots.linux-x64-gnu.node'),
    tool('@miniben90', 'x-win-linux-x64-gnu', 'x-win.linux-x64-gnu.node'),
  ];
  ensureSystem(realMachine(say), [ELECTRON, ...natives], profile);
}
