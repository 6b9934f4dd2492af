/** Waiting longer after each failure in a row: first, twice that, … up to a maximum. Pure: the caller keeps the time. */
export interface BackoffLimits {
  firstMs: number;
  maxMs: number;
}

export class Backoff {
  private failures = 0;

  constructor(private readonly limits: BackoffLimits) {}

  /** Counts one more failure and says how many milliseconds to wait before the next attempt. */
  failed(): number {
    const wait = Math.min(this.limits.maxMs, this.limits.firstMs * 2 ** Math.min(this.failures, 30));
    this.failures += 1;
    return wait;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** Failures since the last success. */
  failuresInARow(): number {
    return this.failures;
  }
}
