/** The page's own SHA-256, held against NIST's examples, node:crypto and WebCrypto. */
import { createHash, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex, toUtf8 } from '../../domain/bytes';
import { seededRandom } from '../../domain/random';
import { Sha256Hashing, sha256 } from '../../verifier/sha256';

const nodes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('SHA-256 in JavaScript', () => {
  // NIST, "SHA-256 examples", and the long message of FIPS 180-2 appendix B.3.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('of %.20s is that of the standard', (message, hash) => {
    expect(toHex(sha256(toUtf8(message)))).toBe(hash);
  });

  it('is node:crypto’s at every length up to five blocks', () => {
    for (let length = 0; length <= 320; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
      expect(toHex(sha256(bytes)), String(length)).toBe(nodes(bytes));
    }
  });

  it('is node:crypto’s and WebCrypto’s of random bytes in random pieces', async () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    const random = seededRandom(seed);
    const below = (limit: number) => Math.floor(random.uniform('bytes') * limit);
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from({ length: below(3_000) }, () => below(256));
      const hashing = new Sha256Hashing();
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + 1 + below(200));
        hashing.update(piece);
        at += piece.length;
      }
      const hash = toHex(hashing.digest());
      expect(hash).toBe(nodes(bytes));
      expect(hash).toBe(toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
    }
  });
});
