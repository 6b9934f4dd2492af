/** Seeded faults between the real engine and the real server: afterwards both logs are the same, each entry once. */
import { describe, expect, it } from 'vitest';
import { HOUR_MS, SLOT_SECONDS } from '../../../domain/week';
import type { Fetch } from '../../../electron/main/sync/transport';
import { contractWithClient } from '../../support/linked-device';
import { readLog } from '../../support/sealer';
import { MONDAY, SLOT } from '../../support/store-fixtures';

/** Mulberry32. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Loses requests before they are sent, answers after the server gave them, doubles some, cuts some short, answers others. */
function badNetwork(chance: () => number, isBad: () => boolean): Fetch {
  return async (url, init) => {
    if (!isBad() || url.endsWith('/events')) return fetch(url, init);
    const roll = chance();
    if (roll < 0.1) throw new TypeError('fetch failed');
    if (roll < 0.2) {
      await (await fetch(url, init)).arrayBuffer();
      throw new TypeError('terminated');
    }
    if (roll < 0.28) await (await fetch(url, init)).arrayBuffer();
    if (roll < 0.32) return new Response('<html>Sign in to the hotel</html>', { status: 200 });
    if (roll < 0.36) return new Response('', { status: 503 });
    const response = await fetch(url, init);
    if (roll > 0.95) return new Response((await response.text()).slice(0, 40), { status: response.status });
    return response;
  };
}

const SEEDS = Array.from({ length: Number(process.env.MINUTIER_SEEDS ?? 12) }, (_, n) => 1_000 + n);

describe('a bad network', () => {
  it.each(SEEDS)('[SY11] seed %i: the logs are the same in the end, and each receipt is', async (seed) => {
    const chance = dice(seed);
    let isBad = false;
    const { server, fran, clio, device, id } = await contractWithClient({
      fetch: badNetwork(chance, () => isBad),
      chance,
    });
    isBad = true;
    let slot = SLOT + 4 * 3600;
    for (let step = 0; step < 25; step++) {
      const roll = chance();
      if (roll < 0.4) {
        slot += SLOT_SECONDS;
        device.slice(id, slot);
      } else if (roll < 0.5) {
        const limitSeconds = 100_000 + Math.floor(chance() * 50) * 600;
        await clio.ask('setLimit', { params: { contract: id }, body: { limitSeconds } });
      } else if (roll < 0.6) {
        const slices = device.database.slices.between(MONDAY, MONDAY + 48 * HOUR_MS);
        const one = slices[Math.floor(chance() * slices.length)];
        if (one !== undefined) device.database.slices.setMemo([one.id], `memo ${step}`);
      } else if (roll < 0.65) await server.server.tick();
      else if (roll < 0.7) {
        await device.restart();
      } else if (roll < 0.8) {
        await clio.ask('pause', { params: { contract: id }, body: { paused: chance() < 0.3 } });
      }
      await device.seal();
      server.clock.at = device.now;
      device.desk.grew();
      await device.round();
      device.now += Math.floor(chance() * 30_000);
      server.clock.at = device.now;
    }
    isBad = false;
    for (let n = 0; n < 3; n++) {
      await device.seal();
      await device.desk.retry([]);
      await device.round();
    }
    const there = await fran.ask('entries', { params: { contract: id } });
    const log = device.database.logs.newest(id);
    expect(log === null ? [] : [...device.database.logs.lines(log.log)]).toEqual(there.lines);
    const { entries } = readLog(device.database, id);
    expect(new Set(entries.map(({ leaf }) => leaf)).size).toBe(entries.length);
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0, held: null });
    expect(device.warnings.filter((one) => !one.startsWith('nothing is sent'))).toEqual([]);
    // Whatever of the slices is not with the server was refused, and is shown.
    const received = device.desk.received({ from: SLOT, to: slot + SLOT_SECONDS });
    const shown = new Set(device.desk.state().refused.map(({ sliceId }) => sliceId));
    for (const { sliceId, state } of received)
      expect([sliceId, state]).toEqual([sliceId, shown.has(sliceId) ? 'refused' : 'received']);
  });
});
