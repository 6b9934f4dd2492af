/**
 * The server's own key: Ed25519, made at the first start, in a file of the data folder that its owner alone can read.
 * Promises: the file is whole or absent; a file that is there is never replaced.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../domain/assert';
import { publicKeyOf, type SigningKey } from '../domain/keys';
import type { Sha256 } from '../domain/merkle';

export const KEY_FILE = 'server.key';
export const DATA_KEY_FILE = 'data.key';

/** Throws what the file system throws, and for a file that is no key of ours. */
export function serverKey(folder: string, sha256: Sha256): SigningKey {
  const path = join(folder, KEY_FILE);
  const secret = read(path) ?? make(path);
  invariant(secret.asymmetricKeyType === 'ed25519', `${path} is no Ed25519 key`);
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = publicKeyOf(new Uint8Array(raw), sha256);
  invariant(key !== null, `${path} is a key that is refused`);
  return { ...key, sign: (message) => new Uint8Array(sign(null, message, secret)) };
}

function read(path: string): KeyObject | null {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return createPrivateKey(pem);
}

/** 32 bytes beside it that wrap the keys of pictures and days. Whoever takes the database alone reads neither. */
export function dataKey(folder: string): Uint8Array {
  const path = join(folder, DATA_KEY_FILE);
  if (!existsSync(path)) putOnce(path, randomBytes(32));
  const key = readFileSync(path);
  invariant(key.length === 32, `${path} is no key of 32 bytes`);
  return new Uint8Array(key);
}

function make(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  putOnce(path, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return createPrivateKey(readFileSync(path, 'utf8'));
}

/** A file that is there already stays: two first starts at once end with one key. */
function putOnce(path: string, bytes: string | Uint8Array): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  rmSync(unfinished, { force: true });
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(unfinished, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
}
