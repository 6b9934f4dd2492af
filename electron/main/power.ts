/**
 * Sleep and lock, as the system says them. One logind signal gives two events, and a lock is often followed by a
 * sleep: both are folded into "away" and "back", each said once. Promises: `back` is only said when the machine is
 * awake and unlocked.
 */

/** The part of Electron's `powerMonitor` that is listened to. On Linux the lock events never come; the idle sensor sees the lock there. */
export interface PowerEvents {
  on(event: 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen', listener: () => void): unknown;
}

export function watchPower(power: PowerEvents, away: () => void, back: () => void): void {
  let asleep = false;
  let locked = false;

  function update(next: { asleep: boolean; locked: boolean }): void {
    const was = asleep || locked;
    ({ asleep, locked } = next);
    const is = asleep || locked;
    if (is && !was) away();
    if (was && !is) back();
  }

  power.on('suspend', () => update({ asleep: true, locked }));
  power.on('resume', () => update({ asleep: false, locked }));
  power.on('lock-screen', () => update({ asleep, locked: true }));
  power.on('unlock-screen', () => update({ asleep, locked: false }));
}
