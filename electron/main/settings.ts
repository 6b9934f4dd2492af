/**
 * The app's settings: read once, kept in memory, written through to the database.
 * Promises: what `get` answers is what the database holds; on a failed write nothing is changed, here neither.
 */
import type { Settings } from '../contract';
import type { Saved } from './ports';

export type SettingsChange = { [K in keyof Settings]?: Settings[K] | undefined };

/** The settings table. */
export interface SettingsTable {
  read(): Settings;
  /** One transaction; absent and undefined keys stay. */
  write(change: SettingsChange): Saved;
}

export interface SettingsKeeper {
  get(): Settings;
  change(part: SettingsChange): Saved;
}

/** `changed` is told after the write is durable. */
export function createSettings(
  table: SettingsTable,
  changed: (now: Settings, before: Settings) => void,
): SettingsKeeper {
  let current = table.read();
  return {
    get: () => current,
    change(part) {
      const saved = table.write(part);
      if (saved.outcome === 'saved') {
        const before = current;
        current = table.read();
        changed(current, before);
      }
      return saved;
    },
  };
}
