/**
 * Start at login. macOS and Windows have a setting for it; on Linux it is a file in the autostart folder
 * (XDG Desktop Application Autostart). The app then starts in the tray, without its window.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Start without a window. */
export const HIDDEN_SWITCH = 'hidden';

export interface LoginItem {
  set(open: boolean): void;
}

/** `configHome`: XDG_CONFIG_HOME, or `~/.config`. `command`: the program and its arguments. */
export function linuxLoginItem(configHome: string, command: readonly string[]): LoginItem {
  const folder = join(configHome, 'autostart');
  const file = join(folder, 'minutier.desktop');
  return {
    set(open) {
      if (!open) {
        rmSync(file, { force: true });
        return;
      }
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, desktopEntry([...command, `--${HIDDEN_SWITCH}`]));
    },
  };
}

/** The part of Electron's `app` that is used on macOS and Windows. */
export interface LoginSettings {
  setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void;
}

export function systemLoginItem(app: LoginSettings): LoginItem {
  return {
    set: (open) => app.setLoginItemSettings({ openAtLogin: open, args: [`--${HIDDEN_SWITCH}`] }),
  };
}

export function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Minutier',
    `Exec=${command.map(quote).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    'Terminal=false',
    '',
  ].join('\n');
}

/**
 * One argument as the Desktop Entry Specification quotes it: in double quotes, with `" \` $ \\` escaped, and that
 * escaped once more because Exec is a string value; a percent sign is doubled.
 */
function quote(argument: string): string {
  if (/^[\w@+=:,./-]+$/.test(argument)) return argument;
  const inner = argument
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%');
  return `"${inner}"`;
}
