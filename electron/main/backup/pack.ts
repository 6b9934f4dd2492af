/**
 * Writes a backup, in the backup child: a copy of the database as of one instant, the pictures that it names, and the
 * keys that open them, in one encrypted file. Promises: memory stays flat; the file is durable when it returns; it
 * carries no final name yet, so that what is cut off is never taken for a backup.
 */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import { createTarPacker } from 'modern-tar';
import { readableOf, writeAll } from '../../../node/streams';
import type { Looked } from '../db/snapshot';
import {
  DATABASE,
  END,
  type End,
  FORMAT,
  KEYS,
  MANIFEST,
  type Manifest,
  picturePath,
  VERSION,
} from './format';
import type { Outcome, PackTask, Progress } from './messages';

export interface Snapshots {
  snapshot(from: string, to: string): void;
  look(path: string): Looked;
}

/** Throws what SQLite and the file system throw. */
export async function pack(task: PackTask, databases: Snapshots, progress: Progress): Promise<Outcome> {
  const copy = join(task.scratch, DATABASE);
  databases.snapshot(join(task.profile, DATABASE), copy);
  const looked = databases.look(copy);
  if (looked.outcome === 'unsound') return { outcome: 'failed', reason: 'io', detail: looked.detail };
  const { files, ...facts } = looked.content;

  const databaseBytes = (await stat(copy)).size;
  const paths = files.map((name) => picturePath(name));
  const total = databaseBytes + (await sizeOf(task.profile, paths));

  const { readable, controller } = createTarPacker();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(task.passphrase.normalize('NFC'));
  encrypter.setScryptWorkFactor(task.workFactor);
  const encrypted = await encrypter.encrypt(readable);
  const target = await open(task.to, 'wx', 0o600);
  try {
    const writing = writeAll(encrypted, target);
    const filling = fill().catch((error: unknown) => {
      controller.error(error);
      throw error;
    });
    const [bytes] = await Promise.all([writing, filling]);
    await target.sync();
    return { outcome: 'packed', facts, bytes };
  } finally {
    await target.close();
  }

  async function fill(): Promise<void> {
    let done = 0;
    const read = (bytes: number) => {
      done += bytes;
      progress(done, total);
    };
    const date = new Date(task.madeAt);
    const text = (name: string, value: unknown) => addText(controller, name, value, date);

    const { appVersion, madeAt } = task;
    const manifest: Manifest = {
      format: FORMAT,
      version: VERSION,
      appVersion,
      madeAt,
      ...facts,
      databaseBytes,
    };
    await text(MANIFEST, manifest);
    await text(KEYS, task.keys);
    await addFile(controller, DATABASE, copy, date, read);
    const end: End = { files: 0, bytes: 0, absent: 0 };
    for (const path of paths) {
      const added = await addFile(controller, path, join(task.profile, path), date, read);
      if (added === null) end.absent += 1;
      else {
        end.files += 1;
        end.bytes += added;
      }
    }
    await text(END, end);
    controller.finalize();
  }
}

type Packer = ReturnType<typeof createTarPacker>['controller'];

/** Gives its size; null where the file is not there: it was erased meanwhile, or had been lost. */
async function addFile(
  packer: Packer,
  name: string,
  path: string,
  date: Date,
  read: (bytes: number) => void,
): Promise<number | null> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const entry = packer.add({ name, size, mtime: date, mode: 0o600 });
    await readableOf(file, read).pipeTo(entry);
    return size;
  } finally {
    await file.close();
  }
}

async function addText(packer: Packer, name: string, value: unknown, date: Date): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  const writer = packer.add({ name, size: bytes.length, mtime: date, mode: 0o600 }).getWriter();
  await writer.write(bytes);
  await writer.close();
}

async function sizeOf(folder: string, paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    try {
      bytes += (await stat(join(folder, path))).size;
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return bytes;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
