/**
 * What is inside a backup (docs/SPEC.md §2, "Backups"): an age file (age-encryption.org/v1, passphrase recipient) around
 * a tar, whose entries come in a fixed order: manifest, keys, database, pictures, end. Pure.
 */
import { z } from 'zod';

export const FORMAT = 'minutier-backup';
export const VERSION = 1;
/**
 * scrypt's work, N = 2^18 with r = 8: what the age tool takes itself; 256 MB and a second or two of a present computer for
 * each guess.
 */
export const WORK_FACTOR = 18;
/** How a backup's file name ends. */
export const EXTENSION = 'minutier';

export const MANIFEST = 'manifest.json';
export const KEYS = 'keys.json';
export const DATABASE = 'minutier.db';
export const END = 'end.json';

const count = z.int().min(0);

/** What a database holds. Instants in wall ms; `from` and `to` are null where there is no slice. */
export const FactsSchema = z.object({
  /** Number of the last migration. */
  schema: count,
  contracts: count,
  slices: count,
  pictures: count,
  from: z.int().nullable(),
  to: z.int().nullable(),
});

/** The first entry. Its first two fields are those of every later version. */
export const ManifestSchema = FactsSchema.extend({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  appVersion: z.string().max(60),
  madeAt: z.int(),
  databaseBytes: count,
});
export type Manifest = z.infer<typeof ManifestSchema>;
export const AnyManifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int().min(1),
});

/** The vault's keys, base64: the one in use, and those of vaults set aside. */
export const KeysSchema = z.object({ current: z.base64(), earlier: z.array(z.base64()) });
export type Keys = z.infer<typeof KeysSchema>;

/** The last entry: what came before it. `absent`: files that rows name and that were not there. */
export const EndSchema = z.object({ files: count, bytes: count, absent: count });
export type End = z.infer<typeof EndSchema>;

/** The longest of the JSON entries is a few hundred bytes. */
export const MAX_JSON_BYTES = 64 * 1024;

const PICTURE = /^pictures\/([0-9a-f]{2})\/([0-9a-f]{64})$/;

export function picturePath(name: string): string {
  return `pictures/${name.slice(0, 2)}/${name}`;
}

/** The name of the picture file that the entry holds; null for any other entry. */
export function pictureOf(path: string): string | null {
  const [, prefix, name] = PICTURE.exec(path) ?? [];
  return prefix !== undefined && name?.startsWith(prefix) ? name : null;
}
