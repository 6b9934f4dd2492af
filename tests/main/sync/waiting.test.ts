import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../domain/checkpoint';
import { readNote } from '../../../domain/signed-note';
import { SLOT_SECONDS } from '../../../domain/week';
import { noticeOf, withdrawnBy } from '../../../electron/main/sync/notices';
import type { Fetch } from '../../../electron/main/sync/transport';
import { eventReader } from '../../../electron/main/sync/wire';
import { SYNC_AT, sharedContract } from '../../support/linked-device';
import { entriesOfType } from '../../support/sealer';
import { newContract, newContractId, SLOT } from '../../support/store-fixtures';
import { syncDevice } from '../../support/sync-device';

async function ground(send: Fetch = fetch) {
  const { server, fran, device, id } = await sharedContract({ fetch: send });
  const more = async (n: number) => {
    device.slice(id, SLOT + n * SLOT_SECONDS);
    await device.seal();
    server.clock.at = device.now;
    device.desk.grew();
    await device.round();
  };
  return { server, fran, device, id, more };
}

describe('what waits', () => {
  it('[SY12] paused, nothing is asked and everything waits, also after a start; resumed, it goes', async () => {
    let asked = 0;
    const { device, more } = await ground(async (url, init) => {
      asked++;
      return fetch(url, init);
    });
    await device.desk.pause(true);
    const before = asked;
    await more(1);
    await device.restart();
    await more(2);
    expect(asked).toBe(before);
    expect(device.desk.state()).toMatchObject({
      state: 'paused',
      contracts: [{ queued: expect.any(Number) }],
    });
    expect(device.desk.state().contracts[0]?.queued).toBeGreaterThan(1);
    await device.desk.pause(false);
    await device.round();
    expect(device.desk.state()).toMatchObject({
      state: 'idle',
      contracts: [{ state: 'current', queued: 0 }],
    });
  });

  it('[SY3] without a network it waits longer and longer, and sends by itself once there is one', async () => {
    let isThere = true;
    const { device, more } = await ground(async (url, init) => {
      if (!isThere) throw new TypeError('fetch failed');
      return fetch(url, init);
    });
    isThere = false;
    await more(1);
    const since = device.now;
    expect(device.desk.state()).toMatchObject({ state: 'waiting', problem: 'offline', offlineSince: since });
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      const at = device.desk.state().nextAt ?? 0;
      waits.push(at - device.now);
      device.now = at;
      await device.round();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBeGreaterThan(20 * (waits[0] ?? 0));
    expect(device.warnings.filter((one) => one.startsWith('nothing is sent'))).toHaveLength(1);
    isThere = true;
    device.now = device.desk.state().nextAt ?? 0;
    await device.round();
    expect(device.desk.state()).toMatchObject({ state: 'idle', problem: null, offlineSince: null });
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
  });

  it('[SY3] asked to try, it says at once that nobody is there, with nothing to send too', async () => {
    const { server, device } = await ground();
    await server.stop();
    await device.desk.retry([]);
    await device.round();
    expect(device.desk.state()).toMatchObject({
      state: 'waiting',
      problem: 'offline',
      offlineSince: device.now,
    });
  });

  it('[SY17] only the server signs heads of what it orders, and a segment names the newest that the device saw', async () => {
    const { device, id, more } = await ground();
    await more(1);
    await more(2);
    const log = device.database.logs.newest(id);
    if (log === null) throw new Error('no log');
    const seen = entriesOfType(device.database, id, 'segment').at(-1)?.seen;
    expect(seen?.size).toBeGreaterThan(0);
    device.slice(id, SLOT + 4 * SLOT_SECONDS);
    await device.seal();
    const text = device.signer.checkpoint(log.log);
    expect(text).toBe(device.database.sync.get(id)?.checkpoint);
    const head = readCheckpoint(readNote(text)?.text ?? '');
    expect(head?.size).toBeLessThanOrEqual(device.database.sync.get(id)?.sent ?? 0);
    // What is remembered is of the same entries: an entry of the server may still come before the others.
    expect(device.memory.read(id)?.size).toBe(device.database.sync.get(id)?.sent);
    await device.restart();
    await more(6);
    expect(device.database.logs.newest(id)?.log).toBe(log.log);
  });

  it('[SY1] an address, a server and a contract that is not shared ask nothing of anybody', async () => {
    const device = syncDevice({ url: '', now: SYNC_AT });
    const contractId = newContractId();
    const share = { contractId, on: true, fields: [], presence: false };
    expect(await device.desk.share(share)).toMatchObject({ outcome: 'problem', why: 'address' });
    expect(await device.desk.threads({ contractId })).toEqual({ threads: [], stale: 'address' });
    expect(device.desk.disputes(contractId)).toEqual({ disputes: [] });
    expect(device.desk.state()).toMatchObject({ server: null, state: 'off', contracts: [] });
  });
});

describe('what is told', () => {
  it('[SY16] is a notice with one key a subject, which goes with its reason', () => {
    const contractId = newContractId();
    const contract = newContract();
    const question = { contractId, key: 'leaf:3', what: 'question' } as const;
    const notice = noticeOf(question, contract);
    expect(notice).toMatchObject({ id: 'sync-question', values: { contractId, client: 'Acme' } });
    expect(withdrawnBy({ contractId, key: 'leaf:answered', what: 'answered' })).toEqual([notice?.key]);
    const limit = noticeOf({ contractId, key: 'a', what: 'limit', limitSeconds: null, from: 5 }, contract);
    expect(limit?.values).toMatchObject({ hours: -1, from: 5 });
    const dispute = noticeOf({ contractId, key: 'b', what: 'dispute', ms: 90_500, until: 7 }, contract);
    expect(dispute?.values).toMatchObject({ seconds: 90, until: 7 });
    expect(withdrawnBy({ contractId, key: 'b', what: 'dispute-answered' })).toEqual([dispute?.key]);
  });

  it('[SY15] events are read as they come, in pieces, and what is none is passed over', () => {
    const contract = newContractId();
    const read: unknown[] = [];
    const reader = eventReader((event) => void read.push(event));
    const log = `event: log\ndata: {"kind":"log","contract":"${contract}","size":3}\n\n`;
    const text = `retry: 3000\n\n: beat\n\n${log}data: nonsense\n\n${log.replaceAll('\n', '\r\n')}`;
    for (const character of text) reader(character);
    expect(read).toEqual([
      { kind: 'log', contract, size: 3 },
      { kind: 'log', contract, size: 3 },
    ]);
  });
});

describe('moments', () => {
  it('[SY19] are the server’s from the next slot on, and plain chance where it told none', async () => {
    const { server, device, id, more } = await ground();
    await server.server.tick();
    await more(1);
    const slotAt = (at: number) => Math.floor(at / 600_000) * 600;
    const next = slotAt(device.now) + 600;
    expect(device.desk.dayRandom(id, next)).toBeNull();
    device.now = next * 1000 - 9_000;
    server.clock.at = device.now;
    device.desk.grew();
    await device.round();
    const random = device.desk.dayRandom(id, next);
    expect(random).not.toBeNull();
    expect(random?.uniform(`picture:${id}:${next}`)).toBeLessThan(1);
    expect(device.desk.dayRandom(id, next + 6_000)).toBeNull();
    expect(device.desk.dayRandom(device.contract(), next)).toBeUndefined();
  });
});

describe('presence', () => {
  it('[SY21] is said to the contract that is tracked, where it shares that, and that it has ended', async () => {
    const said: string[] = [];
    const { device, id } = await ground(async (url, init) => {
      if (url.endsWith('/presence')) said.push(String(init.body));
      return fetch(url, init);
    });
    device.working = id;
    device.desk.worked();
    device.desk.worked();
    device.desk.sayPresence();
    device.working = null;
    device.desk.worked();
    expect(said.map((body): unknown => JSON.parse(body))).toEqual([
      { working: true },
      { working: true },
      { working: false },
    ]);
    await device.desk.share({ contractId: id, on: true, fields: [], presence: false });
    device.working = id;
    device.desk.worked();
    expect(said).toHaveLength(3);
  });
});
