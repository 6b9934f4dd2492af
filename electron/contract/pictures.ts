/** Pictures by hand: the large view and the preview at the corner of the screen. */
import { z } from 'zod';
import { PictureIdSchema, SliceIdSchema } from '../../domain/ids';
import { HiddenAreasSchema } from '../../domain/redaction';
import { none, slot, wallMs } from './shared';

/** What the preview at the corner of the screen shows, and when it goes by itself. */
export const PreviewSchema = z.object({
  pictures: z.array(z.object({ id: PictureIdSchema, takenAt: wallMs, held: z.boolean() })),
  until: wallMs,
});
export type Preview = z.infer<typeof PreviewSchema>;

export const pictureCommands = {
  /** Takes one picture away; the time stays. For 30 s it can be undone, then its bytes are destroyed. */
  'picture.delete': { input: z.object({ id: PictureIdSchema }), output: z.object({ undoUntil: wallMs }) },
  'picture.undo': { input: z.object({ id: PictureIdSchema }), output: none },
  /** Makes areas of it (in its pixels), or all of it, unreadable; the original is destroyed at once. */
  'picture.redact': {
    input: z.object({ id: PictureIdSchema, areas: HiddenAreasSchema }),
    output: none,
  },
  /** A held picture is kept as it is. */
  'picture.release': { input: z.object({ id: PictureIdSchema }), output: none },
  /** The picture that the main window was asked to show, once; null for none. */
  'picture.wanted': {
    input: none,
    output: z.object({ id: PictureIdSchema, sliceId: SliceIdSchema, slot, redact: z.boolean() }).nullable(),
  },
  'preview.get': { input: none, output: PreviewSchema.nullable() },
  /** Its pictures are kept. */
  'preview.close': { input: none, output: none },
  /** Opens the picture in the main window, to be redacted. */
  'preview.redact': { input: z.object({ id: PictureIdSchema }), output: none },
} as const;
