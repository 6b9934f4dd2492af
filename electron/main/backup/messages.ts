/** What the main process and the backup child say to each other. */
import { z } from 'zod';
import { FactsSchema, KeysSchema, ManifestSchema } from './format';

export const TaskSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('pack'),
    /** The profile folder. */
    profile: z.string(),
    /** An empty folder for the copy of the database. */
    scratch: z.string(),
    /** The new file; must not be there. */
    to: z.string(),
    passphrase: z.string(),
    /** Of scrypt: the logarithm of N. */
    workFactor: z.int(),
    keys: KeysSchema,
    appVersion: z.string(),
    madeAt: z.int(),
  }),
  z.object({
    type: z.literal('unpack'),
    from: z.string(),
    passphrase: z.string(),
    /** An empty folder. */
    into: z.string(),
    /** The newest migration that this app knows. */
    known: z.int(),
  }),
]);
export type Task = z.infer<typeof TaskSchema>;
export type PackTask = Extract<Task, { type: 'pack' }>;
export type UnpackTask = Extract<Task, { type: 'unpack' }>;

/** Why a file is not restored. */
export const REFUSALS = ['not-a-backup', 'wrong-passphrase', 'damaged', 'newer'] as const;

export const OutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('packed'), facts: FactsSchema, bytes: z.int() }),
  z.object({ outcome: z.literal('unpacked'), manifest: ManifestSchema, keys: KeysSchema }),
  z.object({ outcome: z.literal('refused'), why: z.enum(REFUSALS), detail: z.string() }),
  /** The disk's refusal. */
  z.object({
    outcome: z.literal('failed'),
    reason: z.enum(['full', 'readonly', 'io']),
    detail: z.string(),
  }),
]);
export type Outcome = z.infer<typeof OutcomeSchema>;

export const FromChildSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.int(), total: z.int() }),
  z.object({ type: z.literal('ended'), outcome: OutcomeSchema }),
]);
export type FromChild = z.infer<typeof FromChildSchema>;

/** Told of bytes done, as often as they come. */
export type Progress = (done: number, total: number) => void;
