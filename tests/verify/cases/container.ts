/** Attacks on the container and on the files that are no log. Rules BU1–BU6, DS7. */
import {
  type ByteSource,
  CHECKPOINT,
  ENTRIES,
  MANIFEST,
  MANIFEST_NOTE,
  pictureName,
  pictureOf,
} from '../../../domain/bundle';
import { toUtf8 } from '../../../domain/bytes';
import { directory, localHeader } from '../../../domain/zip';
import {
  bundleOf,
  changed,
  contentsOf,
  type Files,
  filesOf,
  noteOf,
  originOfThe,
  signed,
  sorted,
  sourceOf,
  textOf,
  withManifest,
  zipOf,
} from '../../support/bundles';
import { SLOT, sha256 } from '../../support/evidence';
import { type RawArchive, type RawFile, rawZip, sparseZip } from '../../support/raw-zip';
import { solidWebp } from '../../support/solid-webp';
import { type Case, closedWeek, DEVICE, DEVICE_TIME, openWeek, STRANGER } from './base';

const damaged = (why: string) => [`container-damaged bundle why=${why}`];

/** The honest files, written by another archiver that does as it likes. */
function odd(change: (file: RawFile) => Partial<RawFile>, archive?: RawArchive): Uint8Array {
  const files = sorted(filesOf(closedWeek().log)).map(([name, content]) => ({ name, content }));
  return rawZip(
    files.map((file) => ({ ...file, ...change(file) })),
    archive,
  );
}
const only = (wanted: string, change: Partial<RawFile>) => (file: RawFile) =>
  file.name === wanted ? change : {};

function container(name: string, title: string, bundle: Case['bundle'], why: string): Case {
  return { name, title: `[BU1] ${title}`, bundle, verdict: 'broken', findings: damaged(why) };
}

/** Without the key: the files are changed and the manifest is left as it is. */
function edited(change: (files: Files) => Parameters<typeof changed>[1]): Uint8Array {
  const files = filesOf(closedWeek().log);
  return zipOf(changed(files, change(files)));
}

/** With the key: the manifest is made anew over what is there. */
function resigned(change: (files: Files) => Parameters<typeof changed>[1], by = DEVICE): Uint8Array {
  const { log } = closedWeek();
  const files = contentsOf(log);
  return zipOf(signed(changed(files, change(files)), log, { signer: by }));
}

const pictures = (files: Files) => sorted(files).filter(([name]) => pictureOf(name) !== null);

/** The bundle with the bytes of its first two pictures in each other's place. */
function swapped(files: Files): Record<string, Uint8Array> {
  const [[a, first], [b, second]] = [pictures(files)[0] ?? fail(), pictures(files)[1] ?? fail()];
  return { [a]: second, [b]: first };
}

function fail(): never {
  throw new Error('a picture is missing');
}

/** Names of the pictures, in the order of the archive. */
const names = pictures(filesOf(closedWeek().log)).map(([name]) => name);
const short = (name: string) => name.replace(/(pictures\/.{8}).*(?=\.)/, '$1…');
const [p0 = '', p1 = ''] = names.map(short);

/** A picture that was never taken. */
const BETTER_DAY = solidWebp(1920, 1080, [0, 200, 0]);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export const CONTAINER: readonly Case[] = [
  container(
    'zip-reordered',
    'files in another order',
    () => zipOf(new Map([...sorted(filesOf(closedWeek().log))].reverse())),
    'order',
  ),
  container(
    'zip-doubled-name',
    'one name twice, so that two readers read two files',
    () => {
      const files = sorted(filesOf(closedWeek().log)).map(([name, content]) => ({ name, content }));
      return rawZip([...files.slice(0, 1), ...files]);
    },
    'order',
  ),
  container(
    'zip-second-directory',
    'a second directory behind the first',
    () => {
      const good = bundleOf(closedWeek().log);
      const file = { name: 'README.txt', size: 0, crc: 0, offset: 0 };
      return new Uint8Array(Buffer.concat([good, localHeader(file), directory([file])]));
    },
    'end',
  ),
  container(
    'zip-prefix',
    'a program before the archive',
    () => new Uint8Array(Buffer.concat([Buffer.from('#!/bin/sh\n'), bundleOf(closedWeek().log)])),
    'end',
  ),
  container('zip-suffix', 'bytes after the end', () => odd(() => ({}), { after: toUtf8('more') }), 'end'),
  container(
    'zip-between',
    'bytes between a file and the directory',
    () => odd(() => ({}), { between: toUtf8('more') }),
    'directory',
  ),
  container(
    'zip-hole',
    'a file that the directory does not tell',
    () => odd(only('log/entries.jws', { before: localHeader({ name: 'secret', size: 0, crc: 0 }) })),
    'directory',
  ),
  container('zip-comment', 'a comment of the archive', () => odd(() => ({}), { comment: 'hello' }), 'end'),
  container(
    'zip-file-comment',
    'a comment of a file',
    () => odd(only('README.txt', { comment: 'x' })),
    'name',
  ),
  container(
    'zip-extra',
    'an extra field that says ZIP64 and ten gigabytes',
    () => {
      const extra = Buffer.alloc(20);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(16, 2);
      extra.writeBigUInt64LE(10_000_000_000n, 4);
      extra.writeBigUInt64LE(10_000_000_000n, 12);
      return odd(only('README.txt', { extra, size: 0xffff_ffff }));
    },
    'name',
  ),
  container(
    'zip-deflated',
    'a packed file, as every bomb is',
    () => odd(only('README.txt', { method: 8, size: 0x7fff_ffff })),
    'directory',
  ),
  container('zip-encrypted', 'a file with a flag', () => odd(only('README.txt', { flags: 1 })), 'directory'),
  container('zip-date', 'another date', () => odd(only('README.txt', { date: 0x5921 })), 'directory'),
  container(
    'zip-link',
    'a symbolic link',
    () => odd(only('README.txt', { attributes: 0xa1ff_0000 })),
    'directory',
  ),
  container(
    'zip-overlap',
    'files that share their bytes, as the densest bombs do',
    () => odd(({ name }) => (name === 'README.txt' ? {} : { offset: 0 })),
    'directory',
  ),
  container(
    'zip-two-names',
    'a file whose header has another name than the directory',
    () => odd(only('README.txt', { localName: 'readme.TXT' })),
    'header',
  ),
  container(
    'zip-two-sizes',
    'a file whose header has another size than the directory',
    () => odd(only('README.txt', { localSize: 5 })),
    'header',
  ),
  ...['../../etc/passwd', '/etc/passwd', 'C:\\x', 'log\\entries.jws', 'a\u0000b', '.hidden', 'caf\u00e9'].map(
    (path, n) =>
      container(
        `zip-path-${n}`,
        `a name that leads elsewhere: ${JSON.stringify(path)}`,
        () => rawZip([{ name: path, content: new Uint8Array() }]),
        'name',
      ),
  ),
  container(
    'zip-claims-4-gigabytes',
    'a size of four gigabytes that is only claimed',
    () => {
      const file = { name: 'README.txt', size: 0xffff_fff0, crc: 0, offset: 0 };
      return new Uint8Array(Buffer.concat([localHeader(file), directory([file])]));
    },
    'end',
  ),
  container(
    'zip-claims-files',
    'more files in the directory than there are',
    () => odd(() => ({}), { count: 0xffff }),
    'directory',
  ),
  container('zip-cut', 'the second half lost', () => bundleOf(closedWeek().log).slice(0, 4000), 'end'),
  container('zip-empty', 'an empty file', () => new Uint8Array(), 'size'),
  container(
    'zip-no-files',
    'an archive of nothing with a claimed directory',
    () => rawZip([], { bytes: 0xffff_ff00 }),
    'end',
  ),

  {
    name: 'archive-of-nothing',
    title: '[BU2] an empty archive lacks every file',
    bundle: () => rawZip([]),
    verdict: 'broken',
    findings: [
      'README.txt',
      'log/checkpoint',
      'log/disclosures.txt',
      'log/entries.jws',
      'manifest.json',
      'manifest.note',
    ]
      .map((name) => `file-missing file ${name}`)
      .concat('open-misplaced file log/entries.jws'),
  },
  {
    name: 'file-added',
    title: '[BU2] a file that no bundle has, with the key',
    bundle: () => resigned(() => ({ 'readme.html': 'click here' })),
    verdict: 'broken',
    findings: ['file-unknown file readme.html', DEVICE_TIME],
  },
  {
    name: 'file-removed',
    title: '[BU2] the readme is taken out',
    bundle: () => edited(() => ({ 'README.txt': null })),
    verdict: 'broken',
    findings: ['file-missing file README.txt', 'manifest-files file README.txt', DEVICE_TIME],
  },
  {
    name: 'file-renamed',
    title: '[BU2] a report is renamed',
    bundle: () => {
      const files = filesOf(closedWeek().log, { more: { 'report.csv': toUtf8('a;b\n') } });
      return zipOf(changed(files, { 'report.csv': null, 'report.json': files.get('report.csv') ?? null }));
    },
    verdict: 'broken',
    findings: ['manifest-files file report.json', 'manifest-files file report.csv', DEVICE_TIME],
  },
  {
    name: 'file-too-large',
    title: '[BU3] a readme of more than it may have',
    bundle: () => resigned(() => ({ 'README.txt': 'a'.repeat(65_537) })),
    verdict: 'broken',
    findings: ['file-too-large file README.txt bytes=65537 max=65536', DEVICE_TIME],
  },
  {
    name: 'readme-altered',
    title: '[BU4] another readme, without the key',
    bundle: () => edited(() => ({ 'README.txt': 'Trust me.\n' })),
    verdict: 'broken',
    findings: ['manifest-files file README.txt', DEVICE_TIME],
  },
  {
    name: 'report-altered',
    title: '[BU4] a report that says more, without the key',
    bundle: () => {
      const files = filesOf(closedWeek().log, { more: { 'report.csv': toUtf8('hours;10\n') } });
      return zipOf(changed(files, { 'report.csv': 'hours;90\n' }));
    },
    verdict: 'broken',
    findings: ['manifest-files file report.csv', DEVICE_TIME],
  },
  {
    name: 'checksum-wrong',
    title: '[BU1] a file that is not what its checksum says',
    bundle: () => odd(only('log/entries.jws', { crc: 1 })),
    verdict: 'broken',
    findings: ['container-damaged file log/entries.jws why=checksum', DEVICE_TIME],
  },
  {
    name: 'checksum-of-the-readme',
    title: '[BU1] a readme that is not what its checksum says: other programs would not unpack it',
    bundle: () => odd(only('README.txt', { crc: 1 })),
    verdict: 'broken',
    findings: ['container-damaged file README.txt why=checksum', DEVICE_TIME],
  },
  {
    name: 'picture-claims-10-gigabytes',
    title: '[DS7] a disclosure that claims a picture of ten gigabytes, with the key',
    bundle: () => {
      const { log } = openWeek();
      log.segment(SLOT + 4200, { pictures: 1, bytes: 10_000_000_000 });
      return bundleOf(log);
    },
    verdict: 'broken',
    findings: ['picture-altered segment 5 1793704200', DEVICE_TIME],
  },
  {
    name: 'manifest-claims-10-gigabytes',
    title: '[BU4] a manifest that claims ten gigabytes, with the key',
    bundle: () => {
      const files = filesOf(closedWeek().log);
      const text = textOf(files, MANIFEST).replace(/\["README.txt",\d+,/, '["README.txt",10000000000,');
      return zipOf(withManifest(files, text, originOfThe(closedWeek().log), DEVICE));
    },
    verdict: 'broken',
    findings: ['manifest-files file README.txt', DEVICE_TIME],
  },
  {
    name: 'manifest-doubled-key',
    title: '[BU4] [EN3] a manifest that says a key twice, with the key',
    bundle: () => {
      const { log } = closedWeek();
      const files = filesOf(log);
      const text = textOf(files, MANIFEST).replace('"note":""', '"note":"no","note":""');
      return zipOf(withManifest(files, text, originOfThe(log), DEVICE));
    },
    verdict: 'broken',
    findings: ['manifest-form file manifest.json why=not-canonical', DEVICE_TIME],
  },
  {
    name: 'manifest-of-the-future',
    title: '[BU4] a bundle of a later version is not decided',
    bundle: () => {
      const { log } = closedWeek();
      const files = filesOf(log);
      const text = textOf(files, MANIFEST).replace('minutier-bundle-1', 'minutier-bundle-2');
      return zipOf(withManifest(files, text, originOfThe(log), DEVICE));
    },
    verdict: 'undecided',
    findings: ['manifest-version file manifest.json', DEVICE_TIME],
  },
  {
    name: 'manifest-of-another-log',
    title: '[BU6] the manifest of another week’s log, with the key',
    bundle: () => {
      const [mine, other] = [closedWeek().log, closedWeek('another week').log];
      return zipOf(signed(contentsOf(mine), mine, { manifest: { log: other.log } }));
    },
    verdict: 'broken',
    findings: ['manifest-log file manifest.json', DEVICE_TIME],
  },
  {
    name: 'manifest-note-of-another',
    title: '[BU5] the note to the reader is changed, and the signature is left',
    bundle: () => {
      const { log } = closedWeek();
      const [mine, other] = [filesOf(log), filesOf(log, { note: 'She is three months behind.' })];
      return zipOf(changed(mine, { [MANIFEST]: other.get(MANIFEST) ?? null }));
    },
    verdict: 'broken',
    findings: ['manifest-signature file manifest.note', DEVICE_TIME],
  },
  {
    name: 'manifest-signed-by-a-stranger',
    title: '[BU5] the manifest is signed by a key that is not of this log',
    bundle: () => resigned(() => ({}), STRANGER),
    verdict: 'broken',
    findings: ['manifest-signature file manifest.note', DEVICE_TIME],
  },
  {
    name: 'manifest-note-unreadable',
    title: '[BU5] the signature of the manifest is no note',
    bundle: () => edited(() => ({ [MANIFEST_NOTE]: 'minutier-bundle-1\n' })),
    verdict: 'broken',
    findings: ['manifest-note file manifest.note', DEVICE_TIME],
  },
  {
    name: 'checkpoint-as-manifest-note',
    title: '[BU5] the signed head in the place of the manifest’s signature',
    bundle: () => edited((files) => ({ [MANIFEST_NOTE]: files.get(CHECKPOINT) ?? null })),
    verdict: 'broken',
    findings: ['manifest-signature file manifest.note', DEVICE_TIME],
  },
  {
    name: 'manifest-note-as-checkpoint',
    title: '[LG11] the manifest’s signature in the place of the signed head, with the key',
    bundle: () => {
      const { log } = closedWeek();
      const files = contentsOf(log);
      const note = noteOf(originOfThe(log), `minutier-bundle-1\n${originOfThe(log)}\nAAAA\n`, [DEVICE]);
      return zipOf(signed(changed(files, { [CHECKPOINT]: note }), log));
    },
    verdict: 'broken',
    findings: ['checkpoint-form file log/checkpoint', DEVICE_TIME],
  },

  {
    name: 'picture-altered',
    title: '[DS7] another picture under the name of the recorded one, with the key',
    bundle: () => resigned((files) => ({ [pictures(files)[0]?.[0] ?? '']: toUtf8('another picture') })),
    verdict: 'broken',
    findings: [`picture-altered file ${p0}`, 'picture-altered segment 2 1793700600', DEVICE_TIME],
  },
  {
    name: 'pictures-swapped',
    title: '[DS7] the pictures of two slots are swapped, with the key',
    bundle: () => resigned(swapped),
    verdict: 'broken',
    findings: [`picture-altered file ${p0}`, `picture-altered file ${p1}`, DEVICE_TIME],
  },
  {
    name: 'pictures-swapped-without-key',
    title: '[DS7] [BU4] the pictures of two slots are swapped, without the key',
    bundle: () => edited(swapped),
    verdict: 'broken',
    findings: [
      ...[p0, p1].map((name) => `manifest-files file ${name}`),
      ...[p0, p1].map((name) => `picture-altered file ${name}`),
      DEVICE_TIME,
    ],
  },
  {
    name: 'picture-removed',
    title: '[DS7] a picture is taken out, with the key',
    bundle: () => resigned(() => ({ [names[0] ?? '']: null })),
    verdict: 'broken',
    findings: ['picture-missing segment 2 1793700600', DEVICE_TIME],
  },
  {
    name: 'picture-held',
    title: '[DS7] a picture that was held back lies in the bundle all the same, with the key',
    bundle: () => {
      const { log } = openWeek();
      log.segment(SLOT + 4200, { pictures: 1, held: true });
      const [hash, bytes] = [...log.pictures].at(-1) ?? fail();
      return zipOf(signed(changed(contentsOf(log), { [pictureName(hash)]: bytes }), log));
    },
    verdict: 'broken',
    findings: ['picture-held file pictures/5e04cf6d….webp', DEVICE_TIME],
  },
  {
    name: 'picture-added',
    title: '[DS7] a picture that no segment has, with the key',
    bundle: () => resigned(() => ({ [pictureName(hex(sha256(BETTER_DAY)))]: BETTER_DAY })),
    verdict: 'broken',
    findings: [`picture-unnamed file pictures/${hex(sha256(BETTER_DAY)).slice(0, 8)}….webp`, DEVICE_TIME],
  },
];

/** What no file can be: sources that claim or refuse. Tests, and no vectors. */
export const SOURCES: readonly Case[] = [
  {
    name: 'source-claims-10-gigabytes',
    title: '[BU1] [BU3] a file of which the disk says that it has ten gigabytes',
    bundle: () => ({ size: 10_000_000_000, read: async (_, length) => new Uint8Array(length) }),
    verdict: 'broken',
    findings: damaged('size'),
  },
  {
    name: 'log-of-a-gigabyte',
    title: '[BU3] [VF7] a log of a gigabyte is not read: it would not fit into the memory of some machines',
    bundle: () => {
      const files = sorted(filesOf(closedWeek().log));
      return sparseZip(files.map(([name, bytes]) => [name, name === ENTRIES ? 1_073_741_824 : bytes]));
    },
    verdict: 'broken',
    findings: [
      'file-too-large file log/entries.jws bytes=1073741824 max=268435456',
      'manifest-files file log/entries.jws',
      ...names.map((name) => `picture-unnamed file ${short(name)}`),
      'open-misplaced file log/entries.jws',
      'disclosure-orphan line log/disclosures.txt 1–28',
    ],
  },
  {
    name: 'picture-of-4-gigabytes',
    title: '[BU3] a picture that claims more than any has is not read',
    bundle: () => sparse(0xf000_0000),
    verdict: 'broken',
    findings: [
      `file-too-large file pictures/00000000….webp bytes=${0xf000_0000} max=16777216`,
      'manifest-files file pictures/00000000….webp',
      DEVICE_TIME,
    ],
  },
  {
    name: 'disk-broken',
    title: '[BU3] a disk that does not give the pictures leaves it open',
    bundle: () => {
      const files = filesOf(closedWeek().log);
      const bytes = zipOf(files);
      const picture = Buffer.from(bytes).indexOf(Buffer.from(files.get(names[0] ?? '') ?? fail()));
      const whole = sourceOf(bytes);
      return {
        size: bytes.length,
        read: async (offset, length) => {
          if (offset <= picture && picture < offset + length) throw new Error('input/output error');
          return whole.read(offset, length);
        },
      };
    },
    verdict: 'undecided',
    findings: [`file-unreadable file ${p0}`, DEVICE_TIME],
  },
];

/** The week with a picture of so many bytes that nobody holds. */
function sparse(size: number): ByteSource {
  const files = sorted(filesOf(closedWeek().log));
  const name = `pictures/${'0'.repeat(64)}.webp`;
  const before = files.filter(([one]) => one < name);
  return sparseZip([...before, [name, size], ...files.slice(before.length)]);
}
