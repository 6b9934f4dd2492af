/**
 * The key with which this server signs heads and its own entries: `DIR/server.key`, an Ed25519 secret in PKCS #8 (PEM),
 * readable by its owner alone, made at the first start. Promises: what was made is on the disk before anything is signed
 * with it, and a file that is no such key is never replaced.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { publicKeyOf, type SigningKey } from '../../domain/keys';
import type { Sha256 } from '../../domain/merkle';

export const SERVER_KEY = 'server.key';

/** Throws what the file system throws, and where the file is there and no key. */
export function openServerKey(folder: string, sha256: Sha256): SigningKey {
  const path = join(folder, SERVER_KEY);
  if (!existsSync(path)) make(folder, path);
  return readServerKey(folder, sha256);
}

/** As `openServerKey`, where it must be there: for whoever only looks. */
export function readServerKey(folder: string, sha256: Sha256): SigningKey {
  const secret = secretOf(readFileSync(join(folder, SERVER_KEY), 'utf8'));
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = publicKeyOf(new Uint8Array(raw), sha256);
  if (key === null) throw new Error('broken invariant: the server made itself a refused key');
  return { ...key, sign: (message) => new Uint8Array(sign(null, message, secret)) };
}

function secretOf(pem: string): KeyObject {
  let secret: KeyObject;
  try {
    secret = createPrivateKey(pem);
  } catch {
    // What OpenSSL says of it could have parts of the secret.
    throw new Error(`${SERVER_KEY} is not a key; restore it from a backup`);
  }
  if (secret.asymmetricKeyType !== 'ed25519') throw new Error(`${SERVER_KEY} is not an Ed25519 key`);
  return secret;
}

function make(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
  const unfinished = `${path}.tmp`;
  rmSync(unfinished, { force: true });
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    writeSync(file, pem);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // Commit point: a crash before leaves no key, and nothing was signed yet.
  renameSync(unfinished, path);
  if (process.platform === 'win32') return;
  const names = openSync(folder, 'r');
  fsyncSync(names);
  closeSync(names);
}
