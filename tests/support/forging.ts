/** What a forger does to a line of a log or to the bytes of a signature, with and without a key. */
import { type ReadEntry, readEntry, sealEntry } from '../../domain/entry';
import type { SigningKey } from '../../domain/keys';
import { sha256 } from './evidence';

/** The entry as it was read; the line must be one. */
export function entryOf(line: string): ReadEntry {
  const read = readEntry(line, sha256);
  if (!read.ok) throw new Error(`no entry: ${read.why}`);
  return read.value;
}

/** The same entry, signed by this key under its own name. */
export function resignedBy(line: string, key: SigningKey): string {
  return sealEntry(entryOf(line).entry, key, sha256).line;
}

/** The header and the payload decoded, changed, and written again; the signature is left. */
export function decoded(
  line: string,
  change: Partial<Record<'header' | 'payload', (json: string) => string>>,
): string {
  const [header = '', payload = '', signature = ''] = line.split('.');
  const part = (text: string, how: (json: string) => string = (json) => json) =>
    Buffer.from(how(Buffer.from(text, 'base64url').toString())).toString('base64url');
  return [part(header, change.header), part(payload, change.payload), signature].join('.');
}

export function withSignature(line: string, change: (signature: Buffer) => Uint8Array): string {
  const cut = line.lastIndexOf('.') + 1;
  const signature = Buffer.from(line.slice(cut), 'base64url');
  return line.slice(0, cut) + Buffer.from(change(signature)).toString('base64url');
}

export function flipped(bytes: Uint8Array, at: number, bit = 0): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

/** The order of the group of edwards25519 (RFC 8032 §5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The other signature that a verifier takes which does not look whether S is below the order (RFC 8032 §5.1.7). */
export function plusOrder(signature: Uint8Array): Buffer {
  const half = Buffer.from(signature.subarray(32)).reverse();
  const sum = BigInt(`0x${half.toString('hex')}`) + ORDER;
  const bytes = Buffer.from(sum.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The text with an unused bit of its last letter set: the same bytes for a reader that does not look. */
export function withUnusedBit(base64url: string): string {
  const last = ALPHABET.indexOf(base64url.slice(-1));
  return base64url.slice(0, -1) + ALPHABET.charAt(last ^ 1);
}
