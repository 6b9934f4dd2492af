/** The envelope of an entry and the checkpoint's text: one form each, and everything else refused. */
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, fromUtf8, toBase64Url, toUtf8 } from '../../../domain/bytes';
import { originOf, readCheckpoint, writeCheckpoint } from '../../../domain/checkpoint';
import { mayBeSigned, readJws, sealed, signingInput } from '../../../domain/jws';
import { thumbprint } from '../../../domain/keys';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
const kid = thumbprint(raw, sha256);

function seal(payload: string): string {
  const input = signingInput(kid, payload);
  return sealed(input, new Uint8Array(sign(null, Buffer.from(input), privateKey)));
}

describe(`the envelope (seed ${seed})`, () => {
  it('[EN2] what is sealed is read again and verifies, whatever the payload says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (payload) => {
        const jws = readJws(seal(payload));
        expect(jws).toMatchObject({ kid, payload });
        if (jws === null) return;
        expect(mayBeSigned(jws, raw)).toBe(true);
        expect(verify(null, jws.message, publicKey, jws.signature)).toBe(true);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('[EN2] one bit changed anywhere is refused, or does not verify', () => {
    const line = seal('{"v":1}');
    const bytes = toUtf8(line);
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ (1 << bit);
        const jws = readJws(fromUtf8(altered) ?? '');
        if (jws === null || jws.kid !== kid) continue;
        expect(verify(null, jws.message, publicKey, jws.signature)).toBe(false);
      }
    }
  });

  it('[EN2] another header, an unsigned or a longer envelope is refused', () => {
    const line = seal('{}');
    const [head = '', body = '', tail = ''] = line.split('.');
    const header = fromUtf8(fromBase64Url(head) ?? new Uint8Array()) ?? '';
    const withHeader = (text: string) => `${toBase64Url(toUtf8(text))}.${body}.${tail}`;
    expect(readJws(withHeader(header))).not.toBeNull();
    for (const other of [
      header.replace('Ed25519', 'none'),
      header.replace('"alg":"Ed25519",', ''),
      header.replace('{', '{ '),
      header.replace('minutier-1', 'minutier-2'),
      header.replace('}', ',"crit":["b64"]}'),
      header.replace(/"alg":"Ed25519",("kid":"[^"]+")/, '$1,"alg":"Ed25519"'),
      header.replace(kid, `${kid}A`),
    ]) {
      expect(readJws(withHeader(other)), other).toBeNull();
    }
    for (const other of [`${head}.${body}.`, `${line}.`, `${line}\n`, `${head}.${body}`, `${line}AA`, '']) {
      expect(readJws(other), other).toBeNull();
    }
  });
});

describe('the checkpoint', () => {
  it('[LG5] C2SP tlog-checkpoint: the example’s three lines', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const read = readCheckpoint(text);
    expect(read).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(read && writeCheckpoint(read)).toBe(text);
  });

  it('[LG5] another form is refused: sizes written otherwise, a root of another length, lines more or fewer', () => {
    const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
    const origin = originOf('7d1f3c1e-0000-4000-8000-000000000001');
    const text = (size: string, head = root) => `${origin}\n${size}\n${head}\n`;
    expect(readCheckpoint(text('0'))).toMatchObject({ origin, size: 0 });
    for (const size of ['', '01', '-1', '1.0', '1e3', ' 1', '1000000000000000']) {
      expect(readCheckpoint(text(size)), size).toBeNull();
    }
    expect(readCheckpoint(text('1', 'AAAA'))).toBeNull();
    expect(readCheckpoint(text('1', root.slice(0, -1)))).toBeNull();
    expect(readCheckpoint(`${text('1')}more\n`)).toBeNull();
    expect(readCheckpoint(text('1').slice(0, -1))).toBeNull();
    expect(readCheckpoint(`\n1\n${root}\n`)).toBeNull();
  });
});
