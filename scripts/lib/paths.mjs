/** Where things are. Every script takes its paths from here; nothing else in `scripts/` spells them out. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Scratch of the scripts. It lies under node_modules, so a fresh `npm ci` starts afresh too. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'minutier');

export const ELECTRON_PACKAGE = join(ROOT, 'node_modules', 'electron');

/** The executable inside `dist` by platform, as Electron's own installer names it. */
export function electronExecutable(platform = process.platform) {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

export const ELECTRON = join(ELECTRON_PACKAGE, 'dist', ...electronExecutable().split('/'));

/** A command-line entry of an installed package, e.g. `tool('vitest', 'vitest.mjs')`. */
export function tool(/** @type {string[]} */ ...parts) {
  return join(ROOT, 'node_modules', ...parts);
}

/** True if a program of this name is on PATH. */
export function onPath(/** @type {string} */ name) {
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)));
}
