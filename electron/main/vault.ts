/**
 * The master key that wraps every picture's key: made once, kept in `DIR/vault.json` (docs/SPEC.md §2). Promises: a
 * key is on the disk before anything is encrypted with it; a vault file that cannot be opened is set aside and never
 * deleted, and its key is tried again at each start, so pictures come back when the system's key store does.
 */
import { readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { WallMs } from '../../domain/clock';
import { syncFolder, writeDurably } from '../../node/durable-file';
import { faultOf } from './db/faults';
import type { StorageFault } from './ports';

export const VAULT_FILE = 'vault.json';

/** AES-256. */
export const KEY_BYTES = 32;

/** The system's key store (Electron's safeStorage). `encrypt` and `decrypt` throw where it refuses. */
export interface KeyStore {
  available(): boolean;
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

export type Protection = 'system' | 'file';

/** In the names of vaults that are not in use and are tried all the same. */
const ASIDE = '.set-aside-';

export interface MasterKeys {
  /** Wraps every new key. */
  current: Buffer;
  /** Keys of vaults set aside that can be opened today; they open what was wrapped with them. */
  earlier: readonly Buffer[];
}

export type VaultOutcome =
  /** `setAside`: the vault found could not be opened, pictures wrapped with its key cannot be read for now. */
  | {
      outcome: 'opened';
      keys: MasterKeys;
      protection: Protection;
      setAside: { path: string; detail: string } | null;
    }
  | ({ outcome: 'failed' } & StorageFault);

export interface VaultOptions {
  /** The profile folder; must be there. */
  folder: string;
  keyStore: KeyStore;
  randomBytes: (size: number) => Buffer;
  now: () => WallMs;
}

const VaultSchema = z.object({
  version: z.literal(1),
  protection: z.enum(['system', 'file']),
  key: z.base64(),
});

type Opened =
  | { kind: 'absent' }
  | { kind: 'key'; key: Buffer; protection: Protection }
  | { kind: 'closed'; detail: string };

export async function openVault(options: VaultOptions): Promise<VaultOutcome> {
  try {
    return await openOrMake(options);
  } catch (error) {
    const fault = faultOf(error, options.folder);
    if (fault === null) throw error;
    return { outcome: 'failed', ...fault };
  }
}

async function openOrMake(options: VaultOptions): Promise<VaultOutcome> {
  const { folder, keyStore, randomBytes } = options;
  const path = join(folder, VAULT_FILE);
  const found = await openFile(path, keyStore);
  const earlier = await earlierKeys(folder, keyStore);
  switch (found.kind) {
    case 'key': {
      const protection = await strengthen(path, found.key, found.protection, keyStore);
      return { outcome: 'opened', keys: { current: found.key, earlier }, protection, setAside: null };
    }
    case 'absent': {
      const key = randomBytes(KEY_BYTES);
      const protection = await write(path, key, keyStore);
      return { outcome: 'opened', keys: { current: key, earlier }, protection, setAside: null };
    }
    case 'closed': {
      const kept = await setAside(path, options.now());
      // A crash here leaves no vault: the next start makes one, and tries the one set aside again as well.
      const key = randomBytes(KEY_BYTES);
      const protection = await write(path, key, keyStore);
      const aside = { path: kept, detail: found.detail };
      return { outcome: 'opened', keys: { current: key, earlier }, protection, setAside: aside };
    }
  }
}

/**
 * Writes the vault of a profile that is not in use yet, in a folder that has none: its key, and beside it those that may
 * open older pictures. Durable when it returns; throws what the file system throws.
 */
export async function writeVault(folder: string, keys: MasterKeys, keyStore: KeyStore): Promise<void> {
  for (const [n, key] of keys.earlier.entries()) {
    await write(join(folder, `${VAULT_FILE}${ASIDE}restored-${n + 1}`), key, keyStore);
  }
  await write(join(folder, VAULT_FILE), keys.current, keyStore);
}

/** Throws what the file system throws, but for a file that is not there. */
async function openFile(path: string, keyStore: KeyStore): Promise<Opened> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
  const parsed = VaultSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) return { kind: 'closed', detail: 'the vault file is damaged' };
  const { protection, key } = parsed.data;
  const stored = Buffer.from(key, 'base64');
  if (protection === 'file') return keyOf(stored, protection);
  if (!keyStore.available()) return { kind: 'closed', detail: "the system's key store is not there" };
  try {
    return keyOf(Buffer.from(keyStore.decrypt(stored), 'base64'), protection);
  } catch (error) {
    return { kind: 'closed', detail: `the system's key store refused: ${String(error)}` };
  }
}

function keyOf(key: Buffer, protection: Protection): Opened {
  if (key.length === KEY_BYTES) return { kind: 'key', key, protection };
  return { kind: 'closed', detail: `the key is ${key.length} bytes long, not ${KEY_BYTES}` };
}

/** A key that lay in a plain file moves into the system's key store once there is one; where the disk refuses, next time. */
async function strengthen(
  path: string,
  key: Buffer,
  protection: Protection,
  keyStore: KeyStore,
): Promise<Protection> {
  if (protection === 'system' || !keyStore.available()) return protection;
  try {
    return await write(path, key, keyStore);
  } catch (error) {
    if (faultOf(error, dirname(path)) === null) throw error;
    return protection;
  }
}

/** Durable when it returns; a crash on the way leaves the vault that was there, or none. */
async function write(path: string, key: Buffer, keyStore: KeyStore): Promise<Protection> {
  const sealed = seal(key, keyStore);
  await writeDurably(path, Buffer.from(`${JSON.stringify({ version: 1, ...sealed })}\n`));
  return sealed.protection;
}

/** A key store that says it is there and then refuses is taken for one that is not. */
function seal(key: Buffer, keyStore: KeyStore): { protection: Protection; key: string } {
  const plain = key.toString('base64');
  if (keyStore.available()) {
    try {
      return { protection: 'system', key: keyStore.encrypt(plain).toString('base64') };
    } catch {
      return { protection: 'file', key: plain };
    }
  }
  return { protection: 'file', key: plain };
}

/** Durable; the new name, which nothing had. Throws what the file system throws. */
export async function setAside(path: string, now: WallMs): Promise<string> {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const taken = new Set(await readdir(dirname(path)));
  let kept = `${path}${ASIDE}${stamp}`;
  for (let n = 2; taken.has(basename(kept)); n++) kept = `${path}${ASIDE}${stamp}-${n}`;
  await rename(path, kept);
  await syncFolder(dirname(path));
  return kept;
}

async function earlierKeys(folder: string, keyStore: KeyStore): Promise<Buffer[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(VAULT_FILE + ASIDE)).sort();
  const keys: Buffer[] = [];
  for (const name of names) {
    const opened = await openFile(join(folder, name), keyStore);
    if (opened.kind === 'key') keys.push(opened.key);
  }
  return keys;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
