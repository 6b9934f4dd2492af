/** Keys in the logs, with the real sealer, the real tables and the real file of the device's key. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyText } from '../../domain/fingerprint';
import type { ContractId } from '../../domain/ids';
import type { Database } from '../../electron/main/db/open';
import { openDeviceKey } from '../../electron/main/device-key';
import { createLogKeys } from '../../electron/main/evidence/keys';
import type { LogSigner } from '../../electron/main/evidence/ports';
import { evidenceOf } from '../../electron/main/evidence/status';
import { openLogMemory } from '../../electron/main/log-memory';
import { addContract, openSound } from '../support/database';
import { sha256, testKey } from '../support/evidence';
import { entriesOf, testSealer } from '../support/sealer';
import { aSlice, closed, MONDAY, SLOT, work } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';
import { TestKeyStore } from '../support/test-key-store';

const HOUR = 3_600_000;
const NOW = MONDAY + 12 * HOUR;
const keyStore = new TestKeyStore('no');

/** One start of the app on this profile. `appendTo`: what stands in the way of the sealer's own. */
async function start(
  database: Database,
  between: (appendTo: LogSigner['appendTo']) => LogSigner['appendTo'] = (appendTo) => appendTo,
) {
  const { folder } = database;
  const opened = await openDeviceKey({ folder, keyStore, randomBytes, sha256, now: () => NOW });
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const device = opened.keys;
  const remembered = await openLogMemory(folder, () => NOW);
  if (remembered.outcome !== 'opened') throw new Error(remembered.detail);
  const { memory } = remembered;
  const signers = () => {
    const next = device.next();
    return next === null ? [device.current()] : [next, device.current()];
  };
  const { signer } = testSealer(database, { now: () => NOW, memory, device: signers });
  const keys = createLogKeys({
    logs: database.logs,
    signer: { appendTo: between((...given) => signer.appendTo(...given)) },
    contracts: () => database.contracts.list(),
    device: () => device,
    sha256,
    now: () => NOW,
  });
  const state = () =>
    evidenceOf({
      logs: database.logs,
      figures: database.evidence,
      contracts: () => database.contracts.list(),
      device: () => opened,
      storeAvailable: () => false,
      sha256,
    });
  return { device, signer, keys, state };
}

function profile(contracts = 1) {
  const database = openSound(tempFolder());
  const ids = Array.from({ length: contracts }, () => addContract(database));
  return { database, ids };
}

function record(database: Database, contractId: ContractId, slot: number): void {
  const slice = closed(aSlice(contractId, slot, { spans: [work(slot, 0, 600_000)] }));
  expect(database.recorder.save([slice], [])).toEqual({ outcome: 'saved' });
}

const first = ([id]: readonly ContractId[]): ContractId => {
  if (id === undefined) throw new Error('no contract');
  return id;
};

test('[KY6] another device’s key is added by its text, once; then it may be revoked, and signs nothing more', async () => {
  const { database, ids } = profile();
  const id = first(ids);
  const { signer, keys, state } = await start(database);
  const other = testKey('the other');
  expect(keys.add(id, keyText(other.x), 'device')).toEqual({ outcome: 'refused', why: 'no-log' });
  await signer.settle(id);

  for (const wrong of ['', 'minutier-key-1:', `${keyText(other.x)}A`, other.x, `minutier-key-2:${other.x}`]) {
    expect(keys.add(id, wrong, 'device')).toEqual({ outcome: 'refused', why: 'not-a-key' });
  }
  expect(keys.add(id, ` ${keyText(other.x)}\n`, 'device')).toEqual({ outcome: 'changed' });
  expect(keys.add(id, keyText(other.x), 'client')).toEqual({ outcome: 'refused', why: 'known' });
  expect(keys.add(id, keyText(testKey('the client').x), 'client')).toEqual({ outcome: 'changed' });
  // Whose secrets lie elsewhere: nothing is signed of where.
  expect(entriesOf(database, id).slice(-2)).toMatchObject([
    { type: 'key.add', key: other.x, store: 'unknown' },
    { type: 'key.add', key: testKey('the client').x, store: 'unknown' },
  ]);
  const shown = state().contracts[0]?.log?.keys;
  expect(shown?.map(({ role, own, store, revoked }) => ({ role, own, store, revoked }))).toEqual([
    { role: 'device', own: true, store: 'file', revoked: null },
    { role: 'device', own: false, store: 'unknown', revoked: null },
    { role: 'client', own: false, store: 'unknown', revoked: null },
  ]);
  expect(shown?.[1]).toMatchObject({ x: other.x, text: keyText(other.x), addedAt: NOW });

  expect(keys.revoke(id, other.kid, 'lost')).toEqual({ outcome: 'changed' });
  expect(keys.revoke(id, other.kid, 'lost')).toEqual({ outcome: 'refused', why: 'gone' });
  expect(keys.revoke(id, testKey('nobody').kid, 'lost')).toEqual({ outcome: 'refused', why: 'gone' });
  const own = shown?.[0]?.kid ?? other.kid;
  expect(keys.revoke(id, own, 'compromised')).toEqual({ outcome: 'refused', why: 'own' });
  expect(state().contracts[0]?.log?.keys[1]?.revoked).toEqual({ at: NOW, reason: 'lost' });
  expect(
    entriesOf(database, id)
      .map(({ type }) => type)
      .slice(-3),
  ).toEqual(['key.add', 'key.add', 'key.revoke']);
});

test('[KY6] a rotation in every log: the old key brings the new one and is revoked, and sealing goes on with the new', async () => {
  const { database, ids } = profile(3);
  const { device, signer, keys, state } = await start(database);
  for (const id of ids) await signer.settle(id);
  const late = addContract(database);
  const old = device.current().key;
  expect(await keys.rotate()).toEqual({ outcome: 'changed' });
  const next = device.current().key;
  expect(next.kid).not.toBe(old.kid);
  for (const id of ids) {
    expect(entriesOf(database, id).slice(-2)).toMatchObject([
      { type: 'key.add', key: next.x, role: 'device', store: 'file' },
      { type: 'key.revoke', kid: old.kid, reason: 'rotated' },
    ]);
    record(database, id, SLOT);
    await signer.settle(id);
    expect(database.logs.logs(id)).toHaveLength(1);
    const segments = state().contracts.find(({ contractId }) => contractId === id)?.log?.segments;
    expect(segments).toBe(1);
  }
  // A contract that had no log yet opens its own with the new key.
  await signer.settle(late);
  expect(entriesOf(database, late)[0]).toMatchObject({ type: 'open', key: next.x });
  expect(state().device).toMatchObject({ state: 'ready', key: { x: next.x }, retired: [{ why: 'rotated' }] });
});

test.each([0, 1, 2, 3, 4, 5])(
  '[KY6] a rotation that is cut off after %i entries is gone on with at the next start: one log each, one key in force',
  async (entries) => {
    const { database, ids } = profile(3);
    let left = entries;
    const cutOff =
      (appendTo: LogSigner['appendTo']): LogSigner['appendTo'] =>
      (...given) => {
        if (left-- === 0) throw new Error('killed');
        return appendTo(...given);
      };
    const before = await start(database, cutOff);
    for (const id of ids) await before.signer.settle(id);
    const old = before.device.current().key;
    await expect(before.keys.rotate()).rejects.toThrow('killed');

    // In between, whoever seals has a key in every log.
    const after = await start(database);
    expect(after.device.current().key.kid).toBe(old.kid);
    for (const id of ids) {
      record(database, id, SLOT);
      await after.signer.settle(id);
    }
    await after.keys.recover();
    await after.keys.recover();
    const next = after.device.current().key;
    expect(after.device.next()).toBeNull();
    expect(next.kid).not.toBe(old.kid);
    for (const id of ids) {
      const logs = database.logs.logs(id);
      expect(logs).toHaveLength(1);
      expect(logs[0]?.head.signers.filter(({ active }) => active).map(({ kid }) => kid)).toEqual([next.kid]);
      record(database, id, SLOT + 600);
      await after.signer.settle(id);
      expect(database.logs.logs(id)).toHaveLength(1);
    }
    expect((await start(database)).device.current().key.kid).toBe(next.kid);
  },
);

test('what is sealed and what waits is counted, deleted ones apart', async () => {
  const { database, ids } = profile();
  const id = first(ids);
  const { signer, state } = await start(database);
  expect(state().contracts).toEqual([{ contractId: id, waiting: 0, earlier: 0, log: null }]);
  record(database, id, SLOT);
  record(database, id, SLOT + 1200);
  expect(state().contracts[0]).toMatchObject({ waiting: 2, log: null });
  await signer.settle(id);
  expect(state().contracts[0]).toMatchObject({
    waiting: 0,
    log: { segments: 2, deleted: 0, first: SLOT, last: SLOT + 1200 },
  });
});
