/**
 * SHA-256 (FIPS 180-4) for the page, whose WebCrypto only answers later: the small hashes of a log are asked for one by
 * one and at once (docs/decisions/0101). Hashing alone: nothing secret passes here, and signatures are never checked in
 * JavaScript. Node has its own and does not use this.
 */
import type { Hashing } from '../domain/crypto';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
/** Where the length stands in the last block. */
const LENGTH_AT = 56;

/**
 * The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2). A double has
 * 17 bits to spare for them, and none of them lies so near to a whole number that a last bit could matter.
 */
const K = Int32Array.from(
  primes(64).map((prime) => fraction(Math.cbrt(prime))),
  (bits) => bits | 0,
);
/** The same of the square roots of the first eight (§5.3.3). */
const START = Int32Array.from(
  primes(8).map((prime) => fraction(Math.sqrt(prime))),
  (bits) => bits | 0,
);

export function sha256(bytes: Uint8Array): Uint8Array {
  // One at a time, and at once: the same room serves every small hash.
  STATE.set(START);
  const whole = bytes.length - (bytes.length % BLOCK_BYTES);
  for (let at = 0; at < whole; at += BLOCK_BYTES) compress(STATE, bytes, at);
  for (let at = whole; at < bytes.length; at++) LAST[at - whole] = bytes[at] ?? 0;
  return ended(STATE, LAST, bytes.length - whole, bytes.length);
}

const STATE = START.slice();
const LAST = new Uint8Array(BLOCK_BYTES);

/** SHA-256 of what comes in pieces of any size. */
export class Sha256Hashing implements Hashing {
  private readonly state = START.slice();
  private readonly block = new Uint8Array(BLOCK_BYTES);
  /** Bytes in `block` that wait for the rest of it. */
  private waiting = 0;
  /** Bytes in all; exact, because nobody hashes 2^53 of them. */
  private total = 0;

  update(piece: Uint8Array): void {
    this.total += piece.length;
    let at = 0;
    if (this.waiting > 0) {
      at = Math.min(BLOCK_BYTES - this.waiting, piece.length);
      this.block.set(piece.subarray(0, at), this.waiting);
      this.waiting += at;
      if (this.waiting < BLOCK_BYTES) return;
      compress(this.state, this.block, 0);
    }
    for (; at + BLOCK_BYTES <= piece.length; at += BLOCK_BYTES) compress(this.state, piece, at);
    this.block.set(piece.subarray(at));
    this.waiting = piece.length - at;
  }

  digest(): Uint8Array {
    return ended(this.state, this.block, this.waiting, this.total);
  }
}

/** §5.1.1: the last block filled up with a one, zeros and the length in bits; what has become of the state, as bytes. */
function ended(state: Int32Array, block: Uint8Array, waiting: number, total: number): Uint8Array {
  block.fill(0, waiting);
  block[waiting] = 0x80;
  if (waiting >= LENGTH_AT) {
    compress(state, block, 0);
    block.fill(0);
  }
  put(block, LENGTH_AT, Math.floor(total / 2 ** 29));
  put(block, LENGTH_AT + 4, total * 8);
  compress(state, block, 0);
  const hash = new Uint8Array(HASH_BYTES);
  for (let n = 0; n < 8; n++) put(hash, n * 4, state[n] ?? 0);
  return hash;
}

/** The low 32 bits of a number, the highest first. */
function put(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** The schedule of one block, used again for the next: nothing of it is kept. */
const W = new Int32Array(64);

/** §6.2.2: the 64 bytes from `at` on, worked into the state. Every index is inside its array; `?? 0` is for the compiler. */
function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  for (let t = 0, from = at; t < 16; t++, from += 4) {
    W[t] =
      ((bytes[from] ?? 0) << 24) |
      ((bytes[from + 1] ?? 0) << 16) |
      ((bytes[from + 2] ?? 0) << 8) |
      (bytes[from + 3] ?? 0);
  }
  for (let t = 16; t < 64; t++) {
    const early = W[t - 15] ?? 0;
    const late = W[t - 2] ?? 0;
    const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    W[t] = ((W[t - 16] ?? 0) + s0 + (W[t - 7] ?? 0) + s1) | 0;
  }
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  let e = state[4] ?? 0;
  let f = state[5] ?? 0;
  let g = state[6] ?? 0;
  let h = state[7] ?? 0;
  for (let t = 0; t < 64; t++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (K[t] ?? 0) + (W[t] ?? 0)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
  state[4] = (state[4] ?? 0) + e;
  state[5] = (state[5] ?? 0) + f;
  state[6] = (state[6] ?? 0) + g;
  state[7] = (state[7] ?? 0) + h;
}

/** The word turned to the right. */
function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
