/**
 * How often somebody may ask. Each caller has a bucket that fills by itself: a burst is free, a flood is not. Buckets are in
 * memory: a restart forgives, and nothing is written for a stranger's request.
 */

export interface Allowance {
  /** Requests at once. */
  burst: number;
  /** And so many a second in the long run. */
  perSecond: number;
}

export const ALLOWANCES = {
  /** An address without an account. */
  stranger: { burst: 120, perSecond: 2 },
  /** An account's pages: a day has some hundred thumbnails. */
  account: { burst: 1000, perSecond: 50 },
  /** A device that has weeks to send. */
  device: { burst: 2000, perSecond: 500 },
  /** Tries to sign in, to pair, or to use a link, of one address. */
  trying: { burst: 20, perSecond: 1 / 15 },
  /** Tries for one account's password, whatever the address. */
  password: { burst: 10, perSecond: 1 / 60 },
  /** Wrong tries of everybody together: codes are short. */
  everybody: { burst: 300, perSecond: 2 },
} as const satisfies Record<string, Allowance>;

export type Purse = keyof typeof ALLOWANCES;
export type Allowances = Readonly<Record<Purse, Allowance>>;

/** Buckets of a purse; those that are full again are forgotten at this number. */
const BUCKETS_MAX = 10_000;

interface Bucket {
  left: number;
  at: number;
}

export class Limits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly allowances: Allowances) {}

  /** Buckets that are kept. */
  get size(): number {
    return this.buckets.size;
  }

  /** 0: go on; otherwise after so many seconds. */
  wait(purse: Purse, who: string, now: number): number {
    const { burst, perSecond } = this.allowances[purse];
    const key = `${purse} ${who}`;
    const bucket = this.buckets.get(key) ?? { left: burst, at: now };
    // A clock that was set back gives nothing and takes nothing.
    const passed = Math.max(0, now - bucket.at) / 1000;
    const left = Math.min(burst, bucket.left + passed * perSecond);
    if (left < 1) {
      this.buckets.set(key, { left, at: now });
      return Math.max(1, Math.ceil((1 - left) / perSecond));
    }
    this.buckets.set(key, { left: left - 1, at: now });
    if (this.buckets.size > BUCKETS_MAX) this.forget(now);
    return 0;
  }

  /** Drops the full ones; if that is not enough, the oldest, so that a flood of addresses takes no memory. */
  private forget(now: number): void {
    for (const [key, { left, at }] of this.buckets) {
      const purse = Object.entries(this.allowances).find(([name]) => key.startsWith(`${name} `))?.[1];
      if (purse === undefined || left + ((now - at) / 1000) * purse.perSecond >= purse.burst) {
        this.buckets.delete(key);
      }
    }
    for (const key of this.buckets.keys()) {
      if (this.buckets.size <= BUCKETS_MAX / 2) break;
      this.buckets.delete(key);
    }
  }
}
