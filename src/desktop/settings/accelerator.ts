/** A key press as an Electron accelerator, and an accelerator as people read it. Pure. */

export interface KeyPress {
  /** KeyboardEvent.code: the place of the key, so that a layout's own letters do not matter. */
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export type Recorded =
  | { kind: 'done'; accelerator: string }
  /** Only modifiers are held so far. */
  | { kind: 'partial' }
  /** A key alone, or with Shift alone, would be taken away from every other program. */
  | { kind: 'needs-modifier' }
  | { kind: 'unsupported' };

export function recordKey(press: KeyPress, mac: boolean): Recorded {
  if (/^(Control|Meta|Alt|Shift|OS)(Left|Right)?$/.test(press.code)) return { kind: 'partial' };
  const key = keyName(press.code);
  if (key === null) return { kind: 'unsupported' };
  if (!press.ctrlKey && !press.metaKey && !press.altKey && !/^F\d+$/.test(key))
    return { kind: 'needs-modifier' };
  const parts = [
    press.ctrlKey && (mac ? 'Control' : 'CommandOrControl'),
    press.metaKey && (mac ? 'CommandOrControl' : 'Super'),
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
    key,
  ];
  return { kind: 'done', accelerator: parts.filter((part) => part !== false).join('+') };
}

/** "CommandOrControl+Shift+Space" → ["Ctrl", "Shift", "Space"] */
export function acceleratorKeys(accelerator: string, mac: boolean): string[] {
  if (accelerator === '') return [];
  const names: Readonly<Record<string, string>> = {
    CommandOrControl: mac ? '⌘' : 'Ctrl',
    Control: 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    Shift: mac ? '⇧' : 'Shift',
    Super: 'Super',
  };
  return accelerator.split('+').map((part) => names[part] ?? part);
}

const NAMED: Readonly<Record<string, string>> = {
  Space: 'Space',
  Enter: 'Return',
  Tab: 'Tab',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

function keyName(code: string): string | null {
  const letter =
    /^Key([A-Z])$/.exec(code) ??
    /^(?:Digit|Numpad)([0-9])$/.exec(code) ??
    /^(F(?:[1-9]|1\d|2[0-4]))$/.exec(code);
  return letter?.[1] ?? NAMED[code] ?? null;
}
