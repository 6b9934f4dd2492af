/**
 * Picture moments that neither side chose: a key for a UTC day, whose hash is in the log before the day and which is
 * itself in the log after it. With the key, anybody draws the day's moments again. SPEC: SG15, SG16.
 */
import { toBase64Url, toUtf8 } from './bytes';
import { hmacSha256 } from './crypto';
import type { Sha256 } from './merkle';
import type { Random } from './random';
import type { Slot } from './week';

/** 256 bits, random, for one contract and one day. */
export const DAY_KEY_BYTES = 32;
const DAY_SECONDS = 86_400;
/** Bytes of the HMAC that make the number: 48 bits, exact as a JavaScript number. */
const SHARE_BYTES = 6;

/** Midnight UTC of the slot's day, Unix seconds. */
export function dayOf(slot: Slot): number {
  return Math.floor(slot / DAY_SECONDS) * DAY_SECONDS;
}

/** What `day.commit` says of a key: its SHA-256, base64url. */
export function commitmentOf(key: Uint8Array, sha256: Sha256): string {
  return toBase64Url(sha256(key));
}

/** The day's source of chance: the first 48 bits of HMAC-SHA256(key, purpose), as a share of 2^48. */
export function keyedRandom(key: Uint8Array, sha256: Sha256): Random {
  return {
    uniform(purpose) {
      const bytes = hmacSha256(key, toUtf8(purpose), sha256).subarray(0, SHARE_BYTES);
      return bytes.reduce((number, byte) => number * 256 + byte, 0) / 256 ** SHARE_BYTES;
    },
  };
}
