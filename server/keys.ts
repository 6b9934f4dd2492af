/**
 * The server's own key: Ed25519, made at the first start, in a file of the data folder that its owner alone can read.
 * Promises: the file is whole or absent; a file that is there is never replaced.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../domain/assert';
import { publicKeyOf, type SigningKey } from '../domain/keys';
import type { Sha256 } from '../domain/merkle';

export const KEY_FILE = 'server.key';

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

function make(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  const unfinished = `${path}.tmp`;
  rmSync(unfinished, { force: true });
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // A link refuses a name that is taken: two first starts at once end with one key.
    linkSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return createPrivateKey(readFileSync(path, 'utf8'));
}
