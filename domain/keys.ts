/**
 * Ed25519 public keys as they are written and named, and what of them is refused: signatures and keys with one of the
 * encodings on which verifiers disagree. SPEC: KY.
 */
import { z } from 'zod';
import { fromBase64Url, toBase64Url, toHex, toUtf8 } from './bytes';
import type { Sign } from './crypto';
import type { Sha256 } from './merkle';

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/**
 * Points of small order, canonical and not: 8-torsion points of edwards25519 and the other encodings of them. A key or
 * an R that is one of these is accepted by some verifiers and refused by others; an honest signer never makes one.
 * Source: the points of order 1, 2, 4 and 8 (RFC 8032 §5.1 curve), y and y + p, with both signs.
 */
const REFUSED = new Set([
  // y = 0, order 4, and y = p.
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  // y = 1, the neutral point, and y = p + 1.
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  // y = -1, order 2.
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  // Order 8.
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

/** How they begin: of most points the first byte says already that they are none of these. */
const REFUSED_FIRST = new Set([...REFUSED].map((hex) => Number.parseInt(hex.slice(0, 2), 16)));

/** Whether a point (a public key, or the R of a signature) is one that is refused whatever it verifies. */
export function isRefusedPoint(encoded: Uint8Array): boolean {
  return REFUSED_FIRST.has(encoded[0] ?? 0) && REFUSED.has(toHex(encoded));
}

/** False: refused without being asked whether it verifies. */
export function mayVerify(publicKey: Uint8Array, signature: Uint8Array): boolean {
  return (
    publicKey.length === PUBLIC_KEY_BYTES &&
    signature.length === SIGNATURE_BYTES &&
    !isRefusedPoint(publicKey) &&
    !isRefusedPoint(signature.subarray(0, 32))
  );
}

/** RFC 7638 and RFC 8037: the thumbprint of the key as a JWK, in base64url. It is the key's name everywhere. */
export function thumbprint(publicKey: Uint8Array, sha256: Sha256): string {
  const jwk = `{"crv":"Ed25519","kty":"OKP","x":"${toBase64Url(publicKey)}"}`;
  return toBase64Url(sha256(toUtf8(jwk)));
}

const BYTES_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** 32 bytes as base64url, in the one form. */
export const Bytes32Schema = z.string().regex(BYTES_32, 'not 32 bytes as base64url');

export function isBytes32(text: string): boolean {
  return BYTES_32.test(text);
}

/** A key's name: its thumbprint. */
export const KidSchema = Bytes32Schema.brand<'Kid'>();
export type Kid = z.infer<typeof KidSchema>;

export function isKid(text: string): text is Kid {
  return isBytes32(text);
}

/** A public key as it is written in entries and trust files: the `x` of its JWK. */
export const KeyXSchema = Bytes32Schema.brand<'KeyX'>();
export type KeyX = z.infer<typeof KeyXSchema>;

export interface PublicKey {
  kid: Kid;
  x: KeyX;
  /** 32 bytes. */
  bytes: Uint8Array;
}

/** A key that can sign. Where its secret is, is the platform's business. */
export interface SigningKey extends PublicKey {
  sign: Sign;
}

/** Null for bytes that are no key, or a refused one. */
export function publicKeyOf(bytes: Uint8Array, sha256: Sha256): PublicKey | null {
  if (bytes.length !== PUBLIC_KEY_BYTES || isRefusedPoint(bytes)) return null;
  return {
    kid: KidSchema.parse(thumbprint(bytes, sha256)),
    x: KeyXSchema.parse(toBase64Url(bytes)),
    bytes,
  };
}

/** Null for a refused key. */
export function publicKeyOfX(x: KeyX, sha256: Sha256): PublicKey | null {
  const bytes = fromBase64Url(x);
  return bytes === null ? null : publicKeyOf(bytes, sha256);
}
