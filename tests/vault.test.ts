/** The master key: made once, kept as well as the machine can, never thrown away. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openVault, VAULT_FILE, type VaultOutcome } from '../electron/main/vault';
import { MONDAY } from './support/store-fixtures';
import { canMount, mountSmall, tempFolder } from './support/temp-folder';
import { TestKeyStore } from './support/test-key-store';

const none = new TestKeyStore('no');
const system = new TestKeyStore('yes');

async function open(folder: string, keyStore: TestKeyStore) {
  return mustOpen(await openVault({ folder, keyStore, randomBytes, now: () => MONDAY }));
}

function mustOpen(outcome: VaultOutcome) {
  if (outcome.outcome !== 'opened') throw new Error(JSON.stringify(outcome));
  return outcome;
}

const stored = (folder: string): unknown => JSON.parse(readFileSync(join(folder, VAULT_FILE), 'utf8'));

test('[ST30] without a key store the key is in a file that its owner alone can read, the same at each start', async () => {
  const folder = tempFolder();
  const first = await open(folder, none);
  expect(first).toMatchObject({ protection: 'file', setAside: null });
  expect(first.keys.current).toHaveLength(32);
  expect(first.keys.earlier).toEqual([]);
  expect(statSync(join(folder, VAULT_FILE)).mode & 0o777).toBe(0o600);
  expect(stored(folder)).toEqual({
    version: 1,
    protection: 'file',
    key: first.keys.current.toString('base64'),
  });
  expect(readdirSync(folder)).toEqual([VAULT_FILE]);
  expect((await open(folder, none)).keys.current).toEqual(first.keys.current);
});

test('[ST30] with a key store the key is encrypted by it, the same at each start', async () => {
  const folder = tempFolder();
  const first = await open(folder, system);
  expect(first).toMatchObject({ protection: 'system', setAside: null });
  expect(readFileSync(join(folder, VAULT_FILE), 'utf8')).not.toContain(first.keys.current.toString('base64'));
  expect((await open(folder, system)).keys.current).toEqual(first.keys.current);
});

test('[ST30] a key in a plain file moves into the key store once there is one', async () => {
  const folder = tempFolder();
  const first = await open(folder, none);
  const second = await open(folder, system);
  expect(second).toMatchObject({ protection: 'system', setAside: null });
  expect(second.keys.current).toEqual(first.keys.current);
  expect(stored(folder)).toMatchObject({ protection: 'system' });
});

test('[ST30] a key store that refuses is taken for none', async () => {
  expect(await open(tempFolder(), new TestKeyStore('refuses'))).toMatchObject({ protection: 'file' });
});

test.each([
  ['text', 'not json'],
  ['nothing', ''],
  ['half', '{"version":1,"protection":"file","ke'],
  ['another version', '{"version":2,"protection":"file","key":"AAAA"}'],
  ['a short key', '{"version":1,"protection":"file","key":"AAAA"}'],
  ['no key', '{"version":1,"protection":"system","key":"AAAA"}'],
])('[ST31] a vault of %s is set aside, byte for byte, and a new key made', async (_, text) => {
  const folder = tempFolder();
  writeFileSync(join(folder, VAULT_FILE), text);
  const opened = await open(folder, system);
  expect(opened.setAside?.path).toBe(join(folder, 'vault.json.set-aside-20260105T000000Z'));
  expect(opened.setAside?.detail).not.toBe('');
  expect(readFileSync(opened.setAside?.path ?? '', 'utf8')).toBe(text);
  const again = await open(folder, system);
  expect(again.keys.current).toEqual(opened.keys.current);
  expect(again.setAside).toBeNull();
});

test('[ST31] a vault of a key store that is away is set aside, and its key comes back with the key store', async () => {
  const folder = tempFolder();
  const first = await open(folder, system);
  const away = await open(folder, none);
  expect(away).toMatchObject({
    protection: 'file',
    setAside: { detail: "the system's key store is not there" },
  });
  expect(away.keys.current).not.toEqual(first.keys.current);
  expect(away.keys.earlier).toEqual([]);

  const stranger = await open(folder, new TestKeyStore('yes', 'other:'));
  expect(stranger.keys.earlier).toEqual([]);
  expect(stranger.keys.current).toEqual(away.keys.current);
  const back = await open(folder, system);
  expect(back.keys.earlier).toEqual([first.keys.current]);
  // The stranger had taken the second key into its own store.
  expect(back.setAside).not.toBeNull();
  const kept = readdirSync(folder).filter((name) => name.startsWith('vault.json.set-aside-'));
  expect(kept.sort()).toEqual([
    'vault.json.set-aside-20260105T000000Z',
    'vault.json.set-aside-20260105T000000Z-2',
  ]);
});

test('[ST31] a half-written vault of a start that was cut off is written anew', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, `${VAULT_FILE}.tmp`), '{"version":1,"prot');
  expect(await open(folder, none)).toMatchObject({ setAside: null });
  expect(readdirSync(folder)).toEqual([VAULT_FILE]);
});

test('[ST12] what the disk refuses is told, and nothing of it stays', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, VAULT_FILE));
  expect(await openVault({ folder, keyStore: none, randomBytes, now: () => MONDAY })).toMatchObject({
    outcome: 'failed',
    reason: 'io',
  });
});

test.runIf(canMount)('[ST12] a read-only folder is told; a vault that is in it opens', async () => {
  const folder = tempFolder();
  const mount = mountSmall(folder, '1m');
  mount.remount('ro');
  const refused = await openVault({ folder, keyStore: none, randomBytes, now: () => MONDAY });
  expect(refused).toMatchObject({ outcome: 'failed', reason: 'readonly' });
  mount.remount('rw');
  const first = await open(folder, none);
  mount.remount('ro');
  const second = await open(folder, system);
  expect(second.keys.current).toEqual(first.keys.current);
  expect(second.protection).toBe('file');
});
