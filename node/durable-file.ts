/**
 * Files that are whole or absent, whatever happens. Promises: when a write returns, the bytes and their name are on
 * the disk; when it throws, or the machine stops on the way, the name shows what it showed before, and at most a
 * file ending in `.tmp` is left.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The ending of files that are being written: nobody reads them, and a sweep may remove them. */
export const UNFINISHED = '.tmp';

/** Writes or replaces `path`, readable by its owner alone. One writer a path at a time. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await writeWhole(path, bytes);
  await syncFolder(dirname(path));
}

/** The same, but its name is durable only once its folder was synced: for whoever syncs it once for many files. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = path + UNFINISHED;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    // Commit point. A crash before leaves the old file (or none) and a `.tmp`; after it, the new one in full.
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** As `writeDurably`, for what may not go on before it is done: small files only. Throws what the file system throws. */
export function writeDurablyAtOnce(path: string, bytes: Uint8Array): void {
  const unfinished = path + UNFINISHED;
  try {
    const file = openSync(unfinished, 'w', 0o600);
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // Commit point, as above.
    renameSync(unfinished, path);
  } catch (error) {
    try {
      rmSync(unfinished, { force: true });
    } catch {
      // What cannot be removed has an ending that nobody reads.
    }
    throw error;
  }
  syncFolderOf(path);
}

/** Makes the names in a folder durable. Windows opens no folders, and keeps its names in order by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Like `syncFolder`, for the folder that holds `path`, at once. */
export function syncFolderOf(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
