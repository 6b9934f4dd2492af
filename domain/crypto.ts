/**
 * Hashing and signing as arguments: nothing here knows Node or the browser. Hashes of small things are asked for one by
 * one and at once; what a platform may only answer later (WebCrypto) is asked for in batches. So the sealer runs inside
 * one database transaction, and the same verifier runs in Node and in a page (docs/decisions/0101).
 */
import type { Sha256 } from './merkle';

/** An Ed25519 signature (RFC 8032) of the message by a key that the function holds, 64 bytes. Synchronous. */
export type Sign = (message: Uint8Array) => Uint8Array;

/** Sizes are 32, any, 64 bytes. What `mayVerify` (domain/keys.ts) refuses is never asked. */
export interface SignatureCheck {
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}

/** SHA-256 of what comes in pieces. */
export interface Hashing {
  update(piece: Uint8Array): void;
  /** Called once, last. */
  digest(): Uint8Array;
}

/** What a verifier needs of its platform. None of it throws for what it is given. */
export interface VerifierCrypto {
  sha256: Sha256;
  hashing(): Hashing;
  /** SHA-256 of something large, such as a picture; may leave the thread. */
  digest(bytes: Uint8Array): Promise<Uint8Array>;
  /** One answer for each check, in order: the platform's own verification (OpenSSL, BoringSSL), never JavaScript's. */
  verifyEd25519(checks: readonly SignatureCheck[]): Promise<readonly boolean[]>;
}

/** Bytes in one block of SHA-256. */
const BLOCK = 64;

/** HMAC-SHA256 (RFC 2104), 32 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array, sha256: Sha256): Uint8Array {
  const short = key.length > BLOCK ? sha256(key) : key;
  const padded = (mask: number, rest: Uint8Array) => {
    const bytes = new Uint8Array(BLOCK + rest.length).fill(mask, 0, BLOCK);
    for (let i = 0; i < short.length; i++) bytes[i] = (short[i] ?? 0) ^ mask;
    bytes.set(rest, BLOCK);
    return bytes;
  };
  return sha256(padded(0x5c, sha256(padded(0x36, message))));
}
