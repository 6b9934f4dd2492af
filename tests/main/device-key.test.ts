/** The device's key: made once, kept as well as the machine can, rotated without an instant with no key. */
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import { LeafSchema } from '../../domain/entry';
import { placing, READY, RESTORED } from '../../electron/main/backup/place';
import {
  DEVICE_KEY_FILE,
  type OpenedDeviceKeys,
  openDeviceKey,
  replaceDeviceKey,
} from '../../electron/main/device-key';
import type { DeviceKey } from '../../electron/main/evidence/ports';
import { openLogMemory } from '../../electron/main/log-memory';
import { sha256 } from '../support/evidence';
import { MONDAY, newContractId } from '../support/store-fixtures';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';
import { TestKeyStore } from '../support/test-key-store';

const none = new TestKeyStore('no');
const system = new TestKeyStore('yes');

const optionsOf = (folder: string, keyStore: TestKeyStore) => ({
  folder,
  keyStore,
  randomBytes,
  sha256,
  now: () => MONDAY,
});
const open = async (folder: string, keyStore: TestKeyStore) =>
  mustOpen(await openDeviceKey(optionsOf(folder, keyStore)));

function mustOpen(outcome: OpenedDeviceKeys) {
  if (outcome.outcome !== 'opened') throw new Error(JSON.stringify(outcome));
  return outcome.keys;
}

const hash = (name: string) => toBase64Url(sha256(toUtf8(name)));
const headOf = (log: string, size: number) => ({
  log: LeafSchema.parse(hash(log)),
  size,
  root: hash(`${log} ${size}`),
});

const text = (folder: string) => readFileSync(join(folder, DEVICE_KEY_FILE), 'utf8');

/** Node's own verification, with nothing of ours but the 32 bytes. */
function signs({ key }: DeviceKey): boolean {
  const message = toUtf8('what is signed');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' });
  return verify(null, message, publicKey, key.sign(message));
}

test('[KY11] without a key store the key says so; its file is its owner’s alone, and the key the same at each start', async () => {
  const folder = tempFolder();
  const first = (await open(folder, none)).current();
  expect(first.store).toBe('file');
  expect(signs(first)).toBe(true);
  expect(statSync(join(folder, DEVICE_KEY_FILE)).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual([DEVICE_KEY_FILE]);
  const second = (await open(folder, none)).current();
  expect(second.key.kid).toBe(first.key.kid);
  expect(signs(second)).toBe(true);
});

test('[KY11] with a key store the secret is not in the file, and a store that came later makes no file key its own', async () => {
  const seed = randomBytes(32);
  const folder = tempFolder();
  const made = mustOpen(
    await openDeviceKey({ ...optionsOf(folder, system), randomBytes: () => seed }),
  ).current();
  expect(made.store).toBe('system');
  expect(text(folder)).not.toContain(seed.toString('base64'));
  expect(text(folder)).not.toContain(seed.toString('base64url'));
  expect((await open(folder, system)).current().key.kid).toBe(made.key.kid);

  const bare = tempFolder();
  await open(bare, none);
  expect((await open(bare, system)).current().store).toBe('file');
  expect((await open(tempFolder(), new TestKeyStore('refuses'))).current().store).toBe('file');
});

test('a key whose store is away today waits for it: nothing is made, nothing changed', async () => {
  const folder = tempFolder();
  const { x } = (await open(folder, system)).current().key;
  const before = text(folder);
  for (const store of [none, new TestKeyStore('refuses'), new TestKeyStore('yes', 'other:')]) {
    const outcome = await openDeviceKey(optionsOf(folder, store));
    expect(outcome).toMatchObject({ outcome: 'locked', x, why: 'key-store' });
  }
  expect(text(folder)).toBe(before);
  expect(readdirSync(folder)).toEqual([DEVICE_KEY_FILE]);
  expect((await open(folder, system)).current().key.x).toBe(x);
});

test('a new key is made for one that is lost only where it is asked for; the old file stays, and who it was', async () => {
  const folder = tempFolder();
  const { x } = (await open(folder, system)).current().key;
  const before = text(folder);
  const made = mustOpen(await replaceDeviceKey(optionsOf(folder, none)));
  expect(made.current().key.x).not.toBe(x);
  expect(made.retired()).toEqual([{ x, until: MONDAY, why: 'lost' }]);
  const [kept = ''] = readdirSync(folder).filter((name) => name.includes('set-aside'));
  expect(readFileSync(join(folder, kept), 'utf8')).toBe(before);
  // One that can be opened is not replaced.
  const again = mustOpen(await replaceDeviceKey(optionsOf(folder, none)));
  expect(again.current().key.x).toBe(made.current().key.x);
});

test.each([
  ['text', 'not json'],
  ['nothing', ''],
  ['half', '{"version":1,"current":{"x":"'],
  ['another version', '{"version":2}'],
])('a file of %s is damaged, and stays as it is until a new key is asked for', async (_, damage) => {
  const folder = tempFolder();
  writeFileSync(join(folder, DEVICE_KEY_FILE), damage);
  expect(await openDeviceKey(optionsOf(folder, system))).toMatchObject({
    outcome: 'locked',
    x: null,
    why: 'damaged',
  });
  expect(text(folder)).toBe(damage);
  expect(mustOpen(await replaceDeviceKey(optionsOf(folder, system))).retired()).toEqual([]);
});

test('a secret that is not of the key that its file names opens nothing', async () => {
  const folder = tempFolder();
  const other = tempFolder();
  await open(folder, none);
  const { x } = (await open(other, none)).current().key;
  const swapped = text(folder).replace(/"x":"[^"]+"/, `"x":"${x}"`);
  writeFileSync(join(folder, DEVICE_KEY_FILE), swapped);
  expect(await openDeviceKey(optionsOf(folder, none))).toMatchObject({ outcome: 'locked', why: 'damaged' });
});

test('[KY6] a rotation is begun, gone on with after any start, and ended; the old secret is gone, its public key kept', async () => {
  const folder = tempFolder();
  const keys = await open(folder, none);
  const old = keys.current();
  const secret = /"secret":"([^"]+)"/.exec(text(folder))?.[1] ?? '';
  const [next, same] = await Promise.all([keys.prepare(), keys.prepare()]);
  expect(same.key.kid).toBe(next.key.kid);
  expect(keys.current().key.kid).toBe(old.key.kid);

  const restarted = await open(folder, none);
  expect(restarted.current().key.kid).toBe(old.key.kid);
  expect(restarted.next()?.key.kid).toBe(next.key.kid);
  expect(signs(next)).toBe(true);
  await restarted.promote();
  await restarted.promote();
  expect(restarted.current().key.kid).toBe(next.key.kid);
  expect(restarted.next()).toBeNull();

  const after = await open(folder, none);
  expect(after.current().key.kid).toBe(next.key.kid);
  expect(after.next()).toBeNull();
  expect(after.retired()).toEqual([{ x: old.key.x, until: MONDAY, why: 'rotated' }]);
  expect(secret).not.toBe('');
  expect(text(folder)).not.toContain(secret);
});

test('what the disk refuses is told, and a rotation that it refused did not happen', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, DEVICE_KEY_FILE));
  expect(await openDeviceKey(optionsOf(folder, none))).toMatchObject({ outcome: 'failed', reason: 'io' });

  const blocked = tempFolder();
  const keys = await open(blocked, none);
  mkdirSync(join(blocked, `${DEVICE_KEY_FILE}.tmp`));
  await expect(keys.prepare()).rejects.toThrow();
  expect(keys.next()).toBeNull();
  expect((await open(blocked, none)).next()).toBeNull();
});

test.runIf(canMount)(
  'a folder that cannot be written makes no key, and opens the one that is there',
  async () => {
    const folder = tempFolder();
    const mount = mountSmall(folder, '1m');
    mount.remount('ro');
    expect(await openDeviceKey(optionsOf(folder, none))).toMatchObject({
      outcome: 'failed',
      reason: 'readonly',
    });
    mount.remount('rw');
    const { kid } = (await open(folder, none)).current().key;
    mount.remount('ro');
    expect((await open(folder, none)).current().key.kid).toBe(kid);
  },
);

test('a restored backup takes the place of the database, and of neither the key nor the memory of what was signed', async () => {
  const folder = tempFolder();
  const { kid } = (await open(folder, none)).current().key;
  const contractId = newContractId();
  const head = headOf('a', 7);
  const opened = await openLogMemory(folder, () => MONDAY);
  if (opened.outcome !== 'opened') throw new Error(opened.detail);
  opened.memory.write(contractId, head);

  const ready = join(folder, READY);
  mkdirSync(ready);
  writeFileSync(join(folder, 'minutier.db'), 'the newer');
  writeFileSync(join(ready, 'minutier.db'), 'the older');
  const note = { restoredAt: MONDAY, madeAt: MONDAY, aside: 'replaced-20260105T000000Z' };
  writeFileSync(join(ready, RESTORED), JSON.stringify(note));
  for (const _ of placing(folder)) {
    expect((await open(folder, none)).current().key.kid).toBe(kid);
    const again = await openLogMemory(folder, () => MONDAY);
    expect(again.outcome === 'opened' && again.memory.read(contractId)).toEqual(head);
  }
  expect(readFileSync(join(folder, 'minutier.db'), 'utf8')).toBe('the older');
});
