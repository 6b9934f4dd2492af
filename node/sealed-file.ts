/**
 * The bytes of picture files and of their keys (docs/SPEC.md §2). Promises: what was changed, cut short or belongs
 * to another picture does not open. Pure: randomness is an argument.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** First bytes of a picture file. */
const MAGIC = Buffer.from('MTP1', 'ascii');
const ALGORITHM = 'aes-256-gcm';
/** NIST SP 800-38D: 96-bit nonce, 128-bit tag. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type RandomBytes = (size: number) => Buffer;
/** As far as sealing needs it. */
type Nonces = (size: number) => Uint8Array;

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** nonce ‖ ciphertext ‖ tag. A key never sees two messages with one nonce: each picture has a key of its own. */
export function seal(key: Uint8Array, plain: Uint8Array, name: string, randomBytes: Nonces): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(name, 'ascii'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null where the key, the name or the bytes are not those that were sealed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, name: string): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(name, 'ascii'));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    // It checks the tag, and has no bytes of its own.
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}

export function sealFile(key: Uint8Array, plain: Uint8Array, name: string, randomBytes: Nonces): Buffer {
  return Buffer.concat([MAGIC, seal(key, plain, name, randomBytes)]);
}

export function unsealFile(key: Uint8Array, file: Uint8Array, name: string): Buffer | null {
  if (!MAGIC.equals(file.subarray(0, MAGIC.length))) return null;
  return unseal(key, file.subarray(MAGIC.length), name);
}
