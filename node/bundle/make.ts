/**
 * Makes one bundle, for the app and the server alike, exactly as docs/evidence-format.md §8 says: the log, what the scope
 * covers, the reports, the pictures. Promises: what is written was first verified with the freelancer's own key, and is
 * not given where it would not be proven; memory does not grow with the pictures; the file is durable when this returns.
 * SPEC: BU7, BU8, DS10.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import {
  CHECKPOINT,
  DISCLOSURES,
  ENTRIES,
  MANIFEST,
  MANIFEST_NOTE,
  type Manifest,
  pictureName,
  writeManifest,
} from '../../domain/bundle';
import { bundleReadme } from '../../domain/bundle-readme';
import { toUtf8 } from '../../domain/bytes';
import { readCheckpoint } from '../../domain/checkpoint';
import type { VerifierCrypto } from '../../domain/crypto';
import { reportCsv } from '../../domain/report-csv';
import { type Reported, reportJson } from '../../domain/report-json';
import { readNote } from '../../domain/signed-note';
import { DEFAULT_POLICY, type Trust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { ARCHIVE_MAX, FILES_MAX } from '../../domain/zip';
import { Archive, hashOf, type Listed, listedText } from './archive';
import { type ComingFile, draftSource } from './draft-source';
import { Shelf } from './shelf';
import type { Ask, BundleOutcome, BundleTask } from './task';
import { Told, type ToldPicture } from './told';

/** The profile; the log as of one instant, between `begin` and `end`. */
export interface SealedSource {
  /** From now on `lines` and `disclosures` are as they are now. Gives how many entries the log has. */
  begin(): number;
  end(): void;
  lines(): Iterable<string>;
  /** Outside of `begin` and `end`: as they are now. `index`: the place of the entry that has its digest. */
  disclosures(): Iterable<{ index: number; name: string; slot: number | null; text: string }>;
  /** The picture that is stored under this hash, as it is now; null where it is not there or does not open. */
  picture(sha256: string): Promise<Uint8Array | null>;
  /** Whether it was not deleted. */
  hasPicture(sha256: string): boolean;
}

export type Print = (page: { html: string; footer: string }) => Promise<Uint8Array>;

export interface Work {
  source: SealedSource;
  crypto: VerifierCrypto;
  /** The bytes of report.pdf, which `print` makes of a page of HTML. `drawn`: told how much is done, from 0 to 1. */
  pdf(
    reported: Reported,
    source: Pick<SealedSource, 'picture'>,
    print: Print,
    drawn: (share: number) => void,
  ): Promise<Uint8Array>;
  /** Main's answer. */
  ask(ask: Ask): Promise<string | Uint8Array>;
  /** Told of bytes done, as often as they come. */
  progress(done: number, total: number): void;
}

/** The names by which the reports call the keys that the bundle is verified with. */
const TRUSTED_AS = { en: 'The freelancer', fr: 'Le freelance' } as const;
const SERVER_AS = { en: 'The server', fr: 'Le serveur' } as const;

/** How often the head is asked for anew where the log grew between reading and signing. */
const TRIES = 5;

/** A file that comes behind the pictures. */
interface Behind {
  listed: Listed;
  write(archive: Archive): Promise<void>;
}

/** `file`: new and empty, open for reading and writing. What the disk refuses, and defects, reject. */
export async function makeBundleIn(file: FileHandle, task: BundleTask, work: Work): Promise<BundleOutcome> {
  const archive = new Archive(file);
  const told = new Told(task.scope);
  const entries = await writeLog(archive, told, task, work);
  if (entries === null) return { outcome: 'failed', reason: 'io', detail: 'the log grew all the while' };
  const pictures = [...told.pictures].sort(([a], [b]) => (a < b ? -1 : 1));
  const pictureBytes = pictures.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  const tooLarge = (bytes: number): BundleOutcome => ({
    outcome: 'too-large',
    bytes,
    pictures: pictures.length,
  });
  if (pictures.length > FILES_MAX - 20 || archive.size + pictureBytes > ARCHIVE_MAX)
    return tooLarge(archive.size + pictureBytes);

  const shelf = new Shelf(work.source);
  // Each picture is needed to be verified, to be printed, and to be written.
  const step = { log: archive.size, pictures: pictureBytes };
  const total = step.log * 2 + step.pictures * (task.report ? 3 : 2);
  const pictureFiles = pictures.map(([sha256, { bytes }]): Listed => [pictureName(sha256), bytes, sha256]);
  const unreadable = new Set<number>();
  const draft = await manifested([...archive.listed, ...pictureFiles], task, work);
  const coming = [...draft.map(inMemory), ...pictures.map((one) => fromShelf(one, shelf, unreadable))];
  const checked = await verify(
    draftSource(file, archive, coming),
    trustOf(task),
    DEFAULT_POLICY,
    work.crypto,
    (done) => work.progress(step.log + Math.min(done, step.log + step.pictures), total),
  );
  const { verdict, findings, record } = checked;
  if (unreadable.size > 0) return { outcome: 'unreadable', slots: ascending(unreadable) };
  if (record === null || (verdict !== 'proven' && !task.evenUnproven)) {
    if (verdict === 'proven') throw new Error('broken invariant: proven without a record');
    return { outcome: 'unproven', verdict, findings };
  }

  const { app, language, scope, note } = task;
  const reported = { record, verdict, findings, manifest: { app, language, scope, note } };
  const behind = await reportsOf(reported, task, work, {
    picture: async (sha256) => shelf.get(sha256, told.pictures.get(sha256)?.bytes ?? 0),
    drawn: (share) => work.progress(Math.floor(step.log * 2 + step.pictures * (1 + share)), total),
  });
  const list = [...archive.listed, ...pictureFiles, ...behind.map(({ listed }) => listed)];
  const whole = list.reduce((sum, [, bytes]) => sum + bytes, 0);
  // Names and headers of a file are below three hundred bytes.
  if (whole + list.length * 300 > ARCHIVE_MAX) return tooLarge(whole);
  for (const [name, bytes] of await manifested(list, task, work)) await archive.add(name, bytes);
  let done = total - step.pictures;
  for (const [sha256, { bytes: size }] of pictures) {
    const bytes = await shelf.take(sha256, size);
    if (bytes === null) return { outcome: 'changed' };
    await archive.add(pictureName(sha256), bytes, sha256);
    done += size;
    work.progress(done, total);
  }
  for (const { write } of behind) await write(archive);
  await archive.finish();
  await work.ask({ what: 'final' });
  if (!stillTold(archive, entries, task, work)) return { outcome: 'changed' };
  const inScope = record.segments.filter(({ entry }) => entry.slot >= scope.from && entry.slot < scope.to);
  return {
    outcome: 'written',
    bytes: archive.size,
    entries,
    segments: inScope.filter(({ state }) => state === 'stands').length,
    pictures: pictures.length,
    held: ascending(told.held),
    verdict,
    findings,
  };
}

function inMemory([name, bytes]: readonly [string, Uint8Array]): ComingFile {
  return { name, size: bytes.length, crc: crc32(bytes), bytes: async () => bytes };
}

/** The slot of one that cannot be had is added to `unreadable`. */
function fromShelf(
  [sha256, { bytes: size, slot }]: readonly [string, ToldPicture],
  shelf: Shelf,
  unreadable: Set<number>,
): ComingFile {
  return {
    name: pictureName(sha256),
    size,
    // The verifier looks at a picture's hash, not at its checksum, which is only known once it was read.
    crc: 0,
    async bytes() {
      const bytes = await shelf.get(sha256, size);
      if (bytes === null) unreadable.add(slot);
      return bytes;
    },
  };
}

/** The files that come before the manifest. Gives how many entries there are; null where no head could be had for them. */
async function writeLog(archive: Archive, told: Told, task: BundleTask, work: Work): Promise<number | null> {
  const { source } = work;
  await archive.add('README.txt', toUtf8(bundleReadme(task.language)));
  for (let tried = 0; tried < TRIES; tried++) {
    const entries = source.begin();
    try {
      const checkpoint = await asked({ what: 'checkpoint' }, work);
      // Something was sealed in between: the head is of a later log than the one that is read here.
      if (readCheckpoint(readNote(checkpoint)?.text ?? '')?.size !== entries) continue;
      await archive.add(CHECKPOINT, toUtf8(checkpoint));
      await archive.stream(DISCLOSURES, told.lines(source.disclosures()));
      await archive.stream(ENTRIES, lineByLine(source.lines()));
      return entries;
    } finally {
      source.end();
    }
  }
  return null;
}

/** Whether everything that the file tells of the log still stands beside it. What came later is not looked at. */
function stillTold({ listed }: Archive, entries: number, { scope }: BundleTask, { source }: Work): boolean {
  const hash = createHash('sha256');
  for (const line of new Told(scope).lines(earlier(source.disclosures(), entries))) hash.update(line);
  const [, , told] = listed.find(([name]) => name === DISCLOSURES) ?? [];
  return told === hash.digest('hex');
}

function* earlier<T extends { index: number }>(all: Iterable<T>, entries: number): Generator<T> {
  for (const one of all) if (one.index < entries) yield one;
}

function* lineByLine(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** The manifest over these files, and its signature. */
async function manifested(
  files: readonly Listed[],
  { contract, log, app, language, scope, note }: BundleTask,
  work: Work,
): Promise<[name: string, bytes: Uint8Array][]> {
  const manifest: Manifest = {
    format: 'minutier-bundle-1',
    contract,
    log,
    app,
    language,
    scope,
    note,
    files: [...files],
  };
  const bytes = toUtf8(writeManifest(manifest));
  const signed = await asked({ what: 'manifest', sha256: work.crypto.sha256(bytes) }, work);
  return [
    [MANIFEST, bytes],
    [MANIFEST_NOTE, toUtf8(signed)],
  ];
}

async function reportsOf(
  reported: Reported,
  task: BundleTask,
  work: Work,
  { picture, drawn }: { picture: SealedSource['picture']; drawn: (share: number) => void },
): Promise<Behind[]> {
  const streamed = (name: string, make: () => Iterable<string>): Behind => {
    const { listed, pieces } = listedText(name, make);
    return { listed, write: (archive) => archive.pieces(name, pieces) };
  };
  const whole = (name: string, bytes: Uint8Array): Behind => {
    const hash = hashOf(bytes);
    return { listed: [name, bytes.length, hash], write: (archive) => archive.add(name, bytes, hash) };
  };
  const { record, manifest } = reported;
  const print: Print = async ({ html, footer }) => {
    const printed = await work.ask({ what: 'print', html, footer });
    if (typeof printed === 'string') throw new Error('broken invariant: a PDF is bytes');
    return printed;
  };
  return [
    streamed('report.csv', () => reportCsv(record, manifest.scope)),
    streamed('report.json', () => reportJson(reported)),
    ...(task.report ? [whole('report.pdf', await work.pdf(reported, { picture }, print, drawn))] : []),
    ...(task.page === null ? [] : [whole('verifier.html', await readFile(task.page))]),
  ];
}

function trustOf({ trusted, server, language }: BundleTask): Trust {
  const own = trusted.map((key) => ({ role: 'freelancer' as const, name: TRUSTED_AS[language], key }));
  const also =
    server === undefined ? [] : [{ role: 'server' as const, name: SERVER_AS[language], key: server }];
  return { format: 'minutier-trust-1', keys: [...own, ...also], checkpoints: [] };
}

async function asked(ask: Ask, work: Work): Promise<string> {
  const answer = await work.ask(ask);
  if (typeof answer !== 'string') throw new Error('broken invariant: a note is a text');
  return answer;
}

function ascending(slots: ReadonlySet<number>): number[] {
  return [...slots].sort((a, b) => a - b);
}
