/** The recipe of README.txt, run in a shell that has nothing but the programs which it names. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, describe as group, it } from 'vitest';
import { bundleReadme, KEY_PLACEHOLDER } from '../../../domain/bundle-readme';
import type { Picture, Slice } from '../../../domain/slice';
import { BundleLog } from '../../support/bundle-log';
import { SLOT, sha256, TestLog, takenPicture, testKey, workedSlice } from '../../support/evidence';
import { exported } from '../../support/exports';
import { tempFolder } from '../../support/temp-folder';

const LANGUAGES = ['en', 'fr'] as const;
const TOOLS = ['openssl', 'sha256sum', 'base64', 'cut', 'tr'];
const device = testKey('device');
const PICTURE = Buffer.from('the bytes of a picture');
const HASH = Buffer.from(sha256(PICTURE)).toString('hex');

function pictureOf(slice: Slice): Picture {
  const picture = takenPicture(slice);
  if (picture.outcome !== 'ok') throw new Error('no picture');
  return { ...picture, sha256: HASH, bytes: PICTURE.length };
}

/** An unpacked bundle with an `open` and a segment that has a picture. */
function unpacked(change: (files: Map<string, string | Buffer>) => void = () => undefined): string {
  const log = new TestLog(device);
  const slice = workedSlice();
  log.seal(slice, [pictureOf(slice)]);
  const files = new Map<string, string | Buffer>([
    ['log/entries.jws', log.lines.map((line) => `${line}\n`).join('')],
    [
      'log/disclosures.txt',
      log.disclosures
        .flat()
        .map((line) => `${line}\n`)
        .join(''),
    ],
    [`pictures/${HASH}.webp`, PICTURE],
  ]);
  change(files);
  const folder = tempFolder();
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The indented lines, as a reader would type them, with the key and the number of the line filled in. */
function follow(language: (typeof LANGUAGES)[number], folder: string, n: number, key: string = device.x) {
  return followText(bundleReadme(language), folder, n, key);
}

function followText(text: string, folder: string, n: number, key: string) {
  const lines = text.split('\n');
  const script = lines
    .filter((line) => line.startsWith('    '))
    .join('\n')
    .replace(KEY_PLACEHOLDER, key)
    .replace('n=1\n', `n=${n}\n`);
  const path = tempFolder();
  for (const tool of TOOLS)
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(path, tool));
  const ran = spawnSync('/bin/sh', ['-eu', '-c', script], {
    cwd: folder,
    env: { PATH: path },
    encoding: 'utf8',
  });
  const made = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  return {
    code: ran.status,
    printed: ran.stdout,
    said: [ran.stdout, made('entry.json'), made('told.txt')].join('\n'),
    complained: ran.stderr,
  };
}

group.each(LANGUAGES)('README.txt in %s', (language) => {
  it('[BU2] its recipe checks the opening entry and shows all that is told of it', () => {
    const { code, said, complained } = follow(language, unpacked(), 1);
    expect(complained).toBe('');
    expect(code).toBe(0);
    expect(said).toContain('Signature Verified Successfully');
    expect(said).toContain('"type":"open"');
    for (const name of ['"title","The book"', '"client","A publisher"', '"tags"'])
      expect(said).toContain(name);
    expect(said).not.toContain('"memo"');
  });

  it('[BU2] checks a segment, names its leaf as the format does, and ties the picture to it', () => {
    const log = new TestLog(device);
    const slice = workedSlice();
    const { sealed } = log.seal(slice, [pictureOf(slice)]);
    const { code, said } = follow(language, unpacked(), 2);
    expect(code).toBe(0);
    expect(said).toContain(`"slot":${SLOT}`);
    expect(said).toContain('"memo","Chapter two, façade"');
    expect(said).toContain(`"sha256":"${HASH}"`);
    expect(said.split('\n')).toContain(sealed.leaf);
    expect(said).toContain(`pictures/${HASH}.webp: OK`);
  });

  it('[BU2] fails on another letter of the entry, and on another key', () => {
    const altered = unpacked((files) => {
      const text = String(files.get('log/entries.jws'));
      const at = text.indexOf('.', text.indexOf('\n')) + 20;
      const other = text[at] === 'A' ? 'B' : 'A';
      files.set('log/entries.jws', text.slice(0, at) + other + text.slice(at + 1));
    });
    expect(follow(language, altered, 1).code).toBe(0);
    expect(follow(language, altered, 2)).toMatchObject({ code: 1 });
    expect(follow(language, unpacked(), 2, testKey('another').x)).toMatchObject({ code: 1 });
  });

  it('[BU2] does not show a memo that was not signed, and fails on another picture', () => {
    const lookAlike = unpacked((files) => {
      const told = String(files.get('log/disclosures.txt')).split('\n');
      const memo = told.findIndex((line) =>
        Buffer.from(line, 'base64url').toString().includes('Chapter two'),
      );
      const text = Buffer.from(told[memo] ?? '', 'base64url').toString();
      told[memo] = Buffer.from(text.replace('Chapter', 'Chаpter')).toString('base64url');
      files.set('log/disclosures.txt', told.join('\n'));
    });
    const { code, said } = follow(language, lookAlike, 2);
    expect(code).toBe(0);
    expect(said).toContain('"tag"');
    expect(said).not.toContain('pter two');
    const swapped = unpacked((files) => files.set(`pictures/${HASH}.webp`, Buffer.from('another picture')));
    expect(follow(language, swapped, 2).code).not.toBe(0);
  });

  it('[BU2] prints nothing that the bundle says, which could steer a terminal', () => {
    const folder = unpacked();
    const { code, printed, said } = follow(language, folder, 2);
    expect(code).toBe(0);
    expect(said).toContain('façade');
    expect(printed).not.toContain('façade');
    expect(printed).not.toContain('"type"');
  });

  it('[BU2] fits a terminal, and is short', () => {
    const lines = bundleReadme(language).split('\n');
    expect(lines.filter((line) => line.length > 78)).toEqual([]);
    expect(lines.length).toBeLessThan(130);
  });
});

it('[BU2] a bundle that the app has exported is checked with its own README.txt', async () => {
  const log = new BundleLog(device);
  log.segment(SLOT, { pictures: 2 });
  const { path } = await exported(log, { request: { language: 'fr' } });
  const folder = tempFolder();
  execFileSync('python3', ['-m', 'zipfile', '-e', path, folder]);
  const readme = readFileSync(join(folder, 'README.txt'), 'utf8');
  const { code, said } = followText(readme, folder, 2, device.x);
  expect(code).toBe(0);
  expect(said).toContain('Signature Verified Successfully');
  expect(said.match(/\.webp: OK/g)).toHaveLength(2);
  for (const hash of log.pictures.keys()) expect(said).toContain(`"sha256":"${hash}"`);
});
