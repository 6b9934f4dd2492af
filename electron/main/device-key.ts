/**
 * The key with which this device signs (docs/evidence-format.md §3): made at the first run, kept in
 * `DIR/device-key.json`, sealed by the system's key store where there is one. Promises: a key is on the disk before
 * anything is signed with it; its secret leaves this file only to be signed with, and is in no log; killed at any line,
 * the next start has the old key or the new one, and a rotation that was begun can be gone on with; a file that cannot
 * be opened is never replaced unless somebody asks for it, and then it is set aside.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { WallMs } from '../../domain/clock';
import { type KeyX, KeyXSchema, publicKeyOf, type SigningKey } from '../../domain/keys';
import type { Sha256 } from '../../domain/merkle';
import { writeDurably } from '../../node/durable-file';
import { faultOf } from './db/faults';
import type { DeviceKey } from './evidence/ports';
import type { StorageFault } from './ports';
import { type KeyStore, setAside } from './vault';

export const DEVICE_KEY_FILE = 'device-key.json';

/** Of an Ed25519 secret (RFC 8032 §5.1.5). */
const SEED_BYTES = 32;
/** PKCS #8 of an Ed25519 secret (RFC 8410 §7), but for its 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Who keeps the secret: the system's key store, or nobody, in a file that its owner alone can read. */
const StoreSchema = z.enum(['system', 'file']);

const RetiredSchema = z.object({
  x: KeyXSchema,
  until: z.int(),
  /** `lost`: its secret could not be opened any more. */
  why: z.enum(['rotated', 'lost']),
});
/** A key of this device that signs nothing any more. */
export type RetiredKey = z.infer<typeof RetiredSchema>;

const KeptSchema = z.object({ x: KeyXSchema, store: StoreSchema, secret: z.base64() });
const FileSchema = z.object({
  version: z.literal(1),
  current: KeptSchema,
  /** Made for a rotation that is not done. */
  next: KeptSchema.optional(),
  retired: z.array(RetiredSchema),
});
type Kept = z.infer<typeof KeptSchema>;
type File = z.infer<typeof FileSchema>;

/** The device's keys, open. One call of `prepare` and `promote` after the other. */
export interface DeviceKeys {
  current(): DeviceKey;
  /** The key of a rotation that is not done: to be added to the logs, and then promoted. Null: none. */
  next(): DeviceKey | null;
  /** The earliest first. */
  retired(): readonly RetiredKey[];
  /** Begins a rotation, or goes on with the one begun: the next key, on the disk. Throws what the file system throws. */
  prepare(): Promise<DeviceKey>;
  /**
   * The next key takes over, at once; when it returns, the secret of the one before is gone from the disk. Harmless where
   * there is none. Throws what the file system throws: then the disk has both, and the next start goes on.
   */
  promote(): Promise<void>;
}

export type OpenedDeviceKeys =
  | { outcome: 'opened'; keys: DeviceKeys }
  /** There is a key, and it cannot be opened today; `x` is null where its file is damaged. Nothing was changed. */
  | { outcome: 'locked'; x: KeyX | null; why: 'key-store' | 'damaged'; detail: string }
  | ({ outcome: 'failed' } & StorageFault);

export interface DeviceKeyOptions {
  /** The profile folder; must be there. */
  folder: string;
  keyStore: KeyStore;
  randomBytes: (size: number) => Buffer;
  sha256: Sha256;
  now: () => WallMs;
}

/** Opens the device's key, or makes it where there is none. */
export function openDeviceKey(options: DeviceKeyOptions): Promise<OpenedDeviceKeys> {
  return guarded(options, async () => {
    const read = await readKeys(options);
    return read.outcome === 'absent' ? opened(await newFile([], options), options) : read;
  });
}

/** A new key in the place of one that cannot be opened, whose file is set aside. One that can be opened is left as it is. */
export function replaceDeviceKey(options: DeviceKeyOptions): Promise<OpenedDeviceKeys> {
  return guarded(options, async () => {
    const read = await readKeys(options);
    switch (read.outcome) {
      case 'absent':
        return opened(await newFile([], options), options);
      case 'opened':
        return read;
      case 'locked': {
        const lost: RetiredKey[] = read.x === null ? [] : [{ x: read.x, until: options.now(), why: 'lost' }];
        await setAside(pathOf(options), options.now());
        // A crash here leaves no key: the next start makes one, as was asked for.
        return opened(await newFile([...read.retired, ...lost], options), options);
      }
    }
  });
}

async function guarded(
  { folder }: DeviceKeyOptions,
  work: () => Promise<OpenedDeviceKeys>,
): Promise<OpenedDeviceKeys> {
  try {
    return await work();
  } catch (error) {
    const fault = faultOf(error, folder);
    if (fault === null) throw error;
    return { outcome: 'failed', ...fault };
  }
}

type Read =
  | { outcome: 'absent' }
  | Extract<OpenedDeviceKeys, { outcome: 'opened' }>
  | (Extract<OpenedDeviceKeys, { outcome: 'locked' }> & { retired: RetiredKey[] });

/** Throws what the file system throws, but for a file that is not there. */
async function readKeys(options: DeviceKeyOptions): Promise<Read> {
  let text: string;
  try {
    text = await readFile(pathOf(options), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { outcome: 'absent' };
    throw error;
  }
  const file = FileSchema.safeParse(jsonOrNull(text));
  if (!file.success) {
    const detail = 'the file of the device key is damaged';
    return { outcome: 'locked', x: null, why: 'damaged', detail, retired: [] };
  }
  try {
    return opened(file.data, options);
  } catch (error) {
    if (!(error instanceof Unopened)) throw error;
    const { retired, current } = file.data;
    return { outcome: 'locked', x: current.x, why: error.why, detail: error.message, retired };
  }
}

/** A kept key that cannot be opened. */
class Unopened extends Error {
  constructor(
    readonly why: 'key-store' | 'damaged',
    message: string,
  ) {
    super(message);
  }
}

/** Throws `Unopened`. */
function opened(start: File, options: DeviceKeyOptions): Extract<OpenedDeviceKeys, { outcome: 'opened' }> {
  let file = start;
  let current = unkept(file.current, options);
  let next = file.next === undefined ? null : unkept(file.next, options);
  let last: Promise<unknown> = Promise.resolve();

  /** Each waits for the one before; a failure is its caller's alone. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  const keys: DeviceKeys = {
    current: () => current,
    next: () => next,
    retired: () => file.retired,
    prepare: () =>
      inTurn(async () => {
        if (next !== null) return next;
        const kept = newKept(options);
        const written: File = { ...file, next: kept };
        const made = unkept(kept, options);
        // A crash before this is done leaves the old key alone; after it, both, and the old one signs.
        await write(written, options);
        file = written;
        next = made;
        return made;
      }),
    promote: async () => {
      if (next === null || file.next === undefined) return;
      const retired: RetiredKey = { x: file.current.x, until: options.now(), why: 'rotated' };
      const changed: File = { version: 1, current: file.next, retired: [...file.retired, retired] };
      current = next;
      next = null;
      file = changed;
      // A crash before this is done leaves both, and the rotation is gone on with; after it, the new one alone.
      await inTurn(() => write(file, options));
    },
  };
  return { outcome: 'opened', keys };
}

async function newFile(retired: RetiredKey[], options: DeviceKeyOptions): Promise<File> {
  const file: File = { version: 1, current: newKept(options), retired };
  await write(file, options);
  return file;
}

/** Durable when it returns; a crash on the way leaves the file that was there, or none. */
async function write(file: File, options: DeviceKeyOptions): Promise<void> {
  await writeDurably(pathOf(options), Buffer.from(`${JSON.stringify(file)}\n`));
}

/** A key store that says it is there and then refuses is taken for one that is not. */
function newKept({ randomBytes, keyStore, sha256 }: DeviceKeyOptions): Kept {
  const seed = randomBytes(SEED_BYTES);
  const { x } = keyOf(secretOf(seed), sha256);
  const plain = seed.toString('base64');
  if (keyStore.available()) {
    try {
      return { x, store: 'system', secret: keyStore.encrypt(plain).toString('base64') };
    } catch {
      return { x, store: 'file', secret: plain };
    }
  }
  return { x, store: 'file', secret: plain };
}

/** Throws `Unopened`. */
function unkept({ x, store, secret }: Kept, { keyStore, sha256 }: DeviceKeyOptions): DeviceKey {
  const seed = Buffer.from(store === 'file' ? secret : decrypted(secret, keyStore), 'base64');
  if (seed.length !== SEED_BYTES) throw new Unopened('damaged', 'the device key has another length');
  const key = keyOf(secretOf(seed), sha256);
  if (key.x !== x) throw new Unopened('damaged', 'the device key is not the one that its file names');
  return { key, store };
}

function decrypted(secret: string, keyStore: KeyStore): string {
  if (!keyStore.available()) throw new Unopened('key-store', "the system's key store is not there");
  try {
    return keyStore.decrypt(Buffer.from(secret, 'base64'));
  } catch (error) {
    throw new Unopened('key-store', `the system's key store refused: ${String(error)}`);
  }
}

function secretOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

function keyOf(secret: KeyObject, sha256: Sha256): SigningKey {
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-SEED_BYTES);
  const key = publicKeyOf(new Uint8Array(raw), sha256);
  // RFC 8032 makes no key of small order: the scalar is clamped, and the base point's order is prime.
  if (key === null) throw new Error('broken invariant: a key of our own is refused');
  return { ...key, sign: (message) => new Uint8Array(sign(null, message, secret)) };
}

function pathOf({ folder }: Pick<DeviceKeyOptions, 'folder'>): string {
  return join(folder, DEVICE_KEY_FILE);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
