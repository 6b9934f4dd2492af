/**
 * Where a window was: `DIR/window.json`, `DIR/mini.json`. A convenience: what cannot be read or written is as if never remembered.
 * Read before anything else, so it is checked by hand, without the schema library.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
  maximised: boolean;
}

export interface WindowMemory {
  read(): Bounds | null;
  write(bounds: Bounds): void;
}

export function windowMemory(folder: string, name: 'window' | 'mini' = 'window'): WindowMemory {
  const file = join(folder, `${name}.json`);
  return {
    read() {
      try {
        return boundsOf(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return null;
      }
    },
    write(bounds) {
      try {
        writeFileSync(file, JSON.stringify(bounds));
      } catch {
        // The next window opens where the system puts it.
      }
    },
  };
}

function boundsOf(value: unknown): Bounds | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height, maximised } = {
    x: null,
    y: null,
    width: null,
    height: null,
    maximised: null,
    ...value,
  };
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height)) return null;
  return width > 0 && height > 0 ? { x, y, width, height, maximised: maximised === true } : null;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
