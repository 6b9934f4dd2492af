/**
 * The bundle: which files it has, what its manifest says, how it is signed. SPEC: BU; docs/evidence-format.md §8. The
 * container itself is in domain/zip.ts.
 */
import { z } from 'zod';
import { toBase64 } from './bytes';
import { canonicalJson, type JsonRefusal, parseCanonical } from './canonical-json';
import { LeafSchema, SlotSchema } from './entry';
import { FIELD_KINDS } from './field';
import { ContractIdSchema } from './ids';
import type { Parsed } from './parsed';

export const ENTRIES = 'log/entries.jws';
export const CHECKPOINT = 'log/checkpoint';
export const DISCLOSURES = 'log/disclosures.txt';
export const MANIFEST = 'manifest.json';
export const MANIFEST_NOTE = 'manifest.note';

/**
 * The most bytes of a log and of what is told beside it. A verifier holds three times as much in memory, and no program
 * may be made to fall over by a file: ten years and more of one person's work.
 */
const LOG_MAX = 268_435_456;

/** Every file of a bundle but the pictures: its name, the most bytes it may have, and whether it must be there. */
export const BUNDLE_FILES = {
  'README.txt': { max: 65_536, required: true },
  [CHECKPOINT]: { max: 65_536, required: true },
  [DISCLOSURES]: { max: LOG_MAX, required: true },
  [ENTRIES]: { max: LOG_MAX, required: true },
  [MANIFEST]: { max: 16_777_216, required: true },
  [MANIFEST_NOTE]: { max: 65_536, required: true },
  'report.csv': { max: 268_435_456, required: false },
  'report.json': { max: 268_435_456, required: false },
  'report.pdf': { max: 1_073_741_824, required: false },
  'verifier.html': { max: 16_777_216, required: false },
} as const satisfies Record<string, { max: number; required: boolean }>;

export const PICTURE_MAX = 16_777_216;
const PICTURE = /^pictures\/([0-9a-f]{64})\.webp$/;

export function pictureName(sha256: string): string {
  return `pictures/${sha256}.webp`;
}

/** The hash that the name says; null for another file. */
export function pictureOf(name: string): string | null {
  return PICTURE.exec(name)?.[1] ?? null;
}

/** The most bytes that a file of this name may have; null for a name that no bundle has. */
export function sizeLimit(name: string): number | null {
  if (pictureOf(name) !== null) return PICTURE_MAX;
  const known = Object.entries(BUNDLE_FILES).find(([one]) => one === name);
  return known?.[1].max ?? null;
}

/** Fields that belong to the contract and are in every bundle. */
export const ALWAYS_DISCLOSED = ['title', 'client', 'tags', 'statedBy', 'statement'] as const;

/** What is disclosed: of the segments with slots in [from, to), these fields, all of them; of the others none. */
export const ScopeSchema = z.strictObject({
  from: SlotSchema,
  to: SlotSchema,
  /** In the order of `FIELD_KINDS`, without those that are always disclosed. */
  fields: z
    .array(z.enum(FIELD_KINDS).exclude([...ALWAYS_DISCLOSED]))
    .refine((all) => all.every((one, at) => at === 0 || place(all[at - 1]) < place(one)), 'not in order'),
});
export type Scope = z.infer<typeof ScopeSchema>;

function place(kind: (typeof FIELD_KINDS)[number] | undefined): number {
  return kind === undefined ? -1 : FIELD_KINDS.indexOf(kind);
}

export const NOTE_MAX = 4000;

export const ManifestSchema = z.strictObject({
  format: z.literal('minutier-bundle-1'),
  contract: ContractIdSchema,
  /** The leaf hash of the log's `open`. */
  log: LeafSchema,
  /** Version of the program that made it. */
  app: z.string().regex(/^[0-9A-Za-z.+-]{1,40}$/),
  /** Language of report.pdf. */
  language: z.enum(['en', 'fr']),
  scope: ScopeSchema,
  /** To the reader; may be empty. It is the maker's word, no evidence. */
  note: z.string().max(NOTE_MAX),
  /** Every file but `manifest.*`, by name: `[name, bytes, SHA-256 in hex]`. */
  files: z.array(z.tuple([z.string().max(100), z.int().min(0), z.string().regex(/^[0-9a-f]{64}$/)])),
});
export type Manifest = z.infer<typeof ManifestSchema>;

/** The bytes of `manifest.json` as text. */
export function writeManifest(manifest: Manifest): string {
  return canonicalJson(ManifestSchema.parse(manifest));
}

export function readManifest(text: string): Parsed<Manifest, JsonRefusal> {
  return parseCanonical(text, ManifestSchema);
}

/** The text of `manifest.note`, a signed note by a key of the log under the log's origin. `sha256`: of manifest.json, 32 bytes. */
export function manifestNoteText(origin: string, sha256: Uint8Array): string {
  return `minutier-bundle-1\n${origin}\n${toBase64(sha256)}\n`;
}

/** Bytes in pieces from anywhere: a file on the disk, a Blob in the browser, an array in a test. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset` on; rejects where they are not there or cannot be read. */
  read(offset: number, length: number): Promise<Uint8Array>;
}
