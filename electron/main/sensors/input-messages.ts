/**
 * What the main process and the input child say to each other. The child sends counts by the minute and front
 * windows; nothing in these messages has room for a key.
 */
import { z } from 'zod';
import { InputCountsSchema } from '../../../domain/sample';

const NativeWindowBackendSchema = z.enum(['x-win', 'active-win']);
export type NativeWindowBackend = z.infer<typeof NativeWindowBackendSchema>;

export const ToInputChildSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input.start') }),
  z.object({ type: z.literal('input.stop') }),
  z.object({ type: z.literal('front'), id: z.int(), backend: NativeWindowBackendSchema }),
]);
export type ToInputChild = z.infer<typeof ToInputChildSchema>;

const WindowAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('answered'),
    value: z.object({ app: z.string(), title: z.string().nullable() }).nullable(),
  }),
  z.object({ outcome: z.literal('failed'), detail: z.string() }),
]);

export const FromInputChildSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input.started') }),
  z.object({ type: z.literal('input.failed'), detail: z.string() }),
  z.object({
    type: z.literal('counts'),
    minutes: z.array(z.strictObject({ minute: z.int(), counts: InputCountsSchema.strict() })),
  }),
  z.object({ type: z.literal('front'), id: z.int(), answer: WindowAnswerSchema }),
]);
export type FromInputChild = z.infer<typeof FromInputChildSchema>;
