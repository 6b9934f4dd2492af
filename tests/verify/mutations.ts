/**
 * Random damage to a bundle, at every layer at which one can be damaged: its raw bytes, its container, its files, the
 * lines of its log, the parts of a line. Each takes chance as an argument, so a seed gives the same damage again.
 */
import { CHECKPOINT, DISCLOSURES, ENTRIES, MANIFEST, MANIFEST_NOTE, pictureName } from '../../domain/bundle';
import type { Random } from '../../domain/random';
import { changed, type Files, sorted } from '../support/bundles';
import { type RawFile, rawZip } from '../support/raw-zip';

export class Dice {
  constructor(private readonly random: Random) {}

  /** 0 … below − 1. */
  below(count: number): number {
    return Math.floor(this.random.uniform('') * count);
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }
}

type Damage<T> = (value: T, dice: Dice, donor: Files) => T;
/** By name, for the table of what was tried. */
type Kinds<T> = Readonly<Record<string, Damage<T>>>;

/** A place in the bytes and, behind it, a stretch of at most 64. */
function stretch(bytes: Uint8Array, dice: Dice): [from: number, to: number] {
  const from = dice.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + dice.below(64))];
}

const BYTES: Kinds<Buffer> = {
  'bit flipped': (bytes, dice) => {
    const at = dice.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
    return bytes;
  },
  'byte changed': (bytes, dice) => {
    bytes[dice.below(bytes.length)] = dice.below(256);
    return bytes;
  },
  'several bytes changed': (bytes, dice) => {
    for (let n = 2 + dice.below(6); n > 0; n--) bytes[dice.below(bytes.length)] = dice.below(256);
    return bytes;
  },
  truncated: (bytes, dice) => bytes.subarray(0, dice.below(bytes.length)),
  'beginning lost': (bytes, dice) => bytes.subarray(dice.below(bytes.length)),
  'bytes inserted': (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), dice.bytes(1 + dice.below(16)), bytes.subarray(at)]);
  },
  'bytes removed': (bytes, dice) => {
    const [from, to] = stretch(bytes, dice);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  'bytes doubled': (bytes, dice) => {
    const [from, to] = stretch(bytes, dice);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  'bytes zeroed': (bytes, dice) => {
    const [from, to] = stretch(bytes, dice);
    return bytes.fill(0, from, to);
  },
  'bytes copied': (bytes, dice) => {
    const [from, to] = stretch(bytes, dice);
    bytes.copy(bytes, dice.below(bytes.length), from, to);
    return bytes;
  },
};

const LINES: Kinds<string[]> = {
  'line dropped': (lines, dice) => lines.toSpliced(dice.below(lines.length), 1),
  'lines dropped': (lines, dice) => lines.toSpliced(dice.below(lines.length), 1 + dice.below(4)),
  'last lines dropped': (lines, dice) => lines.slice(0, -1 - dice.below(3)),
  'line doubled': (lines, dice) => lines.toSpliced(dice.below(lines.length), 0, dice.pick(lines)),
  'line replaced by another': (lines, dice) => lines.with(dice.below(lines.length), dice.pick(lines)),
  'lines swapped': (lines, dice) => {
    const [a, b] = [dice.below(lines.length), dice.below(lines.length)];
    return lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '');
  },
  'lines turned round': (lines, dice) => {
    const from = dice.below(lines.length);
    const to = from + 2 + dice.below(4);
    return [...lines.slice(0, from), ...lines.slice(from, to).reverse(), ...lines.slice(to)];
  },
  'line of another log': (lines, dice, donor) => {
    const name = lines[0]?.includes('.') ? ENTRIES : DISCLOSURES;
    const others = textOf(donor, name).split('\n').slice(0, -1);
    const at = dice.below(lines.length);
    return dice.below(2) === 0
      ? lines.with(at, dice.pick(others))
      : lines.toSpliced(at, 0, dice.pick(others));
  },
  'line emptied': (lines, dice) => lines.with(dice.below(lines.length), ''),
  'lines joined': (lines, dice) => {
    const at = dice.below(lines.length);
    return lines.toSpliced(at, 2, `${lines[at]}${lines[at + 1] ?? ''}`);
  },
  'line with an end of its own': (lines, dice) => {
    const at = dice.below(lines.length);
    return lines.with(at, `${lines[at]}${dice.pick(['\r', ' ', '=', '\t', '\0', '.', 'A'])}`);
  },
  'letter changed': (lines, dice) => {
    const at = dice.below(lines.length);
    return lines.with(at, letterChanged(lines[at] ?? '', dice));
  },
  'decoded and changed': (lines, dice) => {
    const at = dice.below(lines.length);
    const parts = (lines[at] ?? '').split('.');
    const which = dice.below(Math.min(2, parts.length));
    const text = Buffer.from(parts[which] ?? '', 'base64url').toString();
    const part = Buffer.from(jsonChanged(text, dice)).toString('base64url');
    return lines.with(at, parts.with(which, part).join('.'));
  },
};

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function letterChanged(line: string, dice: Dice): string {
  const at = dice.below(line.length + 1);
  const letter = dice.pick([...BASE64URL, '+', '/', '=', '.', ' ']);
  return line.slice(0, at) + letter + line.slice(at + dice.below(2));
}

/** Another number, letter, order, key or blank in a JSON text. */
function jsonChanged(json: string, dice: Dice): string {
  const at = dice.below(json.length + 1);
  switch (dice.below(8)) {
    case 0:
      return json.replace(/\d+/, (number) => String(Number(number) + 1));
    case 1:
      return (
        json.slice(0, at) + dice.pick(['0', '1', '9', 'a', 'é', '"', ' ', ',', '\\u0061']) + json.slice(at)
      );
    case 2:
      return json.slice(0, at) + json.slice(at + 1);
    case 3:
      return json.replace(/"([a-z]+)":/, '"$1":1,"$1":');
    case 4:
      return json.replace(/("[a-z]+":[^,{}[\]]+),("[a-z]+":[^,{}[\]]+)/, '$2,$1');
    case 5: {
      const numbers = [...json.matchAll(/\d+/g)];
      if (numbers.length === 0) return `${json} `;
      const one = dice.pick(numbers);
      return (
        json.slice(0, one.index) +
        dice.below(10 ** (1 + dice.below(12))) +
        json.slice(one.index + one[0].length)
      );
    }
    case 6:
      return json.replace(/[a-z]/, (letter) => letter.toUpperCase());
    default:
      return json.slice(0, at) + String.fromCharCode(dice.below(0x3000)) + json.slice(at + 1);
  }
}

const FILES: Kinds<Files> = {
  'file removed': (files, dice) => changed(files, { [anyName(files, dice)]: null }),
  'file emptied': (files, dice) => changed(files, { [anyName(files, dice)]: '' }),
  'file added': (files, dice) =>
    changed(files, {
      [dice.pick([
        'report.json',
        'report.csv',
        'verifier.html',
        'notes.txt',
        'log/more',
        'zzz',
        pictureName('ab'.repeat(32)),
      ])]: dice.bytes(1 + dice.below(40)),
    }),
  'file renamed': (files, dice) => {
    const name = anyName(files, dice);
    const other = dice.pick([
      `${name}.old`,
      name.toUpperCase(),
      'report.csv',
      'A',
      pictureName('cd'.repeat(32)),
    ]);
    return changed(files, { [name]: null, [other]: files.get(name) ?? null });
  },
  'files swapped': (files, dice) => {
    const [a, b] = [anyName(files, dice), anyName(files, dice)];
    return changed(files, { [a]: files.get(b) ?? null, [b]: files.get(a) ?? null });
  },
  'file of another bundle': (files, dice, donor) => {
    const name = anyName(donor, dice);
    return changed(files, { [name]: donor.get(name) ?? null });
  },
  'log of another bundle': (files, _, donor) =>
    changed(files, {
      [ENTRIES]: donor.get(ENTRIES) ?? null,
      [DISCLOSURES]: donor.get(DISCLOSURES) ?? null,
      [CHECKPOINT]: donor.get(CHECKPOINT) ?? null,
    }),
};

function anyName(files: Files, dice: Dice): string {
  return dice.pick([...files.keys()]);
}

/** One field of one header, as another archiver might write it. */
const HEADERS: readonly ((dice: Dice) => Partial<RawFile>)[] = [
  (dice) => ({ flags: 1 << dice.below(12) }),
  (dice) => ({ method: 1 + dice.below(12) }),
  (dice) => ({ date: dice.below(65_536) }),
  (dice) => ({ crc: dice.below(2 ** 32) }),
  (dice) => ({ size: dice.below(2 ** 32) }),
  (dice) => ({ localSize: dice.below(100_000) }),
  (dice) => ({ offset: dice.below(20_000) }),
  (dice) => ({ attributes: dice.below(2 ** 32) }),
  (dice) => ({ extra: dice.bytes(4 + dice.below(16)) }),
  () => ({ comment: 'see inside' }),
  (dice) => ({ localName: dice.pick(['../x', 'README.txt', 'log/entries.jws', 'x']) }),
  (dice) => ({
    name: dice.pick(['../../x', '/x', 'log/../x', 'README.txt', 'log/entries.jws ', 'LOG/entries.jws']),
  }),
  (dice) => ({ before: dice.bytes(1 + dice.below(30)) }),
];

/** Each gives the bytes of an archive that is whole, as other archivers see it. */
const ARCHIVES: Readonly<Record<string, (files: Files, dice: Dice) => Uint8Array>> = {
  'header of a file': (files, dice) => {
    const all = rawFiles(files);
    const at = dice.below(all.length);
    return rawZip(all.map((file, n) => (n === at ? { ...file, ...dice.pick(HEADERS)(dice) } : file)));
  },
  'files in another order': (files, dice) => {
    const all = rawFiles(files);
    const from = dice.below(all.length - 1);
    const [moved] = all.splice(from, 1);
    if (moved) all.splice(from + 1 + dice.below(all.length - from), 0, moved);
    return rawZip(all);
  },
  'file twice': (files, dice) => {
    const all = rawFiles(files);
    const again = dice.pick(all);
    const content = dice.below(2) === 0 ? again.content : dice.bytes(20);
    return rawZip([...all, { ...again, content }].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  },
  'end of the directory': (files, dice) =>
    rawZip(rawFiles(files), {
      [dice.pick(['count', 'start', 'bytes'])]: dice.below(65_536),
    }),
  'bytes where none are': (files, dice) =>
    rawZip(rawFiles(files), {
      [dice.pick(['between', 'after'])]: dice.bytes(1 + dice.below(40)),
    }),
  'comment of the archive': (files) => rawZip(rawFiles(files), { comment: 'x' }),
};

function rawFiles(files: Files): RawFile[] {
  return sorted(files).map(([name, content]) => ({ name, content }));
}

/** What was done, and the files or, where the container itself is wrong, the bytes. */
export type Mutated = { kind: string } & ({ files: Files } | { bytes: Uint8Array });

const RAW = Object.entries(BYTES);
const INSIDE = Object.entries(BYTES);
const LINED = Object.entries(LINES);
const WHOLE = Object.entries(FILES);
const PACKED = Object.entries(ARCHIVES);
/** Files of which each byte counts. */
const NAMED = [ENTRIES, DISCLOSURES, CHECKPOINT, MANIFEST, MANIFEST_NOTE];

/** Damages the bundle once. `zip`: its own bytes. `donor`: another honest bundle of the same key. */
export function mutated(files: Files, zip: Uint8Array, donor: Files, dice: Dice): Mutated {
  switch (dice.below(10)) {
    case 0: {
      const [kind, damage] = dice.pick(RAW);
      return { kind: `archive: ${kind}`, bytes: new Uint8Array(damage(Buffer.from(zip), dice, donor)) };
    }
    case 1: {
      const [kind, damage] = dice.pick(PACKED);
      return { kind: `archive: ${kind}`, bytes: damage(files, dice) };
    }
    case 2:
    case 3: {
      const [kind, damage] = dice.pick(WHOLE);
      return { kind: `files: ${kind}`, files: damage(files, dice, donor) };
    }
    case 4:
    case 5: {
      const [kind, damage] = dice.pick(INSIDE);
      const name = dice.below(3) === 0 ? anyName(files, dice) : dice.pick(NAMED);
      const bytes = damage(Buffer.from(files.get(name) ?? new Uint8Array([0])), dice, donor);
      return { kind: `inside a file: ${kind}`, files: changed(files, { [name]: new Uint8Array(bytes) }) };
    }
    default: {
      const [kind, damage] = dice.pick(LINED);
      const name = dice.pick([ENTRIES, DISCLOSURES]);
      const lines = damage(textOf(files, name).split('\n').slice(0, -1), dice, donor);
      const text = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
      return { kind: `${name}: ${kind}`, files: changed(files, { [name]: new Uint8Array(text) }) };
    }
  }
}

/** One character a byte: nothing that is damaged must be UTF-8. */
function textOf(files: Files, name: string): string {
  return Buffer.from(files.get(name) ?? new Uint8Array()).toString('latin1');
}
