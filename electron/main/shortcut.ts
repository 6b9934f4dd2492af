/** The global shortcut that starts or stops the timer. One at a time; a taken or senseless one is said, not thrown. */

/** The part of Electron's `globalShortcut` that is used. */
export interface Shortcuts {
  register(accelerator: string, callback: () => void): boolean;
  unregister(accelerator: string): void;
}

export interface TimerShortcut {
  /** '' for none. False: the system did not give it to us; then there is none. */
  use(accelerator: string): boolean;
}

export function createTimerShortcut(shortcuts: Shortcuts, pressed: () => void): TimerShortcut {
  let current = '';
  return {
    use(accelerator) {
      if (accelerator === current) return true;
      if (current !== '') shortcuts.unregister(current);
      current = '';
      if (accelerator === '') return true;
      if (!register(shortcuts, accelerator, pressed)) return false;
      current = accelerator;
      return true;
    },
  };
}

function register(shortcuts: Shortcuts, accelerator: string, pressed: () => void): boolean {
  try {
    return shortcuts.register(accelerator, pressed);
  } catch {
    // Electron throws on an accelerator that it cannot parse.
    return false;
  }
}
