/**
 * Fills a data folder from a backup. Promises: the folder is filled whole, with what was backed up and nothing else, or is
 * as it was; what `check` would name is said, and then nothing is restored. SPEC: SV15.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTarDecoder } from 'modern-tar';
import type { z } from 'zod';
import type { VerifierCrypto } from '../../domain/crypto';
import { syncFolder } from '../../node/durable-file';
import { readableOf, readSmall, writeAll } from '../../node/streams';
import { checkFolder } from '../check/check';
import type { Found } from '../check/found';
import { DATA_KEY_FILE, KEY_FILE } from '../keys';
import { SERVER_DATABASE } from '../store/database';
import { SCHEMA } from '../store/schema';
import { END, EndSchema, isPicture, JSON_MAX, MANIFEST, ManifestSchema } from './format';

export type Unpacked =
  | { outcome: 'restored'; files: number }
  /** The folder has something in it already. */
  | { outcome: 'occupied' }
  | { outcome: 'refused'; why: string }
  | { outcome: 'unsound'; findings: Found[] };

class Refusal extends Error {}

/** Throws what the file system throws. */
export async function unpackServer(from: string, folder: string, crypto: VerifierCrypto): Promise<Unpacked> {
  if (!(await isEmpty(folder))) return { outcome: 'occupied' };
  // Beside it, so that it can take its place in one step.
  const into = `${folder}.restoring`;
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true, mode: 0o700 });
  try {
    const files = await unpackInto(from, into);
    const { findings } = await checkFolder(into, crypto);
    if (findings.length > 0) return { outcome: 'unsound', findings };
    await rmdir(folder).catch(ignoreMissing);
    // Commit point: before it the folder is empty, or not there.
    await rename(into, folder);
    await syncFolder(dirname(folder));
    return { outcome: 'restored', files };
  } catch (error) {
    if (error instanceof Refusal) return { outcome: 'refused', why: error.message };
    // What the disk refuses has a code; anything else comes of what was read.
    if (!(error instanceof Error) || ('code' in error && typeof error.code === 'string')) throw error;
    return { outcome: 'refused', why: 'the file is damaged, or no backup of a server' };
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

async function unpackInto(from: string, into: string): Promise<number> {
  const source = await open(from, 'r');
  try {
    const entries = readableOf(source, () => undefined).pipeThrough(createTarDecoder({ strict: true }));
    const written: z.infer<typeof EndSchema>['files'] = [];
    const folders = new Set<string>();
    let manifest = false;
    let end: z.infer<typeof EndSchema> | null = null;
    for await (const { header, body } of entries) {
      const { name } = header;
      if (end !== null) throw new Refusal('something comes after its end');
      if (!manifest) {
        if (name !== MANIFEST) throw new Refusal('it is no backup of a server');
        checkManifest(await readSmall(body, JSON_MAX));
        manifest = true;
      } else if (name === END) end = EndSchema.parse(JSON.parse(await readSmall(body, JSON_MAX)));
      else {
        if (!isKnown(name)) throw new Refusal('it has a file that no backup has');
        const path = join(into, name);
        if (!folders.has(dirname(path))) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        folders.add(dirname(path));
        written.push([name, ...(await save(body, path))]);
      }
    }
    if (end === null) throw new Refusal('it ends before its end');
    if (JSON.stringify(end.files) !== JSON.stringify(written))
      throw new Refusal('a file in it is not as it was');
    for (const one of folders) await syncFolder(one);
    await syncFolder(into);
    return written.length;
  } finally {
    await source.close();
  }
}

function checkManifest(text: string): void {
  const read = ManifestSchema.safeParse(JSON.parse(text));
  if (!read.success) throw new Refusal('it is no backup of a server, or of a newer one');
  if (read.data.schema !== SCHEMA.number)
    throw new Refusal(`its database is of version ${read.data.schema}, this server knows ${SCHEMA.number}`);
}

function isKnown(name: string): boolean {
  return name === KEY_FILE || name === DATA_KEY_FILE || name === SERVER_DATABASE || isPicture(name);
}

/** A name that is there already is an error: no entry comes twice. Gives bytes and hash. */
async function save(body: ReadableStream<Uint8Array>, path: string): Promise<[number, string]> {
  const hash = createHash('sha256');
  const file: FileHandle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isThere ? new Refusal('a file comes twice in it') : error;
  });
  try {
    const hashing = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        hash.update(piece);
        controller.enqueue(piece);
      },
    });
    const bytes = await writeAll(body.pipeThrough(hashing), file);
    await file.sync();
    return [bytes, hash.digest('hex')];
  } finally {
    await file.close();
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(ignoreMissing);
  return names === undefined || names.length === 0;
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
