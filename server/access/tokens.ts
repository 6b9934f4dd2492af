/** Secrets that the server gives away: 256 bits each, kept as their SHA-256 only. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { toBase64Url } from '../../domain/bytes';

const TOKEN_BYTES = 32;

/** 43 characters of base64url. */
export function newToken(random: (bytes: number) => Uint8Array): string {
  return toBase64Url(random(TOKEN_BYTES));
}

/** What is kept: 64 hexadecimal digits. A token has 256 bits, so a plain hash is enough. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** In a time that says nothing of where they differ. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)));
}
