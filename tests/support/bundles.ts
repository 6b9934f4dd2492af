/**
 * Bundles for the tests of the verifier, as docs/evidence-format.md §8 has them, and the knobs to make wrong ones on
 * purpose: the files of a log, the manifest over any files, a ZIP of any files. The same in every run.
 */
import {
  ALWAYS_DISCLOSED,
  type ByteSource,
  CHECKPOINT,
  DISCLOSURES,
  ENTRIES,
  MANIFEST,
  MANIFEST_NOTE,
  type Manifest,
  manifestNoteText,
  pictureName,
  type Scope,
  writeManifest,
} from '../../domain/bundle';
import { fromUtf8, toUtf8 } from '../../domain/bytes';
import { originOfLog, writeCheckpoint } from '../../domain/checkpoint';
import { readDisclosure } from '../../domain/disclosure';
import { FIELD_KINDS, kindOfField } from '../../domain/field';
import type { Finding, Subject } from '../../domain/finding';
import type { SigningKey } from '../../domain/keys';
import { leafHash, rootOf, rootOfLeaves } from '../../domain/merkle';
import { writeNote } from '../../domain/signed-note';
import { type Trust, TrustSchema } from '../../domain/trust';
import { contentOffset, crc32, directory, localHeader, type PlacedFile } from '../../domain/zip';
import { nodeCrypto as platformCrypto } from '../../verifier/node/node-crypto';
import { type BundleLog, WEEK } from './bundle-log';
import { sha256 } from './evidence';

/** The files of a bundle by name, in the order in which they are to be written. */
export type Files = ReadonlyMap<string, Uint8Array>;

export const ALL_FIELDS: Scope['fields'] = [
  'memo',
  'tag',
  'reason',
  'time',
  'activity',
  'minutes',
  'windows',
  'picture',
  'missed',
];
/** The week that `SLOT` is in, with everything. */
export const WHOLE_WEEK: Scope = { from: WEEK, to: WEEK + 604_800, fields: ALL_FIELDS };

export interface BundleOptions {
  scope?: Scope;
  note?: string;
  /** Signs the manifest; the log's opener where nothing is said. */
  signer?: SigningKey;
  /** Sign the checkpoint; `signer` where nothing is said. */
  heads?: readonly SigningKey[];
  language?: 'en' | 'fr';
  /** Further files, such as a report. */
  more?: Readonly<Record<string, Uint8Array>>;
  /** What the manifest says instead. */
  manifest?: Partial<Manifest>;
}

/** The honest bundle of the log. */
export function bundleOf(log: BundleLog, options: BundleOptions = {}): Uint8Array {
  return zipOf(filesOf(log, options));
}

/** Its files, manifest and all. */
export function filesOf(log: BundleLog, options: BundleOptions = {}): Files {
  return signed(contentsOf(log, options), log, options);
}

/** Its files without the manifest. */
export function contentsOf(log: BundleLog, options: BundleOptions = {}): Files {
  const { scope = WHOLE_WEEK, more = {} } = options;
  const told = toldOf(log, scope);
  const shown = told.filter(({ json }) => !json.includes('"held":1'));
  const pictures = [...log.pictures].filter(([hash]) => shown.some(({ json }) => json.includes(hash)));
  return new Map([
    ['README.txt', toUtf8('How to check an entry by hand.\n')],
    [CHECKPOINT, toUtf8(checkpointOf(log, options.heads ?? [options.signer ?? log.opener]))],
    [DISCLOSURES, toUtf8(told.map(({ text }) => `${text}\n`).join(''))],
    [ENTRIES, toUtf8(log.lines.map((line) => `${line}\n`).join(''))],
    ...pictures.map(([hash, bytes]) => [pictureName(hash), bytes] as const),
    ...Object.entries(more),
  ]);
}

/** The disclosures that still exist and that the scope covers, in the order of the log. */
function toldOf(log: BundleLog, { from, to, fields }: Scope): { text: string; json: string }[] {
  const kinds = new Set<string>([...fields, ...ALWAYS_DISCLOSED]);
  return log.held
    .filter(({ about, name }) => {
      const slot = log.slots.get(about);
      const kind = kindOfField(name) ?? '';
      return kinds.has(kind) && (slot === undefined || (slot >= from && slot < to));
    })
    .toSorted((a, b) => a.index - b.index || place(a.name) - place(b.name))
    .map(({ text }) => ({ text, json: JSON.stringify(readDisclosure(text)) }));
}

/** Names of one entry in the order of its kind. */
function place(name: string): number {
  const kind = kindOfField(name);
  return (kind === null ? -1 : FIELD_KINDS.indexOf(kind)) * 100 + Number(name.split('.')[1] ?? 0);
}

export function originOfThe(log: BundleLog): string {
  return originOfLog(log.contract, log.log);
}

/** The log's head as it is now, or as it was (`size` and `root` of then). */
export function checkpointOf(
  log: BundleLog,
  heads: readonly SigningKey[] = [log.opener],
  { size, root } = { size: log.head.tree.size, root: rootOf(log.head.tree, sha256) },
): string {
  const origin = originOfThe(log);
  return noteOf(origin, writeCheckpoint({ origin, size, root }), heads);
}

/** Of these lines, whatever they are; one character a byte. */
export function headOver(lines: readonly string[]): { size: number; root: Uint8Array } {
  const leaves = lines.map((line) => leafHash(new Uint8Array(Buffer.from(line, 'latin1')), sha256));
  return { size: lines.length, root: rootOfLeaves(leaves, sha256) };
}

/** The contents with other entries and a head over just these, signed: what the holder of the key can make. */
export function withLines(
  log: BundleLog,
  change: (lines: string[]) => readonly string[],
  options: BundleOptions = {},
): Files {
  const lines = change([...log.lines]);
  return changed(contentsOf(log, options), {
    [ENTRIES]: new Uint8Array(Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')),
    [CHECKPOINT]: checkpointOf(log, options.heads ?? [options.signer ?? log.opener], headOver(lines)),
  });
}

/** A text signed under the name of a log. */
export function noteOf(origin: string, text: string, keys: readonly SigningKey[]): string {
  const signatures = keys.map((key) => ({
    key: { name: origin, publicKey: key.bytes },
    signature: key.sign(toUtf8(text)),
  }));
  return writeNote(text, signatures, sha256);
}

/** The files with a manifest over them as they are, signed: what an exporter does that lies about what it has. */
export function signed(contents: Files, log: BundleLog, options: BundleOptions = {}): Files {
  const { scope = WHOLE_WEEK, note = '', language = 'en', signer = log.opener } = options;
  const files = new Map([...contents].filter(([name]) => name !== MANIFEST && name !== MANIFEST_NOTE));
  const manifest = writeManifest({
    format: 'minutier-bundle-1',
    contract: log.contract,
    log: log.log,
    app: '0.1.0',
    language,
    scope,
    note,
    files: sorted(files).map(([name, bytes]) => [name, bytes.length, hex(sha256(bytes))]),
    ...options.manifest,
  });
  return withManifest(files, manifest, originOfThe(log), signer);
}

/** The files with this text as their manifest, and its note. */
export function withManifest(files: Files, manifest: string, origin: string, signer: SigningKey): Files {
  const bytes = toUtf8(manifest);
  const note = noteOf(origin, manifestNoteText(origin, sha256(bytes)), [signer]);
  return new Map(sorted(new Map([...files, [MANIFEST, bytes], [MANIFEST_NOTE, toUtf8(note)]])));
}

/** The files with some changed; null takes one away. */
export function changed(files: Files, change: Readonly<Record<string, Uint8Array | string | null>>): Files {
  const all = new Map(files);
  for (const [name, content] of Object.entries(change)) {
    if (content === null) all.delete(name);
    else all.set(name, typeof content === 'string' ? toUtf8(content) : content);
  }
  return new Map(sorted(all));
}

/** The text of a file. */
export function textOf(files: Files, name: string): string {
  const text = fromUtf8(files.get(name) ?? new Uint8Array());
  if (text === null) throw new Error(`${name} is no text`);
  return text;
}

/** The lines of a file, each without its line feed. */
export function linesOf(files: Files, name: string): string[] {
  return textOf(files, name).split('\n').slice(0, -1);
}

export function sorted(files: Files): [string, Uint8Array][] {
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A ZIP as the format has it, of the files in the order in which they are. */
export function zipOf(files: Files): Uint8Array {
  const parts: Uint8Array[] = [];
  const placed: PlacedFile[] = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const file = { name, size: bytes.length, crc: crc32(bytes), offset };
    placed.push(file);
    parts.push(localHeader(file), bytes);
    offset = contentOffset(file) + bytes.length;
  }
  return new Uint8Array(Buffer.concat([...parts, directory(placed)]));
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => {
      if (offset < 0 || length < 0 || offset + length > bytes.length) throw new Error('outside');
      return bytes.slice(offset, offset + length);
    },
  };
}

export interface TrustedKeys {
  freelancer?: readonly SigningKey[];
  server?: readonly SigningKey[];
  client?: readonly SigningKey[];
  checkpoints?: readonly string[];
}

export function trustOf({ freelancer = [], server = [], client = [], checkpoints = [] }: TrustedKeys): Trust {
  const named = (role: string, keys: readonly SigningKey[]) =>
    keys.map(({ x }, n) => ({ role, name: `${role} ${n + 1}`, key: x }));
  return TrustSchema.parse({
    format: 'minutier-trust-1',
    keys: [...named('freelancer', freelancer), ...named('server', server), ...named('client', client)],
    checkpoints,
  });
}

/** The product's own, of this Node. */
export const nodeCrypto = platformCrypto();

/**
 * Each finding in one line: `seq-wrong entry 3 expected=3 found=4`. Lines that follow each other are one:
 * `disclosure-orphan line log/disclosures.txt 19–28`. Names of pictures are cut.
 */
export function findingsOf({ findings }: { findings: readonly Finding[] }): string[] {
  const lines: { text: string; from: number; to: number }[] = [];
  for (const { id, subject, values } of findings) {
    const said = Object.entries(values).map(([name, value]) => ` ${name}=${value}`);
    const text = `${id} ${named(subject)}${said.join('')}`;
    const line = subject.type === 'line' ? subject.line : Number.NaN;
    const before = lines.at(-1);
    if (before?.text === text && before.to + 1 === line) before.to = line;
    else lines.push({ text, from: line, to: line });
  }
  return lines.map(({ text, from, to }) => {
    if (Number.isNaN(from)) return text;
    return `${text} ${from === to ? from : `${from}–${to}`}`;
  });
}

function named(subject: Subject): string {
  if (subject.type === 'line') return `line ${subject.file}`;
  const { type, ...rest } = subject;
  return [type, ...Object.values(rest)].join(' ').replace(/(pictures\/[0-9a-f]{8})[0-9a-f]+/, '$1…');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
