/** What is asked of whoever makes a bundle, what they ask back, and how it ends: shapes that cross from process to process. */
import { z } from 'zod';
import { ManifestSchema, ScopeSchema } from '../../domain/bundle';
import { LeafSchema } from '../../domain/entry';
import { KeyXSchema } from '../../domain/keys';
import { FindingSchema } from '../../domain/report-json';

export const BundleTaskSchema = z.object({
  contract: ManifestSchema.shape.contract,
  log: LeafSchema,
  scope: ScopeSchema,
  note: ManifestSchema.shape.note,
  language: ManifestSchema.shape.language,
  app: ManifestSchema.shape.app,
  /** With whose keys, as the freelancer's, the bundle must prove itself. */
  trusted: z.array(KeyXSchema).min(1),
  /** Of the server that gives it: the times that it tells and the steps that it signs count as its own in the reports. */
  server: KeyXSchema.optional(),
  /** With report.pdf. */
  report: z.boolean(),
  /** The built verifier's page; null: it is not there. */
  page: z.string().nullable(),
  /** Write it even where it would not be proven. */
  evenUnproven: z.boolean(),
});
export type BundleTask = z.infer<typeof BundleTaskSchema>;

const Count = z.int().min(0);
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'no bytes');

export const BundleOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('written'),
    bytes: Count,
    entries: Count,
    /** Segments in the range that stand. */
    segments: Count,
    pictures: Count,
    /** Slots with a picture that shows another client's window and waits for the freelancer: told of, and not in it. */
    held: z.array(z.int()),
    verdict: z.enum(['proven', 'broken', 'undecided']),
    findings: z.array(FindingSchema),
  }),
  /** Its own verifier would not say `proven`: nothing was written. */
  z.object({
    outcome: z.literal('unproven'),
    verdict: z.enum(['broken', 'undecided']),
    findings: z.array(FindingSchema),
  }),
  /** Pictures of these slots are in the log and cannot be read from the disk: nothing was written. */
  z.object({ outcome: z.literal('unreadable'), slots: z.array(z.int()) }),
  /** What an archive of this kind cannot hold: a shorter range can. */
  z.object({ outcome: z.literal('too-large'), bytes: Count, pictures: Count }),
  /** Something of it was deleted or changed meanwhile. */
  z.object({ outcome: z.literal('changed') }),
  /** The disk's refusal, or a log that grew all the while. */
  z.object({
    outcome: z.literal('failed'),
    reason: z.enum(['full', 'readonly', 'io']),
    detail: z.string(),
  }),
]);
export type BundleOutcome = z.infer<typeof BundleOutcomeSchema>;

/** What only the holder of the key can do; in the app, who has a window to print in too. */
export const AskSchema = z.discriminatedUnion('what', [
  /** The signed head of the log, as it is now. */
  z.object({ what: z.literal('checkpoint') }),
  /** The signature of a manifest with this SHA-256. */
  z.object({ what: z.literal('manifest'), sha256: Bytes.refine(({ length }) => length === 32) }),
  /** A page as the bytes of a PDF; `footer` is HTML too. */
  z.object({ what: z.literal('print'), html: z.string(), footer: z.string() }),
  /** Answered, with nothing, once no deletion can be undone any more: what it destroys is gone then. */
  z.object({ what: z.literal('final') }),
]);
export type Ask = z.infer<typeof AskSchema>;
