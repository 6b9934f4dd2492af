/** Shapes that several groups of commands share. */
import { z } from 'zod';
import { SliceIdSchema } from '../../domain/ids';

export const wallMs = z.int();
export const slot = z.int().multipleOf(600);
export const ms = z.int().min(0);
export const none = z.undefined();
/** One to a week's worth of slices. */
export const sliceIds = z.array(SliceIdSchema).min(1).max(1008);

/** Answer of a command that asks where to save a file; `cancelled` if the user closed the dialog. */
export const SavedSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('saved'), path: z.string() }),
  z.object({ outcome: z.literal('cancelled') }),
]);
