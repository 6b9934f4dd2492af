/**
 * What is in a backup of the server: a tar of the keys, the database as of one instant, the pictures that it names, and at
 * the end a list of all of it with sizes and hashes. It opens everything, so it is as secret as the data folder itself.
 */
import { z } from 'zod';

export const MANIFEST = 'manifest.json';
export const END = 'end.json';

export const ManifestSchema = z.object({
  format: z.literal('minutier-server-backup'),
  version: z.literal(1),
  /** Of the database. */
  schema: z.int(),
});

export const EndSchema = z.object({
  /** `[name, bytes, SHA-256 in hex]`, in order. */
  files: z.array(z.tuple([z.string(), z.int().min(0), z.string().regex(/^[0-9a-f]{64}$/)])),
});

/** The manifest and the list: the list has some 200 bytes a picture. */
export const JSON_MAX = 268_435_456;

const PICTURE = /^pictures\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{64}$/;

/** Whether the name of an entry is that of a picture: nothing else is written below the folder of pictures. */
export function isPicture(name: string): boolean {
  return PICTURE.test(name);
}
