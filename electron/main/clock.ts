/** The machine's clocks as one reading. The sources are arguments; `compose.ts` gives the real ones. */
import type { Clock } from '../../domain/clock';

export interface ClockSources {
  /** Wall ms since 1970, `Date.now`. */
  wall(): number;
  /** Ms since some start, never back, fractions allowed, `performance.now`. */
  mono(): number;
  /**
   * Seconds since boot with time asleep, `os.uptime`. Linux answers from CLOCK_BOOTTIME, Windows from
   * GetTickCount64; macOS counts from the wall clock's boot time and so follows its jumps.
   */
  uptime(): number;
}

export function machineClock({ wall, mono, uptime }: ClockSources): Clock {
  return {
    read: () => ({ wall: wall(), mono: Math.round(mono()), boot: Math.round(uptime() * 1000) }),
  };
}
