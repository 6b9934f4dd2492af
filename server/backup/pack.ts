/**
 * Writes a backup of a data folder, while its server runs or not. Promises: it is of one instant; memory stays flat; the
 * file is whole and durable under its name, or not there. SPEC: SV15.
 */
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTarPacker } from 'modern-tar';
import { z } from 'zod';
import { syncFolder, UNFINISHED } from '../../node/durable-file';
import { readableOf, writeAll } from '../../node/streams';
import { DATA_KEY_FILE, KEY_FILE } from '../keys';
import { lookIntoServerDatabase, SERVER_DATABASE } from '../store/database';
import { SCHEMA } from '../store/schema';
import { END, type EndSchema, MANIFEST, type ManifestSchema } from './format';

/** A picture that is erased between the database's copy and its own: then all is begun again, so often. */
const TRIES = 5;

export interface Packed {
  pictures: number;
  bytes: number;
}

/** Throws what SQLite and the file system throw. `to` must not be there. */
export async function packServer(folder: string, to: string): Promise<Packed> {
  for (let left = TRIES; ; left--) {
    try {
      return await packOnce(folder, to);
    } catch (error) {
      if (!(error instanceof Vanished) || left === 1) throw error;
    }
  }
}

class Vanished extends Error {}

async function packOnce(folder: string, to: string): Promise<Packed> {
  const copy = `${to}.db${UNFINISHED}`;
  const unfinished = to + UNFINISHED;
  try {
    await rm(copy, { force: true });
    await rm(unfinished, { force: true });
    const names = snapshot(folder, copy);
    const target = await open(unfinished, 'wx', 0o600);
    try {
      const { readable, controller } = createTarPacker();
      const filling = fill(folder, copy, names, controller).catch((error: unknown) => {
        controller.error(error);
        throw error;
      });
      const [bytes] = await Promise.all([writeAll(readable, target), filling]);
      await target.sync();
      // Commit point: before it there is no backup of this name.
      await rename(unfinished, to);
      await syncFolder(dirname(to));
      return { pictures: names.length, bytes };
    } finally {
      await target.close();
    }
  } finally {
    await rm(copy, { force: true });
    await rm(unfinished, { force: true });
  }
}

/** The database as it is now, at `copy`; gives the names of its pictures. */
function snapshot(folder: string, copy: string): string[] {
  const sqlite = lookIntoServerDatabase(folder);
  try {
    // One read transaction: the server goes on beside it. What was erased is not in the copy.
    sqlite.prepare('VACUUM INTO ?').run(copy);
    sqlite.prepare('ATTACH ? AS copied').run(copy);
    const names = sqlite
      .prepare(`SELECT contract_id || '/' || sha256 FROM copied.pictures ORDER BY 1`)
      .pluck()
      .all();
    return z.array(z.string()).parse(names);
  } finally {
    sqlite.close();
  }
}

type Packer = ReturnType<typeof createTarPacker>['controller'];

async function fill(folder: string, copy: string, names: readonly string[], packer: Packer): Promise<void> {
  const manifest: z.infer<typeof ManifestSchema> = {
    format: 'minutier-server-backup',
    version: 1,
    schema: SCHEMA.number,
  };
  await addText(packer, MANIFEST, manifest);
  const end: z.infer<typeof EndSchema> = { files: [] };
  const add = async (name: string, path: string) => end.files.push(await addFile(packer, name, path));
  await add(KEY_FILE, join(folder, KEY_FILE));
  await add(DATA_KEY_FILE, join(folder, DATA_KEY_FILE));
  await add(SERVER_DATABASE, copy);
  for (const name of names) await add(`pictures/${name}`, join(folder, 'pictures', name));
  await addText(packer, END, end);
  packer.finalize();
}

async function addFile(packer: Packer, name: string, path: string): Promise<[string, number, string]> {
  const file = await open(path, 'r').catch((error: unknown) => {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isAbsent && name.startsWith('pictures/') ? new Vanished(`${name} is not there`) : error;
  });
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256');
    const hashing = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        hash.update(piece);
        controller.enqueue(piece);
      },
    });
    const entry = packer.add({ name, size, mtime: new Date(0), mode: 0o600 });
    await readableOf(file, () => undefined)
      .pipeThrough(hashing)
      .pipeTo(entry);
    return [name, size, hash.digest('hex')];
  } finally {
    await file.close();
  }
}

async function addText(packer: Packer, name: string, value: unknown): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  const writer = packer.add({ name, size: bytes.length, mtime: new Date(0), mode: 0o600 }).getWriter();
  await writer.write(bytes);
  await writer.close();
}
