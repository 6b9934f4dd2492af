/**
 * An hour of the test's own choice for one app: its processes run with libfaketime, which moves what the wall clock
 * says and leaves the monotonic clock alone. The product knows nothing of it.
 */
import { execFileSync } from 'node:child_process';

/**
 * A Wednesday, 15:34:30 UTC: no slot, day, week, month or year begins or ends soon, no zone has just changed its
 * offset, and the week has time behind it.
 */
export const MIDWEEK = Date.UTC(2026, 10, 25, 15, 34, 30);

/**
 * What a program needs in its environment to take `at` (wall ms) for now; its clock runs on from there. Where the
 * tests themselves run at an hour that is not the real one (`FAKETIME=+3600`), that difference is kept.
 */
export function clockEnv(at: number): Record<string, string> {
  const inForce = Number(process.env.FAKETIME ?? 0);
  const offset = (at - Date.now()) / 1_000 + inForce;
  return {
    LD_PRELOAD: library(),
    FAKETIME: `${offset < 0 ? '' : '+'}${offset.toFixed(3)}`,
    // Timers, tracked time and the times of files stay those of the machine.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
    // Waits on a condition are right as they are; with this mend, for older C libraries, they take ten times as long.
    FAKETIME_FORCE_MONOTONIC_FIX: '0',
  };
}

/** The library lies where the machine's architecture puts it; its own command knows. */
function library(): string {
  return execFileSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim();
}
