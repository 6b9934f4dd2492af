/** What the main process and the export child say to each other. */
import { z } from 'zod';
import { AskSchema, BundleOutcomeSchema, BundleTaskSchema } from '../../../node/bundle/task';
import { KeysSchema } from '../backup/format';

export const TaskSchema = BundleTaskSchema.extend({
  /** The profile folder. */
  profile: z.string(),
  /** The new file; must not be there. */
  to: z.string(),
  /** Of the pictures. */
  keys: KeysSchema,
});
export type Task = z.infer<typeof TaskSchema>;

const Count = z.int().min(0);
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'no bytes');

export const FromChildSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: Count, total: Count.min(1) }),
  z.object({ type: z.literal('ask'), ask: AskSchema }),
  z.object({ type: z.literal('ended'), outcome: BundleOutcomeSchema }),
]);
export type FromChild = z.infer<typeof FromChildSchema>;

export const ToChildSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), task: TaskSchema }),
  /** To the one question that is open. */
  z.object({ type: z.literal('answer'), answer: z.union([z.string(), Bytes]) }),
  z.object({ type: z.literal('done') }),
]);
export type ToChild = z.infer<typeof ToChildSchema>;
