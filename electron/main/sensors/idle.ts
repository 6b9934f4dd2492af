/** The idle sensor over the system's own answers, polled by whoever reads. Lock events never fire on Linux, so the state is asked. */
import type { IdleSensor } from './ports';

/** Electron's powerMonitor, or what stands for it. Both cost about 0.03 ms and may throw. */
export interface SystemIdle {
  /** Whole seconds since the last input. */
  seconds(): number;
  state(): 'active' | 'idle' | 'locked' | 'unknown';
}

export function idleSensor(system: SystemIdle): IdleSensor {
  let known = true;
  return {
    name: () => (known ? 'electron' : 'none'),
    read() {
      try {
        const state = system.state();
        known = state !== 'unknown';
        return { idleMs: known ? system.seconds() * 1_000 : null, locked: state === 'locked' };
      } catch {
        known = false;
        return { idleMs: null, locked: false };
      }
    },
  };
}
