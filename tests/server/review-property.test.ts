/**
 * Random lives of a contract under review: client, freelancer, mediators and the clock do what they may and what they may
 * not, in any order, with servers that are off for days. Whatever happens, the log stays what the rules say it is.
 */
import { describe, expect, it } from 'vitest';
import { DISPUTE_REASONS } from '../../domain/entry';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { inForce } from '../../domain/verify-dated';
import { isDisputed, isPaused, reviewsOf } from '../../server/review/state';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { WEEK } from '../support/bundle-log';
import { SLOT } from '../support/evidence';
import { DAY, HOUR, type Reviewed, reviewed } from '../support/reviewed';
import type { Caller } from '../support/server-caller';

/** Steps of a week, one after the other: what may stand in its review. */
const LIFE = /^(closed( (approved|silence|disputed( mediator)*( answered)?( mediator)*( decided)?))?)?$/;

const SEEDS = [1, 2, 3, 20_261_124];
const ACTS = 80;
const WEEKS = 5;
/** How often each is tried: disputes that overlap are what there is to find. */
const TRIED = [0, 0, 1, 2, 3, 3, 3, 3, 4, 4, 5, 6, 6, 7, 8];

/** mulberry32. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

class Life {
  /** What the client set last outside of any dispute, and what must be there again after it. */
  paused = false;
  limit: number | null = 144_000;
  private readonly mediators = new Map<number, Caller>();
  private readonly client: Caller;

  constructor(
    private readonly house: Reviewed,
    private readonly pick: (below: number) => number,
  ) {
    this.client = house.client;
  }

  private of(week: number) {
    return { params: { contract: this.house.contract, week } };
  }

  async act(): Promise<void> {
    const { house, pick } = this;
    const params = { contract: house.contract };
    const week = WEEK + pick(WEEKS) * 604_800;
    const ms = pick(3) * (HOUR / 4);
    switch (TRIED[pick(TRIED.length)]) {
      case 0:
        house.clock.advance(pick(24) * HOUR);
        return;
      case 1:
        await house.server.tick();
        return;
      case 2:
        await allowed(this.client.try('approve', this.of(week)));
        return;
      case 3: {
        const reason = DISPUTE_REASONS[pick(DISPUTE_REASONS.length)] ?? 'other';
        const body = { ms: HOUR / 4 + ms, reason, text: `Because ${pick(2)}` };
        await allowed(this.client.try('dispute', { ...this.of(week), body }));
        return;
      }
      case 4:
        await allowed(house.device.try('answer', { ...this.of(week), body: { ms, text: 'So.' } }));
        return;
      case 5: {
        const answer = await this.client.try('callMediator', { ...this.of(week), body: { name: 'Mo' } });
        if (answer.outcome === 'ok') this.mediators.set(week, await house.joinBy(answer.value.link, 'Mo'));
        else await allowed(Promise.resolve(answer));
        return;
      }
      case 6: {
        const mediator = this.mediators.get(week);
        if (mediator)
          await allowed(mediator.try('decide', { ...this.of(week), body: { ms, text: 'Thus.' } }));
        return;
      }
      case 7: {
        const paused = pick(2) === 0;
        const done = await allowed(this.client.try('pause', { params, body: { paused } }));
        if (done) this.paused = paused;
        return;
      }
      default: {
        const limitSeconds = [null, 3600 * (1 + pick(40))][pick(2)] ?? null;
        const done = await allowed(this.client.try('setLimit', { params, body: { limitSeconds } }));
        if (done) this.limit = limitSeconds;
      }
    }
  }

  async holds(): Promise<void> {
    const { house } = this;
    const now = house.clock.at;
    await house.server.parts.logs.read(house.contract, ({ ledger }) => {
      for (const { week, steps } of reviewsOf(ledger))
        expect(`${week}: ${steps.map(({ entry }) => entry.what).join(' ')}`).toMatch(
          new RegExp(`^${week}: ${LIFE.source.slice(1)}`),
        );
      const disputed = isDisputed(ledger);
      expect(isPaused(ledger, now)).toBe(disputed || this.paused);
      // From some Monday on: what was set last, or nothing while a dispute lasts.
      const later = now + 8 * DAY;
      expect(inForce(ledger.limits, later) ?? null).toBe(disputed ? 0 : this.limit);
    });
  }
}

/** Whether it was done; no answer is a fault of the server's. */
async function allowed(answer: Promise<{ outcome: string; status?: number }>): Promise<boolean> {
  const { outcome, status = 200 } = await answer;
  if (outcome === 'ok') return true;
  expect([401, 404, 409, 422]).toContain(status);
  return false;
}

describe('any life of a review', () => {
  it.each(SEEDS)(
    '[SV60] [SV65] [SV68] seed %i: the log stays what the rules say',
    { timeout: 120_000 },
    async (seed) => {
      const house = await reviewed({ slots: 6 });
      for (let n = 1; n < WEEKS; n++) {
        house.clock.at = (SLOT + n * 604_800) * 1000 + HOUR;
        for (let at = 0; at < 6; at++) house.bundle.segment(SLOT + n * 604_800 + at * 600);
        house.clock.advance(HOUR);
        await house.upload();
      }
      // The session of a client lasts for thirty days from its last use; this life is shorter.
      const life = new Life(house, chances(seed));
      for (let n = 0; n < ACTS; n++) {
        await life.act();
        await life.holds();
      }
      expect(house.log.filter((line) => line.includes('"level":50'))).toEqual([]);
      const query = { from: WEEK, to: WEEK + WEEKS * 604_800 };
      await house.freelancer.ask('signInPassword', {
        body: {
          email: house.freelancer.session?.account.email ?? '',
          password: 'correct horse battery staple',
        },
      });
      const asked = await house.freelancer.send('bundle', { params: { contract: house.contract }, query });
      const bytes = new Uint8Array(await asked.arrayBuffer());
      const key = { role: 'freelancer' as const, name: 'Fran', key: house.bundle.opener.x };
      const verified = await verify(
        { size: bytes.length, read: async (at, length) => bytes.slice(at, at + length) },
        { format: 'minutier-trust-1', keys: [key], checkpoints: [] },
        DEFAULT_POLICY,
        nodeCrypto(),
      );
      expect(verified.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
      expect(verified.verdict).toBe('proven');
    },
  );
});
