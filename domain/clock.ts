/**
 * Time as an argument. Nothing in `domain/` reads a clock; whoever needs the time is given a `Clock`.
 * The real one is made in `electron/main/compose.ts`, the one for tests stands below.
 */

/** Milliseconds since 1970-01-01T00:00:00Z on the wall clock, an integer. It can jump, both ways. */
export type WallMs = number;

/** Milliseconds since an arbitrary start, an integer that never goes back. It stands still while asleep on Linux and macOS. */
export type MonoMs = number;

/**
 * Three readings of one instant.
 * `boot` is milliseconds since boot including time asleep: `boot` advancing by more than `mono` means the machine slept.
 */
export interface Instant {
  wall: WallMs;
  mono: MonoMs;
  boot: number;
}

export interface Clock {
  read(): Instant;
}

/** A clock that moves only when told to. `advance` moves all three, `jump` the wall alone, `sleep` wall and boot. */
export class ManualClock implements Clock {
  private instant: Instant;

  constructor(wall: WallMs) {
    this.instant = { wall, mono: 1_000, boot: 1_000 };
  }

  read(): Instant {
    return { ...this.instant };
  }

  advance(ms: number): void {
    const { wall, mono, boot } = this.instant;
    this.instant = { wall: wall + ms, mono: mono + ms, boot: boot + ms };
  }

  jump(ms: number): void {
    this.instant = { ...this.instant, wall: this.instant.wall + ms };
  }

  sleep(ms: number): void {
    const { wall, mono, boot } = this.instant;
    this.instant = { wall: wall + ms, mono, boot: boot + ms };
  }
}
