/** Everything that reads a part of a bundle, or what comes with one, as a target of the fuzzer. */
import { CHECKPOINT, DISCLOSURES, MANIFEST, MANIFEST_NOTE, readManifest } from '../../domain/bundle';
import { concatBytes, fromUtf8, toAscii, toBase64Url, toUtf8 } from '../../domain/bytes';
import { readCheckpoint, writeCheckpoint } from '../../domain/checkpoint';
import { readDisclosure, readDisclosureBytes, writeDisclosure } from '../../domain/disclosure';
import { EntrySchema, leafOf, readEntry, readEntryBytes } from '../../domain/entry';
import { FIELD_KINDS, fieldNames, isField } from '../../domain/field';
import { verdictOf } from '../../domain/finding';
import { keyText, readKeyText } from '../../domain/fingerprint';
import { readJws, sealed, signingInput } from '../../domain/jws';
import { readHead, writeHead } from '../../domain/log';
import { readNote } from '../../domain/signed-note';
import { DEFAULT_POLICY, readPolicy, readTrust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { readZip } from '../../domain/zip';
import { BundleLog, WEEK } from '../support/bundle-log';
import {
  type Files,
  filesOf,
  nodeCrypto,
  signed,
  sorted,
  sourceOf,
  trustOf,
  withLines,
  zipOf,
} from '../support/bundles';
import { SLOT, sha256, testKey } from '../support/evidence';
import type { Target } from './fuzzer';

const device = testKey('device');
const log = new BundleLog(device);
const server = testKey('server');
log.addKey(server, 'server', SLOT * 1000);
const first = log.segment(SLOT, { pictures: 1, missed: 1 }).sealed.leaf;
const second = log.manual(SLOT + 600).sealed.leaf;
const third = log.segment(SLOT + 1200, { pictures: 2 }).sealed.leaf;
const at = (SLOT + 90_000) * 1000;
log.amend(first, [{ name: 'memo', value: 'Anew' }], { at });
log.redact(third, 0, { at });
log.remove(third, { at, picture: 1 });
log.remove(second, { at });
log.add({ type: 'pause', at, from: at });
log.add({ type: 'rate', at, from: at, rate: 6000 });
log.commit(WEEK + 86_400 * 6, at);
log.close(WEEK, [
  [SLOT, 600_000],
  [SLOT + 1200, 600_000],
]);
const files = filesOf(log);
const trust = trustOf({ freelancer: [device], server: [server] });
const WORDS = [
  ...new Set([
    ...EntrySchema.options.flatMap(({ shape }) => [`"${shape.type.value}"`, ...Object.keys(shape)]),
    ...FIELD_KINDS,
  ]),
];

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const fileOf = (name: string) => files.get(name) ?? new Uint8Array();
const payloads = log.lines.map((line) => bytesOf(readJws(line)?.payload ?? ''));
const told = log.disclosures.flat();
const toldJson = told.map((text) => new Uint8Array(Buffer.from(text, 'base64url')));

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`broken: ${what}`);
}

/** A line of ours with this payload; whether the signature holds is not for a reader. */
function lineOf(payload: Uint8Array): string {
  return `${signingInput(device.kid, '').slice(0, -1)}.${toBase64Url(payload)}.${toBase64Url(new Uint8Array(64))}`;
}

function readsLine(bytes: Uint8Array): void {
  const read = readEntryBytes(bytes, sha256);
  const line = latin1(bytes);
  const text = readEntry(line, sha256);
  must(read.ok === text.ok, 'a line and its bytes are read alike');
  if (!read.ok) return;
  const { entry, leaf, jws } = read.value;
  fieldNames(entry);
  must(leaf === leafOf(line, sha256), 'the leaf is that of the line');
  must(sealed(signingInput(jws.kid, jws.payload), jws.signature) === line, 'what is read is what is written');
  must(JSON.stringify(EntrySchema.parse(entry)) === jws.payload, 'the payload is the one text of the entry');
}

function readsDisclosure(bytes: Uint8Array): void {
  const read = readDisclosureBytes(bytes);
  const ascii = toAscii(latin1(bytes));
  must(ascii !== null || read === null, 'a disclosure is ASCII');
  if (read === null) return;
  must(writeDisclosure(read) === latin1(bytes), 'what is read is what is written');
  must(readDisclosure(latin1(bytes)) !== null, 'a text and its bytes are read alike');
  isField(read.name, read.value);
}

const withText = (run: (text: string) => void) => (bytes: Uint8Array) => run(latin1(bytes));
const withUtf8 = (run: (text: string) => void) => (bytes: Uint8Array) => {
  const text = fromUtf8(bytes);
  if (text === null) return;
  must(Buffer.from(toUtf8(text)).equals(bytes), 'UTF-8 is read to the byte');
  run(text);
};

async function verifies(bundle: Uint8Array): Promise<void> {
  const { verdict, findings } = await verify(sourceOf(bundle), trust, DEFAULT_POLICY, nodeCrypto);
  must(verdict === verdictOf(findings), 'the verdict is that of the findings');
}

/** Entries as payloads, and disclosures as JSON: what the holder of the key could have signed. */
const SPLIT = bytesOf('\n====\n');
const signedSeed = concatBytes(
  bytesOf(payloads.map((payload) => Buffer.from(payload).toString()).join('\n')),
  SPLIT,
  bytesOf(log.held.map(({ text }) => Buffer.from(text, 'base64url').toString()).join('\n')),
);

function signedBundle(input: Uint8Array): Uint8Array {
  const [entries = '', disclosures = ''] = latin1(input).split(latin1(SPLIT));
  const lines = entries.split('\n').map((payload) => {
    const message = lineOf(Buffer.from(payload, 'latin1')).split('.').slice(0, 2).join('.');
    return sealed(message, device.sign(bytesOf(message)));
  });
  const json = disclosures.split('\n').map((one) => `${toBase64Url(Buffer.from(one, 'latin1'))}\n`);
  const changed: Files = new Map([...withLines(log, () => lines), [DISCLOSURES, bytesOf(json.join(''))]]);
  return zipOf(new Map(sorted(signed(changed, log))));
}

const MARK = '\n#### ';
/** The files one after the other, each behind its name. */
const unsignedSeed = Buffer.concat(
  sorted(files).flatMap(([name, bytes]) => [Buffer.from(`${MARK}${name}\n`), bytes]),
);

function bundleOfParts(input: Uint8Array): Uint8Array | null {
  const parts = latin1(input)
    .split(MARK)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), new Uint8Array(Buffer.from(part.slice(end + 1), 'latin1'))] as const;
    });
  const isNamed = parts.every(([name]) => /^[A-Za-z0-9][A-Za-z0-9./-]{0,99}$/.test(name));
  return isNamed ? zipOf(new Map(sorted(new Map(parts)))) : null;
}

export const TARGETS: readonly Target[] = [
  {
    name: 'zip',
    seeds: [zipOf(files), zipOf(new Map([['a', bytesOf('b')]]))],
    dictionary: [...files.keys()],
    run: (input) => readZip(sourceOf(input)),
  },
  { name: 'line', seeds: log.lines.map(bytesOf), dictionary: [], run: readsLine },
  {
    name: 'entry',
    seeds: payloads,
    dictionary: WORDS,
    run: (payload) => readsLine(bytesOf(lineOf(payload))),
  },
  { name: 'disclosure-text', seeds: told.map(bytesOf), dictionary: [], run: readsDisclosure },
  {
    name: 'disclosure',
    seeds: toldJson,
    dictionary: WORDS,
    run: (json) => readsDisclosure(bytesOf(toBase64Url(json))),
  },
  { name: 'manifest', seeds: [fileOf(MANIFEST)], dictionary: WORDS, run: withUtf8(readManifest) },
  {
    name: 'note',
    seeds: [fileOf(CHECKPOINT), fileOf(MANIFEST_NOTE)],
    dictionary: [],
    run: withUtf8((text) => void readCheckpoint(readNote(text)?.text ?? '')),
  },
  {
    name: 'checkpoint',
    seeds: [bytesOf(readNote(latin1(fileOf(CHECKPOINT)))?.text ?? latin1(fileOf(CHECKPOINT)))],
    dictionary: [],
    run: withUtf8((text) => {
      const read = readCheckpoint(text);
      must(read === null || writeCheckpoint(read) === text, 'what is read is what is written');
    }),
  },
  {
    name: 'trust',
    seeds: [bytesOf(JSON.stringify({ ...trust, checkpoints: [latin1(fileOf(CHECKPOINT))] }))],
    dictionary: ['checkpoints', 'freelancer', 'role'],
    run: withUtf8(readTrust),
  },
  {
    name: 'policy',
    seeds: [
      bytesOf(
        JSON.stringify({ ...DEFAULT_POLICY, contract: log.contract, covers: { from: SLOT, to: SLOT + 600 } }),
      ),
    ],
    dictionary: ['covers', 'require', 'time', ...FIELD_KINDS],
    run: withUtf8(readPolicy),
  },
  {
    name: 'key',
    seeds: [bytesOf(keyText(device.x))],
    dictionary: [],
    run: withText((text) => {
      const key = readKeyText(text, sha256);
      must(key === null || keyText(key.x) === text, 'what is read is what is written');
    }),
  },
  {
    name: 'head',
    seeds: [bytesOf(writeHead(log.head))],
    dictionary: WORDS,
    run: withUtf8((text) => void readHead(text)),
  },
  {
    name: 'bundle',
    seeds: [new Uint8Array(unsignedSeed)],
    dictionary: WORDS,
    async run(input) {
      const bundle = bundleOfParts(input);
      if (bundle !== null) await verifies(bundle);
    },
  },
  {
    name: 'signed-bundle',
    seeds: [signedSeed],
    dictionary: [...WORDS, latin1(SPLIT)],
    run: (input) => verifies(signedBundle(input)),
  },
];
