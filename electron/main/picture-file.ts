/**
 * One picture file and the key that opens it, for whoever has the master keys: the picture store, and the export child.
 * Promises: what is not there, does not open, or is not what its name says, is null; nothing is written.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, unseal, unsealFile } from '../../node/sealed-file';
import type { Blob } from './db/blobs';
import type { MasterKeys } from './vault';

export const PICTURES_FOLDER = 'pictures';

/** `root`: the folder of all pictures; `name`: SHA-256 of the plain bytes in hex. */
export function pictureFile(root: string, name: string): string {
  return join(root, name.slice(0, 2), name);
}

/** Null where no master key of ours opens it. */
export function unwrapKey(
  { sha256: name, wrappedKey }: Blob,
  { current, earlier }: MasterKeys,
): Buffer | null {
  for (const master of [current, ...earlier]) {
    const key = unseal(master, wrappedKey, name);
    if (key !== null) return key;
  }
  return null;
}

/** The plain bytes. */
export async function openPicture(root: string, name: string, key: Buffer): Promise<Buffer | null> {
  const plain = await unsealPicture(root, name, key);
  return plain !== null && sha256(plain) === name ? plain : null;
}

/** The bytes that were once stored under the name, as its seal says; for whoever hashes them anyway. */
export async function unsealPicture(root: string, name: string, key: Buffer): Promise<Buffer | null> {
  let file: Buffer;
  try {
    file = await readFile(pictureFile(root, name));
  } catch {
    return null;
  }
  return unsealFile(key, file, name);
}
