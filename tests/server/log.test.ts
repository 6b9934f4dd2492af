/** The server's log: what it keeps, what it refuses, and that its answer is a promise. Real SQLite, real signatures. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64Url } from '../../domain/bytes';
import { type Leaf, LeafSchema, readEntry } from '../../domain/entry';
import { ContractIdSchema } from '../../domain/ids';
import { isConsistent, isIncluded } from '../../domain/merkle';
import { digestsOf } from '../../domain/segment';
import { verifyServed } from '../../domain/verify-served';
import { slotEnd, slotStart } from '../../domain/week';
import { LogBook } from '../../server/log/log-book';
import { ToldRowSchema } from '../../server/log/told-row';
import type { LogStore } from '../../server/store/log-store';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BundleLog, WEEK } from '../support/bundle-log';
import { CONTRACT, countedSalts, SLOT, sha256, TERMS, testKey } from '../support/evidence';
import {
  ACCOUNT,
  bytesOf,
  headIn,
  kept,
  linesOf,
  link,
  NOW,
  SERVER,
  type ServerLogs,
  sentOf,
  serverLogs,
} from '../support/server-logs';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

let server: ServerLogs;
beforeEach(() => {
  server = serverLogs(tempFolder());
});
afterEach(() => server.close());

const OTHER = ContractIdSchema.parse('55555555-5555-4555-8555-555555555555');

describe('what is kept', () => {
  it('[SV1] an open begins a log and makes its account the freelancer; without one there is no contract', async () => {
    const log = new BundleLog();
    log.segment();
    expect(await server.send(log, 1)).toBeNull();
    expect(await server.send(log)).toHaveLength(2);
    const member = server.database.sqlite.prepare('SELECT account_id, role FROM memberships').all();
    expect(member).toEqual([{ account_id: ACCOUNT, role: 'freelancer' }]);
    expect(await linesOf(server.logs, CONTRACT)).toEqual(log.lines);
  });

  it('[SV2] a receipt proves where the entry is, under a head that the server signed', async () => {
    const log = new BundleLog();
    for (let n = 0; n < 6; n++) log.segment(SLOT + n * 600);
    const results = (await server.send(log)) ?? [];
    expect(results).toHaveLength(7);
    for (const [index, result] of results.entries()) {
      const receipt = kept(result);
      const { size, root } = headIn(receipt.checkpoint);
      const path = receipt.path.map((hash) => fromBase64Url(hash) ?? new Uint8Array());
      const leaf = fromBase64Url(receipt.leaf) ?? new Uint8Array();
      expect(receipt.index).toBe(index);
      expect(isIncluded(leaf, index, size, path, root, sha256)).toBe(true);
    }
  });

  it('[SV3] the same line gets the same receipt for ever, after a restart and in the same request too', async () => {
    const log = new BundleLog();
    log.segment();
    const first = await server.send(log);
    log.segment(SLOT + 600);
    await server.send(log, 2, 3, NOW + 5000);
    expect(await server.send(log, 0, 2, NOW + 60_000)).toEqual(first);
    server = server.restart();
    expect(await server.send(log, 0, 2, NOW + 90_000)).toEqual(first);
    const twice = [...sentOf(log, 1, 2), ...sentOf(log, 1, 2)];
    const by = { account: ACCOUNT, kid: log.opener.kid };
    expect(await server.logs.append(CONTRACT, by, twice, NOW)).toEqual([first?.[1], first?.[1]]);
    expect(await linesOf(server.logs, CONTRACT)).toEqual(log.lines);
  });

  it('[SV3] another line in the same place is a conflict that names both; the same of another open', async () => {
    const log = new BundleLog();
    const other = new BundleLog();
    log.segment();
    const here = log.leafOf(1);
    other.segment(SLOT - 600);
    await server.send(log);
    expect(await server.send(other, 1)).toEqual([{ outcome: 'conflict', leaf: other.leafOf(1), here }]);
    const foreign = new BundleLog(testKey('another device'));
    expect(await server.send(foreign)).toEqual([
      { outcome: 'conflict', leaf: foreign.leafOf(0), here: log.leafOf(0) },
    ]);
  });

  it('[SV6] the head continues every earlier one, and the path says so', async () => {
    const log = new BundleLog();
    await server.send(log);
    for (let n = 1; n < 9; n++) {
      const before = await server.logs.head(CONTRACT, null);
      log.segment(SLOT + n * 600);
      await server.send(log, n);
      const old = headIn(before?.checkpoint ?? '');
      const after = await server.logs.head(CONTRACT, old.size);
      const path = (after?.consistency ?? []).map((hash) => fromBase64Url(hash) ?? new Uint8Array());
      expect(isConsistent(old, headIn(after?.checkpoint ?? ''), path, sha256)).toBe(true);
    }
  });

  it('[SV8] what the diary reads follows the log: told, amended, redacted, deleted, expired', async () => {
    const log = new BundleLog(testKey('device'), { terms: { ...TERMS, retentionDays: 0 } });
    const slots = [0, 1, 2, 3].map((n) => SLOT - n * 600);
    const [one, two, three, four] = slots.map((slot) => log.segment(slot, { pictures: 2 }).sealed.leaf);
    const told = () =>
      server.database.sqlite
        .prepare('SELECT number, state, told FROM segments ORDER BY number')
        .all()
        .map((row) => {
          const { state, told: text } = Object(row);
          return { state, ...ToldRowSchema.parse(JSON.parse(text)) };
        });
    await server.send(log);
    expect(told().map(({ memo, pictures }) => [memo, Object.keys(pictures)])).toEqual(
      slots.map(() => ['Chapter two, façade', ['0', '1']]),
    );
    const at = slotEnd(SLOT) + 60_000;
    const from = log.lines.length;
    const uses = () => server.database.sqlite.prepare('SELECT count(*) FROM picture_uses').pluck().get();
    log.amend(leaf(one), [{ name: 'memo', value: 'Chapter three' }], { at });
    log.redact(leaf(two), 1, { at: at + 1 });
    log.remove(leaf(three), { at: at + 2 });
    log.remove(leaf(four), { at: at + 3, picture: 0 });
    expect(uses()).toBe(8);
    await server.send(log, from);
    expect(told()).toMatchObject([
      { state: 'stands', memo: 'Chapter three' },
      { state: 'stands', pictures: { 1: { hidden: [[0, 0, 1920, 540]] } } },
      { state: 'deleted', pictures: {} },
      { state: 'stands', pictures: { 1: {} } },
    ]);
    expect(told()[2]).not.toHaveProperty('memo');
    expect(uses()).toBe(5);
    const erased = server.database.sqlite.prepare('SELECT name FROM erasures').pluck().all();
    expect(erased).toHaveLength(4);
    // Once the week has locked: all pictures of earlier slots.
    const later = slotEnd(SLOT) + 9 * 86_400_000;
    log.expire(SLOT, later);
    await server.send(log, log.lines.length - 1, log.lines.length, later);
    expect(told().map(({ pictures }) => Object.keys(pictures))).toEqual([['0', '1'], [], [], []]);
    expect(uses()).toBe(2);
    server = server.restart();
    await expectWhole(log);
  });

  it('[SV9] what is destroyed is in no byte of the database', async () => {
    const log = new BundleLog();
    const memo = 'a memo that nobody else has written';
    const { leaf: target } = log.segment(SLOT, { slice: { memo } }).sealed;
    await server.send(log);
    const text = Buffer.from(memo);
    const holds = () => {
      const disclosure = log.disclosures[1]?.[0] ?? '';
      return [text, Buffer.from(disclosure || 'none')].map((one) =>
        bytesOf(server.database.folder).includes(one),
      );
    };
    expect(holds()).toEqual([true, true]);
    log.remove(target, { at: slotEnd(SLOT) + 60_000 });
    await server.send(log, 2);
    expect(holds()).toEqual([false, false]);
  });

  it('[SV5] what is told later of an entry that is here is kept, where it still stands', async () => {
    const log = new BundleLog();
    log.segment(SLOT, { pictures: 1 });
    const all = sentOf(log);
    const by = { account: ACCOUNT, kid: log.opener.kid };
    const first = await server.logs.append(
      CONTRACT,
      by,
      all.map(({ line }) => ({ line, disclosures: [] })),
      NOW,
    );
    expect(first).toMatchObject([{ outcome: 'kept' }, { outcome: 'kept' }]);
    const missing = await server.logs.append(CONTRACT, by, all, NOW);
    expect(missing).toMatchObject([{ outcome: 'kept' }, { outcome: 'refused', why: 'picture' }]);
    expect(await server.send(log)).toEqual(first);
    await expectWhole(log);
    // Once it has gone, nothing is told of it any more.
    log.remove(log.leafOf(1), { at: slotEnd(SLOT) + 60_000 });
    await server.send(log, 2);
    expect(await server.logs.append(CONTRACT, by, all, NOW)).toEqual(first);
    expect(await server.store.disclosures(CONTRACT, 1, 2)).toEqual([]);
  });
});

describe('what is refused', () => {
  const by = { account: ACCOUNT, kid: testKey('device').kid };
  const only = async (log: BundleLog, now = NOW) => {
    const [first, ...others] = (await server.send(log, 1, log.lines.length, now)) ?? [];
    expect(others.every(({ outcome }) => outcome === 'skipped')).toBe(true);
    return first;
  };
  const begun = async (...[opener, opened]: ConstructorParameters<typeof BundleLog>) => {
    const log = new BundleLog(opener, opened);
    await server.send(log);
    return log;
  };
  /** Afterwards the log goes on as if nothing had been asked. */
  const goesOn = async (log: BundleLog) => {
    const honest = new BundleLog(log.opener);
    honest.segment(SLOT + 1200);
    expect(await server.send(honest, 1)).toMatchObject([{ outcome: 'kept' }]);
    await expectWhole(honest);
  };

  it('[SV4] a line that is none, or is signed by nobody here', async () => {
    const log = await begun();
    const stranger = testKey('stranger');
    const cases: [line: string, why: string][] = [
      ['no entry', 'entry'],
      [new BundleLog(stranger).lines[0]?.replace(/....$/, 'AAAA') ?? '', 'conflict'],
    ];
    for (const [line, why] of cases) {
      const [result] = (await server.logs.append(CONTRACT, by, [{ line, disclosures: [] }], NOW)) ?? [];
      expect(result?.outcome === 'refused' ? result.why : result?.outcome).toBe(why);
    }
    const other = new BundleLog(stranger);
    other.segment();
    expect(await server.send(other, 1)).toMatchObject([{ outcome: 'refused', why: 'key' }]);
    await goesOn(log);
  });

  it('[SV4] a signature that is not that of the line', async () => {
    const log = await begun();
    log.segment();
    const [sent] = sentOf(log, 1);
    const cut = sent?.line.lastIndexOf('.') ?? 0;
    const line = `${sent?.line.slice(0, cut)}.${'A'.repeat(85)}Q`;
    const wrong = [{ line, disclosures: sent?.disclosures ?? [] }];
    expect(await server.logs.append(CONTRACT, by, wrong, NOW)).toMatchObject([
      { outcome: 'refused', why: 'signature' },
    ]);
    await goesOn(log);
  });

  it('[SV4] one before it is missing here', async () => {
    const log = await begun();
    log.segment();
    log.segment(SLOT + 600);
    expect(await server.send(log, 2)).toMatchObject([{ outcome: 'refused', why: 'chain' }]);
    await goesOn(log);
  });

  it('[SV4] what a verifier finds broken: the same slot twice, a target that is gone, times that do not add up', async () => {
    for (const [spoil, why] of [
      [(log: BundleLog) => void log.segment(), 'slot'],
      [(log: BundleLog) => void log.remove(log.leafOf(0), { at: NOW }), 'target'],
      [(log: BundleLog) => void log.segment(SLOT + 600, { change: { ms: 5 } }), 'disclosure'],
      [
        (log: BundleLog) => void log.segment(SLOT + 600, { field: { name: 'activity', value: 3 } }),
        'disclosure',
      ],
      [(log: BundleLog) => void log.close(WEEK, [[SLOT, 5]]), 'entry'],
      [
        (log: BundleLog) =>
          void log.forge({ type: 'key.revoke', at: NOW, kid: testKey('nobody').kid, reason: 'lost' }, {}),
        'key',
      ],
    ] as const) {
      server.close();
      server = serverLogs(tempFolder());
      const log = await begun();
      log.segment();
      await server.send(log, 1);
      spoil(log);
      log.segment(SLOT + 3000);
      const later = NOW + 9 * 86_400_000;
      expect(await server.send(log, 2, 4, later)).toMatchObject([
        { outcome: 'refused', why },
        { outcome: 'skipped' },
      ]);
      const honest = new BundleLog();
      honest.segment();
      honest.segment(SLOT + 1200);
      expect(await server.send(honest, 2)).toMatchObject([{ outcome: 'kept' }]);
      await expectWhole(honest);
    }
  });

  it('[SV4] a disclosure of something else, and a picture that did not come, or has another size', async () => {
    const log = await begun();
    log.segment(SLOT, { pictures: 1 });
    const [sent] = sentOf(log, 1);
    const disclosures = sent?.disclosures ?? [];
    const foreign = [{ line: sent?.line ?? '', disclosures: [log.disclosures[0]?.[0] ?? ''] }];
    expect(await server.logs.append(CONTRACT, by, foreign, NOW)).toMatchObject([
      { outcome: 'refused', why: 'disclosure' },
    ]);
    const twice = [{ line: sent?.line ?? '', disclosures: [...disclosures, ...disclosures] }];
    expect(await server.logs.append(CONTRACT, by, twice, NOW)).toMatchObject([
      { outcome: 'refused', why: 'disclosure' },
    ]);
    const [hash = ''] = log.pictures.keys();
    for (const size of [null, 17]) {
      if (size !== null) server.shelf.set(hash, size);
      expect(await server.logs.append(CONTRACT, by, sentOf(log, 1), NOW)).toMatchObject([
        { outcome: 'refused', why: 'picture', pictures: [hash] },
      ]);
    }
    expect(await only(log)).toMatchObject({ outcome: 'kept' });
    await expectWhole(log);
  });

  it('[SV4] a clock that is ahead, and a slot that is not over', async () => {
    const log = await begun();
    log.segment(SLOT);
    const early = slotEnd(SLOT) - 120_001;
    expect(await only(log, early)).toMatchObject({ outcome: 'refused', why: 'clock' });
    expect(await only(log, slotEnd(SLOT))).toMatchObject({ outcome: 'kept' });
  });

  it("[SV10] what the client says: a pause from its instant on, no time by hand, and limit and pause are not the device's any more", async () => {
    const log = new BundleLog();
    link(log, slotStart(SLOT) - 50_000);
    await server.send(log);
    const from = slotEnd(SLOT);
    const salts = countedSalts();
    const { _sd, disclosures } = digestsOf([{ name: 'tags', value: [] }], salts, sha256);
    await server.logs.own(CONTRACT, from, () => [
      { draft: { type: 'pause', at: from, from }, disclosures: [] },
      { draft: { type: 'limit', at: from, from, limit: 3600 }, disclosures: [] },
      { draft: { type: 'terms', at: from, from: 0, terms: { ...TERMS, manual: 0 }, _sd }, disclosures },
    ]);
    const attempt = async (write: (log: BundleLog) => void, now = NOW) => {
      const again = new BundleLog();
      link(again, slotStart(SLOT) - 50_000);
      write(again);
      return (await server.send(again, 2, 3, now))?.[0];
    };
    expect(await attempt((one) => void one.segment(SLOT + 600))).toMatchObject({ why: 'paused' });
    expect(await attempt((one) => void one.manual(SLOT))).toMatchObject({ why: 'manual' });
    for (const type of ['pause', 'resume', 'limit'] as const)
      expect(await attempt((one) => void one.add({ type, at: NOW, from: NOW }))).toMatchObject({
        why: 'key',
      });
    const terms = { ...TERMS, manual: 1 as const };
    expect(
      await attempt(
        (one) =>
          void one.say(
            (sd) => ({ type: 'terms', at: NOW, from: NOW, terms, _sd: sd }),
            [{ name: 'tags', value: [] }],
          ),
      ),
    ).toMatchObject({ why: 'key' });
    // What was worked before the pause counts, whenever it comes.
    expect(await attempt((one) => void one.segment(SLOT), NOW + 30 * 86_400_000)).toMatchObject({
      outcome: 'kept',
    });
  });
});

describe('who speaks for the client', () => {
  it("[SV10] no key that a device brought as a server's or a client's, and the server is not put out of its log", async () => {
    const foreign = testKey('a server of its own');
    const client = testKey('a client of its own');
    const begin = () => {
      const log = new BundleLog();
      log.addKey(foreign, 'server', slotStart(SLOT) - 50_000);
      log.addKey(client, 'client', slotStart(SLOT) - 49_000);
      link(log, slotStart(SLOT) - 48_000);
      return log;
    };
    await server.send(begin());
    const attempt = async (write: (log: BundleLog) => void) => {
      const log = begin();
      write(log);
      return (await server.send(log, 4))?.[0];
    };
    const from = NOW;
    for (const key of [foreign, client])
      for (const type of ['limit', 'pause', 'resume'] as const)
        expect(await attempt((log) => void log.add({ type, at: NOW, from }, key))).toMatchObject({
          why: 'key',
        });
    const step = { type: 'review', at: NOW, week: WEEK, what: 'approved', by: 'client' } as const;
    const approve = (log: BundleLog) =>
      void log.say((_sd) => ({ ...step, _sd }), [{ name: 'statement', value: '' }], foreign);
    expect(await attempt(approve)).toMatchObject({ why: 'key' });
    expect(await attempt((log) => void log.revoke(SERVER, NOW, log.opener))).toMatchObject({ why: 'key' });
    expect(await attempt((log) => void log.revoke(foreign, NOW, log.opener))).toMatchObject({
      outcome: 'kept',
    });
    // Nor before the server is part of it.
    server.close();
    server = serverLogs(tempFolder());
    const early = new BundleLog();
    early.addKey(foreign, 'server', slotStart(SLOT) - 50_000);
    approve(early);
    expect(await server.send(early)).toMatchObject([
      {},
      { outcome: 'kept' },
      { outcome: 'refused', why: 'key' },
    ]);
  });
});

describe('what the server says', () => {
  it('[SV11] it signs nothing before its key is in the log; then all of a step or none', async () => {
    const log = new BundleLog();
    await server.send(log);
    const draft = { draft: { type: 'pause', at: NOW, from: NOW }, disclosures: [] } as const;
    expect(await server.logs.own(CONTRACT, NOW, () => [draft])).toBeNull();
    link(log);
    await server.send(log, 1);
    expect(await server.logs.own(CONTRACT, NOW, () => [])).toEqual([]);
    log.segment(SLOT, { pictures: 1 });
    await server.send(log, 2);
    const wrong = { draft: { type: 'expire', at: NOW, before: SLOT + 600 }, disclosures: [] } as const;
    await expect(server.logs.own(CONTRACT, NOW, () => [draft, wrong])).rejects.toThrow(/expire/);
    expect(await linesOf(server.logs, CONTRACT)).toHaveLength(3);
    expect(await server.logs.own(CONTRACT, NOW, () => [draft])).toHaveLength(1);
    await expectWhole(log);
    await server.logs.read(CONTRACT, ({ ledger, head }) => {
      expect(ledger.pauses).toMatchObject([{ from: NOW, by: 'server', kid: SERVER.kid }]);
      expect(head.tree.size).toBe(4);
    });
  });

  it('[SV12] seals tell when everything came, each once; seals alone are not sealed', async () => {
    const log = new BundleLog();
    link(log);
    await server.send(log, 0, 2, NOW);
    log.segment();
    await server.send(log, 2, 3, NOW + 30_000);
    await server.logs.sealDue(NOW + 59_999);
    expect(await linesOf(server.logs, CONTRACT)).toHaveLength(3);
    await server.logs.sealDue(NOW + 60_000);
    await server.logs.sealDue(NOW + 600_000);
    server = server.restart();
    await server.logs.checkAll();
    await server.logs.sealDue(NOW + 900_000);
    expect(await linesOf(server.logs, CONTRACT)).toHaveLength(4);
    await server.logs.read(CONTRACT, ({ ledger }) => {
      expect([...ledger.received].map(([index, { at }]) => [index, at])).toEqual([
        [0, NOW],
        [1, NOW],
        [2, NOW + 30_000],
      ]);
    });
    await expectWhole(log);
  });

  it('[SV12] many at once are sealed at once, and a clock that goes back tells no earlier time', async () => {
    const log = new BundleLog();
    link(log);
    for (let n = 0; n < 300; n++)
      log.amend(log.leafOf(0), [{ name: 'title', value: `Book ${n}` }], { at: NOW });
    for (let at = 0; at < log.lines.length; at += 100)
      for (const result of (await server.send(log, at, at + 100, NOW - at)) ?? []) kept(result);
    await server.logs.seal(CONTRACT, NOW - 1000);
    const times = await server.logs.read(CONTRACT, ({ ledger }) =>
      [...ledger.received.values()].map(({ at }) => at),
    );
    expect(times?.length).toBeGreaterThan(302);
    expect(new Set(times)).toEqual(new Set([NOW]));
    await expectWhole(log);
  });
});

describe('keys and devices', () => {
  it('[SV13] two devices on one contract, each with its own chain; a rotated key is the same device', async () => {
    const log = new BundleLog();
    const laptop = testKey('laptop');
    const next = testKey('next');
    log.segment();
    log.addKey(laptop, 'device', NOW - 9000);
    log.segment(SLOT + 600, { key: laptop });
    log.addKey(next, 'device', NOW - 8000);
    log.revoke(log.opener, NOW - 7000, next);
    log.segment(SLOT + 1200, { key: next });
    for (const result of (await server.send(log)) ?? []) kept(result);
    await expectWhole(log);
    log.segment(SLOT, { key: next });
    // The old key's slot is the device's own.
    const last = log.lines.length - 1;
    expect(await server.send(log, last)).toMatchObject([{ outcome: 'refused', why: 'slot' }]);
    expect(await server.logs.checkAll()).toEqual([]);
  });

  it('[SV13] segments of two devices in one slot do not overlap', async () => {
    const log = new BundleLog();
    const laptop = testKey('laptop');
    log.addKey(laptop, 'device', NOW - 9000);
    log.segment();
    log.segment(SLOT, { key: laptop });
    expect(await server.send(log)).toMatchObject([
      { outcome: 'kept' },
      { outcome: 'kept' },
      { outcome: 'kept' },
      { outcome: 'refused', why: 'slot' },
    ]);
  });
});

describe('what is stored', () => {
  it('[SV7] a log that is not what was signed is not served, and the others are', async () => {
    const log = new BundleLog();
    log.segment();
    await server.send(log);
    const other = new BundleLog(testKey('device'), { contract: OTHER });
    await server.send(other);
    const { sqlite } = server.database;
    const line = log.lines[1] ?? '';
    const spoils: [what: string, sql: string, values: string[]][] = [
      [
        'a line',
        'UPDATE entries SET line = ? WHERE contract_id = ? AND number = 1',
        [`${line.slice(0, 300)}${line[300] === 'A' ? 'B' : 'A'}${line.slice(301)}`, CONTRACT],
      ],
      ['the last one missing', 'DELETE FROM entries WHERE contract_id = ? AND number = 1', [CONTRACT]],
      ['an older head', 'UPDATE contracts SET checkpoint = ? WHERE id = ?', ['x', CONTRACT]],
    ];
    for (const [, sql, values] of spoils) {
      sqlite.exec('SAVEPOINT spoilt');
      sqlite.prepare(sql).run(...values);
      const logs = new LogBook({
        store: server.store,
        shelf: { size: async () => null },
        key: SERVER,
        crypto: nodeCrypto(),
        trouble: (error) => expect(error).toBeUndefined(),
      });
      expect(await logs.checkAll()).toMatchObject([{ contract: CONTRACT }]);
      await expect(logs.head(CONTRACT, null)).rejects.toThrow(/not what this server signed/);
      await expect(
        logs.append(CONTRACT, { account: ACCOUNT, kid: SERVER.kid }, sentOf(log), NOW),
      ).rejects.toThrow();
      expect(await logs.head(OTHER, null)).not.toBeNull();
      expect(await logs.contracts()).toEqual([OTHER]);
      sqlite.exec('ROLLBACK TO spoilt; RELEASE spoilt');
    }
    expect(await server.logs.checkAll()).toEqual([]);
  });

  it('[SV3] a disk that refuses before or after the write: nothing is answered, and the same request mends it', async () => {
    for (const isAfter of [false, true]) {
      server.close();
      let isFailing = false;
      const failing = (store: LogStore): LogStore => ({
        contract: (id) => store.contract(id),
        contracts: () => store.contracts(),
        lines: (...args) => store.lines(...args),
        receipt: (...args) => store.receipt(...args),
        placed: (...args) => store.placed(...args),
        disclosures: (...args) => store.disclosures(...args),
        async append(write) {
          if (isFailing && !isAfter) throw new Error('the disk is full');
          await store.append(write);
          if (isFailing) throw new Error('the disk is full');
        },
      });
      server = serverLogs(tempFolder(), failing);
      const log = new BundleLog();
      log.segment();
      await server.send(log, 0, 1);
      isFailing = true;
      await expect(server.send(log, 1)).rejects.toThrow('full');
      isFailing = false;
      const [result] = (await server.send(log, 1)) ?? [];
      expect(kept(result)).toMatchObject({ index: 1, leaf: log.leafOf(1) });
      await expectWhole(log);
    }
  });

  it.runIf(canMount)(
    '[SV3] a disk that is really full: what was answered stands, and the rest is taken once there is room',
    async () => {
      server.close();
      const folder = tempFolder();
      mountSmall(folder, '1m');
      server = serverLogs(folder);
      const log = new BundleLog();
      let answered = 0;
      const memo = 'm'.repeat(500);
      const fill = async () => {
        for (let n = answered; n < 3000; n++) {
          if (log.lines.length <= n) log.segment(SLOT + n * 600, { slice: { memo } });
          kept((await server.send(log, n, n + 1, NOW + 40 * 86_400_000))?.[0]);
          answered = n + 1;
        }
      };
      await expect(fill()).rejects.toThrow(/full|disk/i);
      expect(answered).toBeGreaterThan(5);
      expect((await server.logs.lines(CONTRACT, 0, 1000))?.size).toBe(answered);
      expect((await server.send(log, 0, 3))?.map(kept).map(({ index }) => index)).toEqual([0, 1, 2]);
      execFileSync('mount', ['-o', 'remount,size=16m', folder]);
      expect(kept((await server.send(log, answered, answered + 1, NOW + 40 * 86_400_000))?.[0]).index).toBe(
        answered,
      );
      server = server.restart();
      expect(await server.logs.checkAll()).toEqual([]);
      await expectWhole(log);
    },
  );
});

function leaf(text: Leaf | undefined): Leaf {
  return LeafSchema.parse(text);
}

/** The server's log is what a verifier finds nothing broken in, and says what the device's says. */
async function expectWhole(log: BundleLog): Promise<void> {
  const lines = await linesOf(server.logs, log.contract);
  const disclosures = (await server.store.disclosures(log.contract, 0, lines.length)).map(({ text }) => text);
  const checkpoint = (await server.logs.head(log.contract, null))?.checkpoint ?? '';
  expect(disclosures).toEqual(log.held.map(({ text }) => text));
  const isLinked = lines.some((line) => {
    const read = readEntry(line, sha256);
    return read.ok && read.value.entry.type === 'key.add' && read.value.entry.role === 'server';
  });
  const { findings } = await verifyServed(
    { lines, checkpoint, disclosures },
    { format: 'minutier-trust-1', keys: [], checkpoints: [] },
    nodeCrypto(),
  );
  const broken = findings.filter(({ severity }) => severity === 'broken');
  // Before its key is in the log, the server signs heads for the device alone.
  expect(broken.map(({ id }) => id)).toEqual(isLinked ? [] : ['checkpoint-signature']);
}
