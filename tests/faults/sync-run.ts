/**
 * One life of a contract between the app's real engine and the real server as a process, over a bad network, with crashes
 * of either side: everything is drawn by the seed. Afterwards, with the network calm, the two logs must be the same.
 */
import { expect } from 'vitest';
import type { ContractId } from '../../domain/ids';
import { type Random, seededRandom } from '../../domain/random';
import { SLOT_SECONDS, type Slot, slotOf } from '../../domain/week';
import type { Fetch } from '../../electron/main/sync/transport';
import { testKey } from '../support/evidence';
import { type Caller, DeviceCaller, registered, tokenOf } from '../support/server-caller';
import { type ServerChild, startServerChild } from '../support/server-child';
import { type SyncDevice, syncDevice } from '../support/sync-device';
import { tempFolder } from '../support/temp-folder';
import { type BadNetwork, drawFault, openProxy } from './proxy';

const DAY_MS = 86_400_000;

/** A server that can be killed, with its keeper and a client whose words come between the device's. */
export class House {
  private constructor(
    private readonly folder: string,
    private child: ServerChild,
    readonly fran: Caller,
    private clara: Caller | null,
  ) {}

  static async open(): Promise<House> {
    const folder = tempFolder();
    const child = await startServerChild(folder);
    const fran = await registered(child.url, child.setup ?? '', 'Fran', 'fran@example.org');
    return new House(folder, child, fran, null);
  }

  get url(): string {
    return this.child.url;
  }
  get port(): number {
    return Number(new URL(this.child.url).port);
  }

  /** SIGKILL, and a start over the same folder, at the same port. */
  async crash(): Promise<void> {
    const { port } = this;
    await this.child.kill9();
    this.child = await startServerChild(this.folder, { port });
    // Connections of this process that were kept open are of the dead one: they are found out here and not in the middle.
    for (let n = 0; n < 4; n++) await fetch(`${this.url}/healthz`).catch(() => undefined);
  }

  /** The one client of all contracts. */
  async client(link: string, address: string): Promise<Caller> {
    if (this.clara === null) {
      this.clara = await registered(this.url, link, 'Clara', 'clara@example.org');
      return this.clara;
    }
    this.clara.address = address;
    await this.clara.ask('accept', { body: { token: tokenOf(link) } });
    return this.clara;
  }

  async close(): Promise<void> {
    await this.child.stop();
  }
}

/** What happens at a request of the device's. */
type Blow = 'nothing' | 'device-before' | 'device-after' | 'server';

export interface RunFacts {
  entries: number;
  crashes: { device: number; server: number };
  faults: BadNetwork['met'];
}

/** Throws where the two sides do not agree in the end. */
export async function syncRun(seed: number, house: House): Promise<RunFacts> {
  const random = seededRandom(seed);
  const of = (max: number) => Math.floor(random.uniform('run') * max);
  const network = await openProxy(house.port, () => drawFault(random, 55));
  const crashes = { device: 0, server: 0 };
  let token: string | null = null;
  let blow: Blow = 'nothing';
  let left = 0;
  let struck: (() => void) | null = null;
  const address = `198.51.${(seed >> 8) & 255}.${seed & 255}`;

  /** The engine's way out: it may die in the middle, and then it never hears of its answer. */
  const reach: Fetch = async (url, init) => {
    const headers = new Headers(init.headers);
    token = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? token;
    headers.set('x-forwarded-for', address);
    // A connection for each request, so that each meets a fault of its own.
    headers.set('connection', 'close');
    const isDue = blow !== 'nothing' && !url.endsWith('/events') && left-- === 0;
    const due = isDue ? blow : 'nothing';
    if (isDue) blow = 'nothing';
    if (due === 'server') {
      crashes.server++;
      await house.crash();
    }
    if (due === 'device-before') return dead(() => struck?.());
    const answer = await fetch(url, { ...init, headers });
    if (due === 'device-after') {
      await answer.arrayBuffer().catch(() => undefined);
      return dead(() => struck?.());
    }
    return answer;
  };

  const now = Date.now();
  const device = syncDevice({
    url: `http://127.0.0.1:${network.port}`,
    now,
    fetch: reach,
    name: `device ${seed}`,
    chance: () => random.uniform('jitter'),
  });
  try {
    await linked(device, house);
    const id = device.contract();
    let slot = slotOf(now - 6 * DAY_MS);
    const worked = (): void => {
      slot = nextSlot(slot);
      device.slice(id, slot, { memo: `slot ${slot}` });
      device.now = now;
    };
    worked();
    await device.seal();
    await device.share(id);
    const round = async () => {
      const crashed = new Promise<'crashed'>((done) => {
        struck = () => done('crashed');
      });
      device.desk.grew();
      const ended = await Promise.race([device.desk.retry([]).then(() => device.round()), crashed]);
      if (ended !== 'crashed') return;
      crashes.device++;
      await device.restart();
    };
    await round();
    const client = await clientOf(device, house, id, address);

    for (let step = 0; step < 4 + of(8); step++) {
      const roll = of(100);
      if (roll < 55) for (let n = 0; n <= of(4); n++) worked();
      else if (roll < 75) rewrite(device, now, random, step);
      else if (client !== null) await raise(client, id, 100_000 + of(50) * 600);
      const blows: Blow[] = ['nothing', 'device-before', 'device-after', 'device-after'];
      blow = of(12) === 0 ? 'server' : (blows[of(blows.length)] ?? 'nothing');
      left = of(4);
      await device.seal();
      await round();
    }

    network.calm();
    blow = 'nothing';
    // The server adds entries of its own when it likes: what it said after a round comes with the next one.
    for (let n = 0; n < 30; n++) {
      await device.seal();
      await round();
      if (linesOf(device, id).length === (await linesThere(house, id)).length) break;
    }
    return { entries: await agree(device, house, id, token, address), crashes, faults: network.met };
  } finally {
    device.desk.end();
    await network.close();
  }
}

/** An entry of the server's between the device's; the log may not have the server yet, where nothing has arrived. */
async function raise(client: Caller, contract: ContractId, limitSeconds: number): Promise<void> {
  const answer = await client.try('setLimit', { params: { contract }, body: { limitSeconds } });
  if (answer.outcome === 'ok' || (answer.outcome === 'refused' && answer.problem.code === 'not-linked'))
    return;
  throw new Error(JSON.stringify(answer));
}

/** Nothing that this process began goes on; the next start knows of the disk only. */
function dead(struck: () => void): Promise<never> {
  struck();
  return new Promise(() => undefined);
}

function nextSlot(slot: Slot): Slot {
  return slotOf((slot + SLOT_SECONDS) * 1000);
}

/** Pairing is done by a person who tries again. */
async function linked(device: SyncDevice, house: House): Promise<void> {
  for (let n = 0; n < 40; n++) {
    try {
      await device.link(house.fran);
      return;
    } catch {
      if (device.desk.state().server !== null) return;
    }
  }
  throw new Error('could not be paired in forty tries');
}

async function clientOf(device: SyncDevice, house: House, contract: ContractId, address: string) {
  for (let n = 0; n < 20; n++) {
    const made = await device.desk.invite({ contractId: contract, name: 'Clara' });
    if (made.outcome === 'made') return house.client(made.link, address);
  }
  return null;
}

function rewrite(device: SyncDevice, now: number, random: Random, step: number): void {
  const slices = device.database.slices.between(now - 7 * DAY_MS, now);
  const one = slices[Math.floor(random.uniform('slice') * slices.length)];
  if (one !== undefined) device.database.slices.setMemo([one.id], `memo of step ${step}`);
}

function linesOf(device: SyncDevice, contract: ContractId): string[] {
  const log = device.database.logs.newest(contract);
  return log === null ? [] : [...device.database.logs.lines(log.log)];
}

async function linesThere(house: House, contract: ContractId): Promise<string[]> {
  return (await house.fran.ask('entries', { params: { contract }, query: { limit: 1000 } })).lines;
}

/** Short enough to be read where two logs differ. */
function sketch(lines: readonly string[]): string[] {
  return lines.map((line) => line.slice(-8));
}

/** Both logs are the same, each entry is there once, and each receipt is the same when it is asked for again. */
async function agree(
  device: SyncDevice,
  house: House,
  contract: ContractId,
  token: string | null,
  address: string,
): Promise<number> {
  const lines = linesOf(device, contract);
  const there = await linesThere(house, contract);
  expect(sketch(there)).toEqual(sketch(lines));
  expect(there).toEqual(lines);
  expect(new Set(lines).size).toBe(lines.length);
  expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0, held: null });
  expect(device.desk.state().refused).toEqual([]);

  const app = new DeviceCaller(house.url, 'again', testKey('again'));
  app.token = token;
  app.address = address;
  const asked = async () => {
    const { results } = await app.ask('append', {
      params: { contract },
      body: { entries: lines.slice(0, 100).map((line) => ({ line, disclosures: [] })) },
    });
    return results;
  };
  const [first, second] = [await asked(), await asked()];
  expect(second).toEqual(first);
  return lines.length;
}
