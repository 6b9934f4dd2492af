/** The container, the manifest, the files beside it, and what a verdict is made of. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUNDLE_FILES,
  type ByteSource,
  type Manifest,
  pictureName,
  pictureOf,
  readManifest,
  sizeLimit,
  writeManifest,
} from '../../../domain/bundle';
import { toUtf8 } from '../../../domain/bytes';
import { exitCodeOf, FINDINGS, finding, sentenceOf, verdictOf } from '../../../domain/finding';
import { readPolicy, readTrust } from '../../../domain/trust';
import { contentOffset, crc32, directory, localHeader, type PlacedFile, readZip } from '../../../domain/zip';
import { CONTRACT, SLOT, TestLog, testKey } from '../../support/evidence';
import { tempFolder } from '../../support/temp-folder';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function zipOf(contents: Readonly<Record<string, Uint8Array>>): { bytes: Uint8Array; files: PlacedFile[] } {
  const parts: Uint8Array[] = [];
  const files: PlacedFile[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(contents)) {
    const file = { name, size: bytes.length, crc: crc32(bytes), offset };
    files.push(file);
    parts.push(localHeader(file), bytes);
    offset = contentOffset(file) + bytes.length;
  }
  return { bytes: new Uint8Array(Buffer.concat([...parts, directory(files)])), files };
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => {
      if (offset < 0 || offset + length > bytes.length) throw new Error('outside');
      return bytes.slice(offset, offset + length);
    },
  };
}

const CONTENTS = {
  'README.txt': toUtf8('read me'),
  'log/checkpoint': toUtf8(''),
  'log/entries.jws': toUtf8('x\n'),
};

describe(`the container (seed ${seed})`, () => {
  it('[BU1] what is written is read back, and other programs read it too', async () => {
    const { bytes, files } = zipOf(CONTENTS);
    expect(await readZip(sourceOf(bytes))).toEqual({ ok: true, value: files });
    const folder = tempFolder();
    const path = join(folder, 'a.zip');
    writeFileSync(path, bytes);
    const listed = execFileSync('python3', [
      '-c',
      'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip(),z.namelist())',
      path,
    ]);
    expect(listed.toString().trim()).toBe(`None ['README.txt', 'log/checkpoint', 'log/entries.jws']`);
  });

  it('[BU1] every change of a bit outside of the contents is refused', async () => {
    const { bytes, files } = zipOf(CONTENTS);
    const inside = (at: number) =>
      files.some((file) => at >= contentOffset(file) && at < contentOffset(file) + file.size);
    for (let at = 0; at < bytes.length; at++) {
      if (inside(at)) continue;
      for (let bit = 0; bit < 8; bit++) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect((await readZip(sourceOf(changed))).ok).toBe(false);
      }
    }
  });

  it('[BU1] cut, lengthened, reordered, with paths that lead out: refused', async () => {
    const { bytes } = zipOf(CONTENTS);
    for (let length = 0; length < bytes.length; length++)
      expect((await readZip(sourceOf(bytes.slice(0, length)))).ok).toBe(false);
    for (const more of [Buffer.concat([bytes, Buffer.from([0])]), Buffer.concat([Buffer.from([0]), bytes])])
      expect((await readZip(sourceOf(new Uint8Array(more)))).ok).toBe(false);
    const unordered = zipOf({ b: new Uint8Array(), a: new Uint8Array() });
    expect(await readZip(sourceOf(unordered.bytes))).toEqual({ ok: false, why: 'order' });
    expect(() => zipOf({ '../a': new Uint8Array() })).toThrow('name');
    const { bytes: outward } = zipOf({ 'xx/a': new Uint8Array() });
    const renamed = new Uint8Array(
      Buffer.from(Buffer.from(outward).toString('latin1').replaceAll('xx/a', '../a'), 'latin1'),
    );
    expect(await readZip(sourceOf(renamed))).toEqual({ ok: false, why: 'name' });
  });

  it('[BU1] a size that is only claimed makes nobody read or reserve it', async () => {
    const file = { name: 'README.txt', size: 0xffff_fff0, crc: 0, offset: 0 };
    const bytes = new Uint8Array(Buffer.concat([localHeader(file), directory([file])]));
    expect((await readZip(sourceOf(bytes))).ok).toBe(false);
  });

  it('[BU1] random bytes never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await readZip(sourceOf(bytes))).ok).toBe(false);
      }),
      { seed },
    );
  });

  it('[BU1] the checksum: the value of its definition', () => {
    // CRC-32/ISO-HDLC of "123456789" (Greg Cook's catalogue).
    expect(crc32(toUtf8('123456789'))).toBe(0xcbf4_3926);
    expect(crc32(toUtf8('6789'), crc32(toUtf8('12345')))).toBe(0xcbf4_3926);
  });

  it('[BU2] [BU3] has only names that are known, each with its limit', () => {
    expect(sizeLimit('log/entries.jws')).toBe(BUNDLE_FILES['log/entries.jws'].max);
    expect(pictureOf(pictureName('ab'.repeat(32)))).toBe('ab'.repeat(32));
    for (const name of [
      'log/entries.jws/',
      'pictures/x.webp',
      `pictures/${'AB'.repeat(32)}.webp`,
      'constructor',
      '',
    ])
      expect(sizeLimit(name)).toBeNull();
  });
});

describe('the manifest', () => {
  const manifest: Manifest = {
    format: 'minutier-bundle-1',
    contract: CONTRACT,
    log: new TestLog(testKey('device')).head.log ?? fail(),
    app: '0.1.0',
    language: 'fr',
    scope: { from: SLOT, to: SLOT + 600, fields: ['memo', 'picture'] },
    note: 'Voilà',
    files: [['README.txt', 7, 'ab'.repeat(32)]],
  };

  it('[BU4] has one text', () => {
    const text = writeManifest(manifest);
    expect(readManifest(text)).toEqual({ ok: true, value: manifest });
    expect(readManifest(`${text}\n`)).toMatchObject({ ok: false });
    expect(readManifest(text.replace('minutier-bundle-1', 'minutier-bundle-2'))).toEqual({
      ok: false,
      why: 'schema',
    });
    const fields = ['picture', 'memo'] satisfies Manifest['scope']['fields'];
    expect(() => writeManifest({ ...manifest, scope: { ...manifest.scope, fields } })).toThrow();
  });
});

function fail(): never {
  throw new Error('no log');
}

describe('what is said from outside', () => {
  it('[VF8] trust and policy are read, and more than they say is refused', () => {
    const key = testKey('device').x;
    const trust = { format: 'minutier-trust-1', keys: [{ role: 'freelancer', name: 'Ada', key }] };
    expect(readTrust(JSON.stringify(trust, null, 2))).toMatchObject({ ok: true, value: { checkpoints: [] } });
    expect(readTrust(JSON.stringify({ ...trust, more: 1 }))).toEqual({ ok: false, why: 'schema' });
    expect(readTrust('{')).toEqual({ ok: false, why: 'json' });
    expect(readPolicy('{"format":"minutier-policy-1"}')).toMatchObject({
      ok: true,
      value: { time: 'device', require: [] },
    });
    expect(readPolicy('{"format":"minutier-policy-1","time":"any"}')).toEqual({ ok: false, why: 'schema' });
  });

  it('[VF1] [VF6] one broken finding breaks, one open one leaves it open, notes change nothing', () => {
    const broken = finding('seq-wrong', { type: 'entry', index: 3 }, { expected: 3, found: 4 });
    const open = finding('not-anchored', { type: 'bundle' });
    const note = finding('device-time', { type: 'bundle' });
    const codes = [[broken, open, note], [open, note], [note], []].map((all) => exitCodeOf(verdictOf(all)));
    expect(codes).toEqual([1, 2, 0, 0]);
    expect(sentenceOf(broken)).toContain('counted 3, 4');
  });

  it('[VF2] every finding names a rule of the specification and says a sentence', () => {
    for (const { rule, sentence } of Object.values(FINDINGS)) {
      expect(rule).toMatch(/^[A-Z]{2}\d+$/);
      expect(sentence).toMatch(/^[A-Z{].*\.$/);
    }
  });
});
