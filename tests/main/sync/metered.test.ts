import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, SLOT_SECONDS } from '../../../domain/week';
import { Allowance, type Network } from '../../../electron/main/sync/allowance';
import { testServer } from '../../support/server';
import { MONDAY, SLOT } from '../../support/store-fixtures';
import { syncDevice } from '../../support/sync-device';

const AT = MONDAY + 12 * HOUR_MS;
const MINUTE_MS = 60_000;
const NAME = 'https://diary.example.org';

const free: Network = { isMetered: false, id: '/1' };
const phone: Network = { isMetered: true, id: '/2' };

/** A device that knows its server by a name: an address of this very computer would have no network in between. */
async function ground(first: Network | null = free) {
  const server = await testServer({ at: AT });
  const fran = await server.setup('Fran');
  const world = {
    network: first,
    isOnline: true,
    asked: 0,
    requests: [] as string[],
    after: (_: string) => {},
  };
  const device = syncDevice({
    url: NAME,
    now: AT,
    async fetch(url, init) {
      const path = String(url).slice(NAME.length);
      world.requests.push(`${init?.method ?? 'GET'} ${path}`);
      return fetch(`${server.url}${path}`, init);
    },
    async metered() {
      world.asked++;
      return world.network;
    },
    isOnline: () => world.isOnline,
  });
  onTestFinished(() => device.desk.end());
  await device.link(fran);
  const id = device.contract();
  device.slice(id, SLOT);
  await device.seal();
  await device.share(id);
  await device.round();
  const more = async (n: number) => {
    device.slice(id, SLOT + n * SLOT_SECONDS);
    await device.seal();
    server.clock.at = device.now;
    device.desk.grew();
    await device.round();
  };
  const poll = async () => {
    device.now += MINUTE_MS;
    server.clock.at = device.now;
    await device.round();
  };
  const one = () => device.desk.state().contracts[0];
  return { server, fran, device, id, world, more, poll, one };
}

/** Those that send something of the log. */
const sending = (requests: readonly string[]) =>
  requests.filter((one) => /^(POST|PUT|PATCH) .*\/(entries|pictures)/.test(one));

describe('a metered network', () => {
  it('[SY41] keeps what waits and says why; once it is another network, it goes by itself', async () => {
    const { device, world, more, poll, one } = await ground();
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
    expect(sending(world.requests)).not.toEqual([]);
    world.network = phone;
    await poll();
    world.requests = [];
    await more(6);
    expect(sending(world.requests)).toEqual([]);
    expect(device.desk.state()).toMatchObject({ state: 'waiting', waitingFor: 'metered', problem: null });
    expect(one()).toMatchObject({ state: 'waiting' });
    expect(one()?.queued).toBeGreaterThan(0);
    await poll();
    expect(sending(world.requests)).toEqual([]);
    world.network = free;
    await poll();
    expect(device.desk.state()).toMatchObject({ state: 'idle', waitingFor: null });
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
  });

  it('[SY41] lets the news of the server through: what the client sets arrives', async () => {
    const { server, fran, device, id, world, more, poll, one } = await ground();
    const { link } = await fran.ask('invite', { params: { contract: id }, body: { name: 'Cleo' } });
    const cleo = await server.joinBy(link, 'Cleo');
    world.network = phone;
    await poll();
    await more(6);
    await cleo.ask('setLimit', { params: { contract: id }, body: { limitSeconds: 36_000 } });
    world.requests = [];
    await poll();
    expect(one()?.set.limit).toMatchObject({ limitSeconds: 36_000 });
    expect(sending(world.requests)).toEqual([]);
    expect(device.desk.state()).toMatchObject({ state: 'waiting', waitingFor: 'metered' });
  });

  it('[SY41] somebody says so: it is sent on this network, and not on the next', async () => {
    const { device, world, more, poll, one } = await ground();
    world.network = phone;
    await poll();
    await more(6);
    expect(device.desk.state().waitingFor).toBe('metered');
    await device.desk.sendAnyway();
    await device.round();
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
    await more(12);
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
    world.network = { isMetered: true, id: '/3' };
    await poll();
    await more(18);
    expect(device.desk.state().waitingFor).toBe('metered');
    // Back on the first one the word is spent.
    world.network = phone;
    await poll();
    expect(device.desk.state().waitingFor).toBe('metered');
    await device.desk.sendAnyway();
    await device.round();
    expect(one()).toMatchObject({ queued: 0 });
    await device.restart();
    await more(24);
    expect(device.desk.state().waitingFor).toBe('metered');
  });

  it('[SY41] a contract that is shared first there waits too, and an invitation says why there is none', async () => {
    const { device, id, poll, one } = await ground(phone);
    expect(one()).toMatchObject({ sent: 0, state: 'waiting' });
    expect(await device.desk.invite({ contractId: id, name: 'Cleo' })).toMatchObject({
      outcome: 'problem',
      why: 'metered',
    });
    await device.desk.sendAnyway();
    await device.round();
    await poll();
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
  });

  it('[SY41] that work goes on is not said while something is kept back', async () => {
    const { device, id, world, more, poll } = await ground();
    device.working = id;
    world.network = phone;
    await poll();
    await more(6);
    world.requests = [];
    device.desk.sayPresence();
    await poll();
    expect(world.requests.filter((one) => one.includes('presence'))).toEqual([]);
    world.network = free;
    await poll();
    device.desk.sayPresence();
    await poll();
    expect(world.requests.filter((one) => one.includes('presence'))).not.toEqual([]);
  });

  it('[SY41] the machine is asked only where something waits', async () => {
    const { world, more, poll } = await ground();
    const before = world.asked;
    await poll();
    await poll();
    expect(world.asked).toBe(before);
    await more(6);
    expect(world.asked).toBe(before + 1);
  });

  it('[SY42] where nobody knows, it is sent as on any network', async () => {
    const { one } = await ground(null);
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
  });

  it('[SY42] surely without a network no request is made but for a person’s, and it goes on within seconds', async () => {
    const { device, world, more, one } = await ground();
    world.isOnline = false;
    world.requests = [];
    await more(6);
    expect(world.requests).toEqual([]);
    expect(device.desk.state()).toMatchObject({
      state: 'waiting',
      waitingFor: 'network',
      problem: 'offline',
    });
    for (let n = 0; n < 5; n++) {
      const at = device.desk.state().nextAt ?? 0;
      expect(at - device.now).toBeLessThanOrEqual(10_000);
      device.now = at;
      await device.round();
    }
    expect(world.requests).toEqual([]);
    await device.desk.retry([]);
    await device.round();
    expect(one()).toMatchObject({ state: 'current', queued: 0 });
  });
});

describe('the allowance', () => {
  function allowance(isHere = false) {
    const world = { now: 1_000, network: phone as Network | null, asked: 0 };
    const one = new Allowance({
      now: () => world.now,
      isHere: () => isHere,
      network: {
        isOnline: () => false,
        async metered() {
          world.asked++;
          return world.network;
        },
      },
    });
    return { one, world };
  }

  it('[SY41] asks at most once a minute, however many want to know, and anew for a person', async () => {
    const { one, world } = allowance();
    await Promise.all([one.maySend(), one.maySend(), one.maySend()]);
    world.now += MINUTE_MS - 1;
    expect(await one.maySend()).toBe(false);
    expect(world.asked).toBe(1);
    world.network = free;
    world.now += 1;
    expect(await one.maySend()).toBe(true);
    expect(world.asked).toBe(2);
    one.forget();
    await one.maySend();
    // A clock that was set back is no reason to believe an old answer for long.
    world.now -= HOUR_MS;
    await one.maySend();
    expect(world.asked).toBe(4);
  });

  it('[SY41] a word for a network that nobody names is none', async () => {
    const { one, world } = allowance();
    world.network = null;
    await one.sendAnyway();
    world.network = phone;
    one.forget();
    expect(await one.maySend()).toBe(false);
  });

  it('[SY41] a server on this computer has no network in between', async () => {
    const { one, world } = allowance(true);
    expect(await one.maySend()).toBe(true);
    expect(one.isOnline()).toBe(true);
    expect(world.asked).toBe(0);
  });
});
