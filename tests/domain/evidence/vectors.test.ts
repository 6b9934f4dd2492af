/** Published vectors, none of them written by us: RFC 8032, RFC 6962 (its reference code), RFC 7638/8037, RFC 9901, C2SP. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromBase64, fromBase64Url, toBase64, toBase64Url, toHex, toUtf8 } from '../../../domain/bytes';
import { digestOf, readDisclosure, writeDisclosure } from '../../../domain/disclosure';
import { isRefusedPoint, mayVerify, thumbprint } from '../../../domain/keys';
import {
  consistencyPath,
  EMPTY,
  grown,
  inclusionPath,
  isConsistent,
  isIncluded,
  leafHash,
  rootOf,
  rootOfLeaves,
} from '../../../domain/merkle';
import { ofKnownKeys, readKey, readNote, writeKey, writeNote } from '../../../domain/signed-note';

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
/** Large sets that lie beside the project, where they do; without them there is no test of them to be skipped. */
const SHARED = join(import.meta.dirname, '../../../../shared/vectors');
const whereShared = (name: string, check: () => void) => {
  if (existsSync(SHARED)) it(name, check);
};

function verifies(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!mayVerify(publicKey, signature)) return false;
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(publicKey) },
    format: 'jwk',
  });
  return verify(null, message, key, signature);
}

describe('Ed25519', () => {
  it.each([
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('[KY1] RFC 8032 §7.1, key %s', (key, message, signature) => {
    expect(verifies(hex(key), hex(message), hex(signature))).toBe(true);
    const altered = hex(signature);
    altered[40] = (altered[40] ?? 0) ^ 1;
    expect(verifies(hex(key), hex(message), altered)).toBe(false);
  });

  it('[KY2] RFC 8037 §A.3: the thumbprint of a key', () => {
    const key = fromBase64Url('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
    expect(key && thumbprint(key, sha256)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  const CASES = z.array(
    z.object({
      key: z.string(),
      sig: z.string(),
      msg: z.string(),
      flags: z.array(z.string()).nullish(),
    }),
  );
  whereShared('[KY1] C2SP/CCTV: nothing of small order is accepted, whatever verifies it', () => {
    const cases = CASES.parse(
      JSON.parse(readFileSync(join(SHARED, 'ed25519-cctv/ed25519vectors.json'), 'utf8')),
    );
    const accepted = cases.filter(({ key, sig, msg }) => verifies(hex(key), toUtf8(msg), hex(sig)));
    expect(cases).toHaveLength(914);
    for (const { flags } of accepted) {
      expect(flags ?? []).not.toContain('low_order_A');
      expect(flags ?? []).not.toContain('low_order_R');
    }
    const points = new Set(
      cases.flatMap(({ key, sig, flags }) => [
        ...(flags?.includes('low_order_A') ? [key] : []),
        ...(flags?.includes('low_order_R') ? [sig.slice(0, 64)] : []),
      ]),
    );
    // 14 encodings in all: each of them is met, and each is refused.
    expect([points.size, [...points].filter((point) => !isRefusedPoint(hex(point)))]).toEqual([14, []]);
    console.log(`ed25519: ${accepted.length} accepted, ${cases.length - accepted.length} refused`);
  });
});

/** The leaves and heads of the reference implementation of RFC 6962 (certificate-transparency, merkletree tests). */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree', () => {
  const leaves = LEAVES.map((leaf) => leafHash(hex(leaf), sha256));

  it('[LG1] RFC 6962: heads of every size, grown leaf by leaf', () => {
    let tree = EMPTY;
    expect(toHex(rootOf(tree, sha256))).toBe(ROOTS[0]);
    leaves.forEach((leaf, at) => {
      tree = grown(tree, leaf, sha256);
      expect(toHex(rootOf(tree, sha256))).toBe(ROOTS[at + 1]);
      expect(toHex(rootOfLeaves(leaves.slice(0, at + 1), sha256))).toBe(ROOTS[at + 1]);
    });
  });

  it('[LG2] RFC 6962: the reference paths', () => {
    const path = inclusionPath(leaves, 5, sha256).map(toHex);
    expect(path).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    const consistency = consistencyPath(leaves, 6, sha256).map(toHex);
    expect(consistency).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  it('[LG2] [LG3] every path of every tree up to 40 leaves holds, and no other place, size or head', () => {
    const many = Array.from({ length: 40 }, (_, n) => leafHash(Uint8Array.of(n), sha256));
    const heads = Array.from({ length: 41 }, (_, size) => rootOfLeaves(many.slice(0, size), sha256));
    for (let size = 1; size <= 40; size++) {
      const [some, root] = [many.slice(0, size), heads[size] ?? new Uint8Array()];
      for (let at = 0; at < size; at++) {
        const [leaf, path] = [many[at] ?? new Uint8Array(), inclusionPath(some, at, sha256)];
        expect(isIncluded(leaf, at, size, path, root, sha256)).toBe(true);
        expect(isIncluded(leaf, at + 1, size, path, root, sha256)).toBe(false);
        expect(isIncluded(leaf, at, size, [...path, leaf], root, sha256)).toBe(false);
      }
      for (let first = 0; first <= size; first++) {
        const before = { size: first, root: heads[first] ?? new Uint8Array() };
        const path = consistencyPath(some, first, sha256);
        expect(isConsistent(before, { size, root }, path, sha256)).toBe(true);
        expect(isConsistent({ ...before, root: leafHash(root, sha256) }, { size, root }, path, sha256)).toBe(
          false,
        );
      }
    }
  });

  const PROBE = z.record(
    z.string(),
    z.object({
      leafIdx: z.number(),
      treeSize: z.number(),
      root: z.string(),
      leafHash: z.string(),
      proof: z.array(z.string()).nullable(),
      wantErr: z.boolean(),
    }),
  );
  whereShared('[LG2] transparency-dev: 98 inclusion probes', () => {
    const probes = Object.entries(
      PROBE.parse(JSON.parse(readFileSync(join(SHARED, 'merkle-inclusion/inclusion.json'), 'utf8'))),
    );
    const bytes = (text: string) => fromBase64(text) ?? new Uint8Array();
    const wrong = probes.filter(([, one]) => {
      const path = (one.proof ?? []).map(bytes);
      const [leaf, root] = [bytes(one.leafHash), bytes(one.root)];
      return isIncluded(leaf, one.leafIdx, one.treeSize, path, root, sha256) === one.wantErr;
    });
    expect([probes.length, wrong.map(([name]) => name)]).toEqual([98, []]);
    const accepted = probes.filter(([, { wantErr }]) => !wantErr).length;
    console.log(`inclusion: ${accepted} passed, ${probes.length - accepted} refused`);
  });
});

describe('SD-JWT', () => {
  it('[DS1] RFC 9901 §4.2: the digest of a disclosure, whatever its JSON looks like', () => {
    const text = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
    expect(digestOf(text, sha256)).toBe('X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');
  });

  it('[DS2] ours are read in one form only: the blanks of the RFC’s example are refused', () => {
    const spaced = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
    expect(readDisclosure(spaced)).toBeNull();
    const ours = { salt: '_26bc4LT-ac6q2KI6cBW5es'.slice(0, 22), name: 'memo', value: 'Möbius 🎓' };
    const salt = toBase64Url(new Uint8Array(16).fill(7));
    expect(readDisclosure(writeDisclosure({ ...ours, salt }))).toEqual({ ...ours, salt });
    expect(readDisclosure(writeDisclosure({ ...ours, salt: salt.slice(0, 20) }))).toBeNull();
  });
});

describe('signed notes', () => {
  const EXAMPLES = [
    {
      key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
      note: 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
    },
  ];

  it.each(EXAMPLES)('[LG4] C2SP signed-note: the example of $key', ({ key, note }) => {
    const known = readKey(key, sha256);
    const read = readNote(note);
    if (known === null || read === null) throw new Error('not read');
    expect(writeKey(known, sha256)).toBe(key);
    const [one, ...more] = ofKnownKeys(read, [known], sha256);
    if (!one) throw new Error('not signed by it');
    expect(more).toEqual([]);
    expect(verifies(known.publicKey, one.message, one.signature)).toBe(true);
    expect(verifies(known.publicKey, toUtf8('This is another message.\n'), one.signature)).toBe(false);
    expect(writeNote(read.text, [{ key: known, signature: one.signature }], sha256)).toBe(note);
  });

  it('[LG4] anything that is not exactly a note is refused', () => {
    const { note } = EXAMPLES[0] ?? { note: '' };
    expect(readNote(note)).not.toBeNull();
    for (const broken of [
      note.slice(0, -1),
      note.replace('—', '-'),
      note.replace('— example', '—  example'),
      note.replace('aQM=', 'aQM'),
      note.replace('aQM=', 'aQN='),
      note.replace('\n\n', '\n'),
      note.replace('message', 'mess\tage'),
      note.replace('message', 'mess\ud800age'),
      `${note}\n`,
    ]) {
      expect(readNote(broken), JSON.stringify(broken)).toBeNull();
    }
  });
});

describe('bytes', () => {
  it('[EN1] RFC 4648 §10, and nothing that would be written otherwise', () => {
    const words = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'];
    const written = ['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy'];
    words.forEach((word, at) => {
      const text = written[at] ?? '';
      expect(toBase64(toUtf8(word))).toBe(text);
      expect(fromBase64(text)).toEqual(toUtf8(word));
      expect(fromBase64Url(text.replaceAll('=', ''))).toEqual(toUtf8(word));
      expect(toBase64Url(toUtf8(word))).toBe(text.replaceAll('=', ''));
    });
    for (const bad of ['Zg=', 'Zg', 'Zh==', 'Zm9=', 'Z', 'Zg==\n', ' Zg==', 'Zm-v', 'Zm9v====']) {
      expect(fromBase64(bad), bad).toBeNull();
    }
    for (const bad of ['Zg==', 'Zh', 'Zm9', 'Z', 'Zm+v', 'Zm/v', 'Zm9v ', 'Zmé9']) {
      expect(fromBase64Url(bad), bad).toBeNull();
    }
  });
});
