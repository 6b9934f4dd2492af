/**
 * Reads a backup, in the backup child, into an empty folder. Promises: it says `unpacked` only where every byte was
 * authentic and in its place, the database is sound and ours, and everything is durable; it writes nowhere else.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import { createTarDecoder } from 'modern-tar';
import type { z } from 'zod';
import { syncFolder } from '../../../node/durable-file';
import { readableOf, readSmall, writeAll } from '../../../node/streams';
import {
  AnyManifestSchema,
  DATABASE,
  END,
  EndSchema,
  KEYS,
  type Keys,
  KeysSchema,
  MANIFEST,
  MAX_JSON_BYTES,
  type Manifest,
  ManifestSchema,
  pictureOf,
  VERSION,
} from './format';
import type { Outcome, Progress, UnpackTask } from './messages';
import type { Snapshots } from './pack';

/** First bytes of every age file. */
const AGE = 'age-encryption.org/v1\n';
/** What the age package says where the passphrase does not open the file's key. */
const NO_MATCH = "no identity matched any of the file's recipients";
/** Files that are being made durable beside each other: the disk does many of them in one go. */
const SYNCING = 16;

/** Throws what the file system throws. */
export async function unpack(
  task: UnpackTask,
  databases: Pick<Snapshots, 'look'>,
  progress: Progress,
): Promise<Outcome> {
  const source = await open(task.from, 'r');
  try {
    return await read(source, task, databases, progress);
  } catch (error) {
    if (error instanceof Refusal) return { outcome: 'refused', why: error.why, detail: error.message };
    // What the disk refuses has a code; anything else comes of what was read.
    if (!(error instanceof Error) || ('code' in error && typeof error.code === 'string')) throw error;
    return { outcome: 'refused', why: 'damaged', detail: error.message };
  } finally {
    await source.close();
  }
}

type Why = Extract<Outcome, { outcome: 'refused' }>['why'];

class Refusal extends Error {
  constructor(
    readonly why: Why,
    detail: string,
  ) {
    super(detail);
  }
}

async function read(
  source: FileHandle,
  task: UnpackTask,
  databases: Pick<Snapshots, 'look'>,
  progress: Progress,
): Promise<Outcome> {
  const { size } = await source.stat();
  const head = await source.read(Buffer.alloc(AGE.length), 0, AGE.length, 0);
  if (head.buffer.toString('latin1', 0, head.bytesRead) !== AGE) {
    throw new Refusal('not-a-backup', 'not an age file');
  }
  let done = 0;
  const bytes = readableOf(source, (count) => {
    done += count;
    progress(done, size);
  });
  const archive = (await decrypted(bytes, task.passphrase)).pipeThrough(createTarDecoder({ strict: true }));
  const found = await place(archive, task);
  if (found.end === null) throw new Refusal('damaged', 'it ends before its last entry');
  const { manifest, keys, end } = found;

  const looked = databases.look(join(task.into, DATABASE));
  if (looked.outcome === 'unsound') throw new Refusal('damaged', looked.detail);
  const { files, ...facts } = looked.content;
  const same = (['schema', 'contracts', 'slices', 'pictures'] as const).every(
    (name) => facts[name] === manifest[name],
  );
  if (!same) throw new Refusal('damaged', 'the database is not the one that the manifest tells of');
  const absent = files.filter((name) => !found.pictures.has(name)).length;
  if (absent !== end.absent || found.pictures.size !== end.files || found.bytes !== end.bytes) {
    throw new Refusal('damaged', 'the pictures are not those that the database names');
  }
  return { outcome: 'unpacked', manifest, keys };
}

async function decrypted(
  bytes: ReadableStream<Uint8Array>,
  passphrase: string,
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.normalize('NFC'));
  try {
    return await decrypter.decrypt(bytes);
  } catch (error) {
    if (error instanceof Error && error.message === NO_MATCH) throw new Refusal('wrong-passphrase', NO_MATCH);
    throw error;
  }
}

interface Found {
  manifest: Manifest;
  keys: Keys;
  pictures: Set<string>;
  /** Of all pictures. */
  bytes: number;
  end: z.infer<typeof EndSchema> | null;
}

type Entries = AsyncIterable<{ header: { name: string; type?: string }; body: ReadableStream<Uint8Array> }>;

/** Writes database and pictures into the folder, checking that each entry is in its place; durable when it returns. */
async function place(entries: Entries, task: UnpackTask): Promise<Found> {
  const queue = entries[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await queue.next();
    return done === true ? null : value;
  };
  const small = async (name: string) => {
    const entry = await next();
    if (entry?.header.name !== name) throw new Refusal('not-a-backup', `no ${name}`);
    return readSmall(entry.body, MAX_JSON_BYTES);
  };

  const manifest = manifestOf(await small(MANIFEST), task.known);
  const keys = KeysSchema.parse(JSON.parse(await small(KEYS)));
  const database = await next();
  if (database?.header.name !== DATABASE) throw new Error('no database');
  const syncs = new Syncs();
  await save(database.body, join(task.into, DATABASE), syncs);

  const found: Found = { manifest, keys, pictures: new Set(), bytes: 0, end: null };
  const folders = new Set<string>();
  for (let entry = await next(); entry !== null; entry = await next()) {
    if (found.end !== null) throw new Error('something comes after the end');
    const { name } = entry.header;
    if (name === END) {
      found.end = EndSchema.parse(JSON.parse(await readSmall(entry.body, MAX_JSON_BYTES)));
      continue;
    }
    const picture = pictureOf(name);
    if (picture === null) throw new Error(`an entry of an unknown kind: ${name.slice(0, 80)}`);
    const folder = join(task.into, 'pictures', picture.slice(0, 2));
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    found.pictures.add(picture);
    found.bytes += await save(entry.body, join(folder, picture), syncs);
  }
  await syncs.settled();
  for (const folder of folders) await syncFolder(folder);
  if (folders.size > 0) await syncFolder(join(task.into, 'pictures'));
  await syncFolder(task.into);
  return found;
}

function manifestOf(text: string, known: number): Manifest {
  const value: unknown = JSON.parse(text);
  const any = AnyManifestSchema.safeParse(value);
  if (!any.success) throw new Refusal('not-a-backup', 'another kind of archive');
  if (any.data.version > VERSION) throw new Refusal('newer', `format ${any.data.version}`);
  const manifest = ManifestSchema.parse(value);
  if (manifest.schema > known) throw new Refusal('newer', `database ${manifest.schema}, ${known} is known`);
  return manifest;
}

/** A name that is there already is an error: no entry may come twice. Gives its size. */
async function save(body: ReadableStream<Uint8Array>, path: string, syncs: Syncs): Promise<number> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new Error('an entry comes twice');
    throw error;
  });
  let bytes: number;
  try {
    bytes = await writeAll(body, file);
  } catch (error) {
    await file.close();
    throw error;
  }
  await syncs.add(file);
  return bytes;
}

/** Files on their way to the disk; at most so many at once. */
class Syncs {
  private readonly running = new Set<Promise<void>>();
  private failure: unknown = null;

  /** Takes the file over: syncs and closes it. */
  async add(file: FileHandle): Promise<void> {
    const work = file
      .sync()
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .then(() => file.close());
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
    if (this.running.size >= SYNCING) await Promise.race(this.running);
    if (this.failure !== null) throw this.failure;
  }

  async settled(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure !== null) throw this.failure;
  }
}
