/**
 * Random lives of a log that is uploaded: every kind of entry, two devices and rotations, batches of any size, entries told
 * later, the server's own in between, a disk that refuses before or after, restarts. Afterwards the server's log is the
 * device's with the server's own entries between, every answer is the first that was given, what is told is what still
 * exists, and a check finds nothing.
 */
import { describe, expect, it } from 'vitest';
import { type Leaf, readEntry } from '../../domain/entry';
import type { SigningKey } from '../../domain/keys';
import type { Receipt } from '../../domain/protocol-log';
import { seededRandom } from '../../domain/random';
import { slotEnd } from '../../domain/week';
import { checkLog } from '../../server/check/check-log';
import { Findings } from '../../server/check/found';
import type { LogStore } from '../../server/store/log-store';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BundleLog } from '../support/bundle-log';
import { CONTRACT, SLOT, sha256, TERMS, testKey } from '../support/evidence';
import { ACCOUNT, linesOf, SERVER, type ServerLogs, sentOf, serverLogs } from '../support/server-logs';
import { tempFolder } from '../support/temp-folder';

const LIVES = Number(process.env.LIVES ?? 8);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const DAY_MS = 86_400_000;
/** Long after everything: pictures of the first weeks may expire. */
const NOW = slotEnd(SLOT) + 60 * DAY_MS;

class Life {
  readonly random;
  readonly log = new BundleLog(testKey('device'), { terms: { ...TERMS, retentionDays: 7 } });
  readonly answers = new Map<number, Receipt>();
  server: ServerLogs;
  now = NOW;
  sent = 0;
  private slot = SLOT;
  private readonly standing: { leaf: Leaf; pictures: Set<number> }[] = [];
  private devices: SigningKey[] = [this.log.opener];
  private keys = 0;
  private failing: 'never' | 'before' | 'after' = 'never';

  constructor(seed: number, folder: string) {
    this.random = seededRandom(seed);
    this.server = serverLogs(folder, (store) => this.fragile(store));
  }

  below(count: number): number {
    return Math.floor(this.random.uniform('below') * count);
  }

  private one<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** The device's next act. */
  act(): void {
    const { log } = this;
    const key = this.one(this.devices) ?? log.opener;
    const at = slotEnd(this.slot) + 20_000;
    const target = this.one(this.standing);
    const act = this.below(10);
    if (act < 4 || target === undefined) {
      this.slot += 600 * (1 + this.below(3));
      const pictures = this.below(3);
      const { leaf } = log.segment(this.slot, { key, pictures, missed: this.below(2) }).sealed;
      this.standing.push({ leaf, pictures: new Set(Array.from({ length: pictures }, (_, n) => n)) });
    } else if (act === 4) {
      this.slot += 600;
      log.manual(this.slot, { key });
    } else if (act === 5) log.amend(target.leaf, [{ name: 'memo', value: `memo ${this.slot}` }], { at, key });
    else if (act === 6) {
      log.remove(target.leaf, { at, key });
      this.standing.splice(this.standing.indexOf(target), 1);
    } else if (act === 7) {
      const picture = this.one([...target.pictures]);
      if (picture === undefined) return;
      if (this.below(2) === 0) log.redact(target.leaf, picture, { at, key });
      else {
        log.remove(target.leaf, { at, picture, key });
        target.pictures.delete(picture);
      }
    } else if (act === 8) {
      const name = this.one(['title', 'client'] as const) ?? 'title';
      log.amend(log.leafOf(0), [{ name, value: `name ${this.slot}` }], { at, key });
    } else this.changeKeys(key, at);
  }

  /** A further device, a rotation, or retention. */
  private changeKeys(key: SigningKey, at: number): void {
    if (this.below(3) === 0) {
      this.log.expire(this.slot - 600, NOW, key);
      for (const one of this.standing)
        if ((this.log.slots.get(one.leaf) ?? 0) < this.slot - 600) one.pictures.clear();
      return;
    }
    const next = testKey(`key ${this.keys++}`);
    this.log.addKey(next, 'device', at, key);
    if (this.below(2) === 0) {
      this.log.revoke(key, at, next);
      this.devices = this.devices.filter((one) => one !== key);
    }
    this.devices.push(next);
  }

  /** Some of what waits, and perhaps some again; the disk may refuse. */
  async send(isTold: boolean): Promise<void> {
    const { log } = this;
    const from = Math.max(0, this.sent - this.below(4));
    const to = Math.min(log.lines.length, from + 1 + this.below(12));
    for (const [hash, bytes] of log.pictures) this.server.shelf.set(hash, bytes.length);
    const sent = sentOf(log, from, to).map((one) => (isTold ? one : { ...one, disclosures: [] }));
    const failing = (['never', 'never', 'before', 'after'] as const)[this.below(4)] ?? 'never';
    this.failing = failing;
    this.now += this.below(30_000);
    const by = { account: ACCOUNT, kid: log.opener.kid };
    const results = await this.server.logs.append(CONTRACT, by, sent, this.now).catch((error: unknown) => {
      expect(String(error)).toContain('the disk refuses');
      return null;
    });
    this.failing = 'never';
    if (results === null) return;
    for (const [n, one] of results.entries()) {
      if (one.outcome !== 'kept') throw new Error(`entry ${from + n}: ${JSON.stringify(one)}`);
      expect(one.receipt).toEqual(this.answers.get(from + n) ?? one.receipt);
      this.answers.set(from + n, one.receipt);
    }
    this.sent = Math.max(this.sent, to);
  }

  /** What happens on the server's side. */
  async meanwhile(): Promise<void> {
    const { logs } = this.server;
    const { now } = this;
    switch (this.below(6)) {
      case 0:
        this.server = this.server.restart();
        expect(await this.server.logs.checkAll()).toEqual([]);
        return;
      case 1:
        await logs.seal(CONTRACT, now);
        return;
      case 2:
        await logs.sealDue(now + 60_000);
        return;
      case 3:
        await logs.own(CONTRACT, now, () => [
          { draft: { type: 'limit', at: now, from: now, limit: 3600 }, disclosures: [] },
        ]);
        return;
      default:
    }
  }

  private fragile(store: LogStore): LogStore {
    return {
      contract: (id) => store.contract(id),
      contracts: () => store.contracts(),
      lines: (...args) => store.lines(...args),
      receipt: (...args) => store.receipt(...args),
      placed: (...args) => store.placed(...args),
      disclosures: (...args) => store.disclosures(...args),
      append: async (write) => {
        if (this.failing === 'before') throw new Error('the disk refuses');
        await store.append(write);
        if (this.failing === 'after') throw new Error('the disk refuses');
      },
    };
  }
}

describe('a life of a log on the server', () => {
  it(`[SV3] ${LIVES} lives end with the device's log, each answer the first that was given (seed ${seed})`, async () => {
    for (let n = 0; n < LIVES; n++) {
      const life = new Life(seed + n, tempFolder());
      const { log } = life;
      if (life.below(2) === 0) log.addKey(SERVER, 'server', slotEnd(SLOT));
      for (let step = 0; step < 40; step++) {
        for (let acts = life.below(5); acts > 0; acts--) life.act();
        await life.send(life.below(4) > 0);
        await life.meanwhile();
      }
      while (life.sent < log.lines.length) await life.send(true);
      // What was not told at first, or came to a disk that refused its answer.
      for (let from = 0; from < log.lines.length; from += 100) {
        life.sent = log.lines.length;
        const by = { account: ACCOUNT, kid: log.opener.kid };
        const again = await life.server.logs.append(CONTRACT, by, sentOf(log, from, from + 100), life.now);
        expect(again?.map((one) => (one.outcome === 'kept' ? one.receipt : one))).toEqual(
          log.lines.slice(from, from + 100).map((_, at) => life.answers.get(from + at) ?? expect.anything()),
        );
      }
      await expectSame(life, seed + n);
      life.server.close();
    }
  }, 120_000);
});

async function expectSame({ log, server }: Life, own: number): Promise<void> {
  const lines = await linesOf(server.logs, CONTRACT);
  const isServers = (line: string) => {
    const read = readEntry(line, sha256);
    return read.ok && read.value.kid === SERVER.kid;
  };
  expect(
    lines.filter((line) => !isServers(line)),
    `seed ${own}`,
  ).toEqual(log.lines);
  const told = (await server.store.disclosures(CONTRACT, 0, lines.length)).map(({ text }) => text);
  expect(told, `seed ${own}`).toEqual(log.held.map(({ text }) => text));
  const found: string[] = [];
  const findings = new Findings(({ where, what }) => found.push(`${where}: ${what}`));
  const stored = await server.store.contract(CONTRACT);
  if (stored === null) throw new Error('no contract');
  await checkLog(stored, { sqlite: server.database.sqlite, key: SERVER, crypto: nodeCrypto(), findings });
  expect(found, `seed ${own}`).toEqual([]);
}
