/**
 * A device that signs whatever it likes with keys that the log knows: any kind of entry, about anything, with what is told
 * left out, doubled or of something else, in and out of its chain, lines that were changed. Nothing makes the server throw,
 * and what it keeps is a log in which a verifier finds nothing broken, with rows that a check makes again.
 */
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../domain/bytes';
import { AMENDABLE, type Entry, EntrySchema, type Leaf, leafOf, sealEntry } from '../../domain/entry';
import type { Field } from '../../domain/field';
import type { SigningKey } from '../../domain/keys';
import { seededRandom } from '../../domain/random';
import { digestsOf, segmentOf } from '../../domain/segment';
import { slotEnd, slotStart } from '../../domain/week';
import { checkLog } from '../../server/check/check-log';
import { Findings } from '../../server/check/found';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { WEEK } from '../support/bundle-log';
import {
  CONTRACT,
  countedSalts,
  FACTS,
  SLOT,
  sha256,
  TERMS,
  takenPicture,
  testKey,
  workedSlice,
} from '../support/evidence';
import { ACCOUNT, SERVER, type ServerLogs, serverLogs } from '../support/server-logs';
import { tempFolder } from '../support/temp-folder';

const LIVES = Number(process.env.LIVES ?? 6);
const ACTS = 250;
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const NOW = slotEnd(SLOT) + 20 * 86_400_000;
const DAY = Math.floor(SLOT / 86_400) * 86_400;
const KEYS = ['device', 'laptop', 'phone', 'a server', 'a client'].map(testKey);

class Hostile {
  readonly kept: { leaf: Leaf; line: string; texts: string[] }[] = [];
  readonly outcomes = new Map<string, number>();
  private readonly random;
  private readonly salts = countedSalts();
  /** Of each key: its next place, and what that names as the one before. */
  private readonly chains = new Map<string, { seq: number; prev: Leaf }>();

  constructor(
    seed: number,
    readonly server: ServerLogs,
  ) {
    this.random = seededRandom(seed);
  }

  private below(count: number): number {
    return Math.floor(this.random.uniform('below') * count);
  }

  private one<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  }

  private get leaf(): Leaf {
    return this.one(this.kept).leaf;
  }

  private fields(): Field[] {
    const kind = this.below(3);
    const tag: Field = { name: 'tags', value: ['Writing'] };
    return [
      kind === 0
        ? { name: 'statement', value: 'said' }
        : kind === 1
          ? { name: 'statedBy', value: 'Ada' }
          : tag,
    ];
  }

  /** Something, said anyhow. */
  private draft(): { entry: Record<string, unknown>; fields: readonly Field[] } {
    const at = slotStart(SLOT) + this.below(15 * 86_400_000);
    const from = this.one([at, 0, at + 1000, NOW]);
    const ms = this.one([0, 600_000, 300_000, this.below(600_001)]);
    const none: Field[] = [];
    switch (this.below(17)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return this.segment(at, ms);
      case 4:
      case 5: {
        const names = AMENDABLE.filter(() => this.below(3) === 0);
        const values = {
          title: 'T',
          client: 'C',
          memo: 'm',
          tag: '',
          time: { spans: [], jumps: [], gaps: [] },
        };
        const fields = names.map((name): Field => ({ name, value: values[name] }));
        return {
          entry: { type: 'amend', at, target: this.leaf, fields: names, ...(this.below(3) === 0 && { ms }) },
          fields,
        };
      }
      case 6:
        return {
          entry: {
            type: 'delete',
            at,
            target: this.leaf,
            ...(this.below(2) === 0 && { picture: this.below(3) }),
          },
          fields: none,
        };
      case 7: {
        const picture = this.below(2);
        const { draft: _, fields } = segmentOf(workedSlice(), [takenPicture(workedSlice())], FACTS);
        const value = fields.find(({ name }) => name === 'picture.0')?.value ?? 0;
        return {
          entry: { type: 'redact', at, target: this.leaf, picture },
          fields: [{ name: `picture.${picture}`, value }],
        };
      }
      case 8:
        return { entry: { type: 'expire', at, before: SLOT + 600 * this.below(9) }, fields: none };
      case 9:
        return {
          entry: { type: 'terms', at, from, terms: { ...TERMS, retentionDays: this.below(3) } },
          fields: this.fields(),
        };
      case 10:
        return { entry: { type: this.one(['pause', 'resume', 'limit']), at, from }, fields: none };
      case 11:
        return { entry: { type: 'attest', at, what: 'billing-verified', from }, fields: this.fields() };
      case 12:
        return { entry: { type: 'withdraw', at, target: this.leaf, from }, fields: none };
      case 13: {
        const key = toBase64Url(sha256(Buffer.from(`day ${this.below(3)}`)));
        const commit = toBase64Url(sha256(sha256(Buffer.from(`day ${this.below(3)}`))));
        const isCommit = this.below(2) === 0;
        return {
          entry: isCommit
            ? { type: 'day.commit', at, day: DAY, commit }
            : { type: 'day.reveal', at, day: DAY, key },
          fields: none,
        };
      }
      case 14: {
        const { x, kid } = this.one([...KEYS, SERVER]);
        const isAdd = this.below(3) > 0;
        const added = {
          type: 'key.add',
          at,
          key: x,
          role: this.one(['device', 'device', 'server', 'client']),
          store: 'unknown',
        };
        return {
          entry: isAdd
            ? added
            : {
                type: 'key.revoke',
                at,
                kid: this.below(2) === 0 ? kid : SERVER.kid,
                reason: this.one(['rotated', 'lost']),
              },
          fields: none,
        };
      }
      case 15:
        return {
          entry: { type: 'close', at: this.one([at, NOW]), week: WEEK, count: this.below(4), ms },
          fields: none,
        };
      default:
        return this.below(2) === 0
          ? { entry: { type: 'seal', at, first: this.below(9), received: [at] }, fields: none }
          : {
              entry: { type: 'review', at, week: WEEK, what: 'approved', by: 'client' },
              fields: this.fields(),
            };
    }
  }

  private segment(at: number, ms: number): { entry: Record<string, unknown>; fields: readonly Field[] } {
    const slot = SLOT + 600 * this.below(12);
    const kind = this.below(4) === 0 ? ('manual' as const) : ('tracked' as const);
    const slice = { ...workedSlice(slot), kind, reason: 'by hand' };
    const pictures = kind === 'tracked' && this.below(2) === 0 ? [takenPicture(slice)] : [];
    const { draft, fields } = segmentOf(slice, pictures, { ...FACTS, at });
    const change = this.below(4) === 0 ? { ms } : {};
    return { entry: { ...draft, ...change }, fields };
  }

  async act(): Promise<void> {
    // Mostly one that may sign.
    const known = KEYS.filter(({ kid }) => this.chains.has(kid));
    const key = this.one(known.length === 0 || this.below(6) === 0 ? KEYS : known);
    const { entry: said, fields } = this.draft();
    const isWhole = this.below(8) > 0;
    const { _sd, disclosures } = digestsOf(fields, this.salts, sha256);
    const place = this.chains.get(key.kid) ?? { seq: 0, prev: this.leaf };
    const { type, ...rest } = said;
    const read = EntrySchema.safeParse({
      type,
      seq: isWhole ? place.seq : this.below(9),
      prev: isWhole ? place.prev : this.leaf,
      ...rest,
      ...(fields.length > 0 && { _sd }),
    });
    // What cannot even be written is for the fuzzer of texts.
    if (!read.success) return;
    let { line } = sealEntry(read.data, key, sha256);
    if (this.below(6) === 0) line = this.changed(line);
    await this.send(line, this.told(disclosures), key, read.data);
  }

  private changed(line: string): string {
    const at = this.below(line.length);
    return `${line.slice(0, at)}${this.one([...'Ag0._-'])}${line.slice(at + 1)}`;
  }

  private told(disclosures: readonly string[]): string[] {
    switch (this.below(8)) {
      case 0:
        return disclosures.filter(() => this.below(2) === 0);
      case 1:
        return [...disclosures, ...disclosures.slice(0, 1)];
      case 2:
        return [...disclosures, ...this.one(this.kept).texts.slice(0, 1)];
      case 3:
        return disclosures.map((text) => (this.below(6) === 0 ? this.changed(text) : text));
      default:
        return [...disclosures];
    }
  }

  async send(line: string, disclosures: string[], key: SigningKey, entry: Entry): Promise<void> {
    // Perhaps among others that were kept before.
    const earlier = this.kept.length > 0 && this.below(4) === 0 ? [this.one(this.kept)] : [];
    const again = earlier.map(({ line: one, texts }) => ({ line: one, disclosures: texts }));
    const by = { account: ACCOUNT, kid: key.kid };
    const results = await this.server.logs.append(CONTRACT, by, [...again, { line, disclosures }], NOW);
    const result = results?.at(-1);
    const name = result?.outcome === 'refused' ? result.why : (result?.outcome ?? 'none');
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    if (result?.outcome !== 'kept' || this.kept.some((one) => one.line === line)) return;
    const leaf = leafOf(line, sha256);
    this.kept.push({ leaf, line, texts: disclosures });
    this.chains.set(key.kid, { seq: entry.seq + 1, prev: leaf });
    if (entry.type === 'key.revoke') this.chains.delete(entry.kid);
    if (entry.type !== 'key.add') return;
    const added = [...KEYS, SERVER].find(({ x }) => x === entry.key);
    if (added !== undefined) this.chains.set(added.kid, { seq: 0, prev: leaf });
  }

  async open(): Promise<void> {
    const [key = SERVER] = KEYS;
    const fields: Field[] = [
      { name: 'title', value: 'The book' },
      { name: 'client', value: 'A publisher' },
      { name: 'tags', value: [] },
    ];
    const { _sd, disclosures } = digestsOf(fields, this.salts, sha256);
    const at = slotStart(SLOT) - 60_000;
    const open = EntrySchema.parse({
      ...{
        type: 'open',
        seq: 0,
        prev: '',
        at,
        app: '0.1.0',
        contract: CONTRACT,
        currency: 'EUR',
        rate: 5000,
      },
      ...{ terms: { ...TERMS, retentionDays: 0 }, key: key.x, store: 'system', _sd },
    });
    await this.send(sealEntry(open, key, sha256).line, disclosures, key, open);
    expect(this.kept).toHaveLength(1);
  }
}

describe('a hostile device', () => {
  it(`[SV4] gets nothing into a log in which a verifier would find something broken (seed ${seed})`, async () => {
    const all = new Map<string, number>();
    for (let life = 0; life < LIVES; life++) {
      const server = serverLogs(tempFolder());
      server.shelf.set('ab'.repeat(32), 150_000);
      const hostile = new Hostile(seed + life, server);
      await hostile.open();
      for (let act = 0; act < ACTS; act++) {
        await hostile.act();
        if (act % 50 === 49) await server.logs.seal(CONTRACT, NOW);
      }
      const found: string[] = [];
      const findings = new Findings(({ where, what }) => found.push(`${where}: ${what}`));
      const stored = await server.store.contract(CONTRACT);
      if (stored === null) throw new Error('no contract');
      await checkLog(stored, { sqlite: server.database.sqlite, key: SERVER, crypto: nodeCrypto(), findings });
      expect(found, `seed ${seed + life}`).toEqual([]);
      for (const [name, count] of hostile.outcomes) all.set(name, (all.get(name) ?? 0) + count);
      server.close();
    }
    // It was no idle play: much was kept, and every way of refusing was met.
    expect(all.get('kept') ?? 0).toBeGreaterThan(LIVES * 10);
    for (const why of ['entry', 'signature', 'chain', 'key', 'target', 'disclosure', 'slot', 'conflict'])
      expect(all.get(why) ?? 0, `${why} among ${JSON.stringify([...all])}`).toBeGreaterThan(0);
  }, 120_000);
});
