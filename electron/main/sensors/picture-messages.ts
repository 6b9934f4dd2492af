/** What the main process and the picture child say to each other: one job, one reply. Both sides parse. */
import { z } from 'zod';
import { PatternsSchema, UnknownPlacesSchema } from '../../../domain/privacy';
import { BoxSchema, HiddenAreasSchema } from '../../../domain/redaction';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const side = z.int().min(1);

/** Four bytes a pixel, rows without gaps. */
const FrameSchema = z.object({ display: z.string(), width: side, height: side, bgra: bytes });
export type BgraFrame = z.infer<typeof FrameSchema>;

const ChildBackendSchema = z.enum(['node-screenshots', 'screenshot-desktop']);
export type ChildBackend = z.infer<typeof ChildBackendSchema>;

/** Where the windows' places come from; `none`: nowhere (Wayland). */
const WindowSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('x11'), display: z.string() }),
  z.object({ kind: z.literal('native') }),
  z.object({ kind: z.literal('none') }),
]);
export type WindowSource = z.infer<typeof WindowSourceSchema>;

const PrivacySchema = z.object({
  // The overall list and a contract's, and those of every other contract.
  excluded: z.array(PatternsSchema.element),
  foreign: z.array(PatternsSchema.element),
  unknown: UnknownPlacesSchema,
  windows: WindowSourceSchema,
});
export type JobPrivacy = z.infer<typeof PrivacySchema>;

const look = {
  blur: z.boolean(),
  strength: z.enum(['normal', 'strong']).default('normal'),
  privacy: PrivacySchema.nullable().default(null),
};

export const PictureJobSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('capture'),
    backend: ChildBackendSchema,
    displays: z.enum(['all', 'pointer']),
    /** In the capture's own coordinates: pixels, on macOS points. Null where it is not known. */
    pointer: z.object({ x: z.number(), y: z.number() }).nullable(),
    ...look,
  }),
  /** Frames that the main process took itself. */
  z.object({ kind: z.literal('encode'), frames: z.array(FrameSchema), ...look }),
  /** A stored picture, to be made unreadable in places. */
  z.object({ kind: z.literal('redact'), webp: bytes, hidden: HiddenAreasSchema }),
]);
export type PictureJob = z.input<typeof PictureJobSchema>;

export const PictureReplySchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('ok'),
    displays: z
      .array(
        z.object({
          display: z.string(),
          width: side,
          height: side,
          webp: bytes,
          thumb: bytes,
          blurred: z.boolean().default(false),
          hidden: z
            .union([z.literal('whole'), z.array(BoxSchema)])
            .nullable()
            .default(null),
          held: z.boolean().default(false),
        }),
      )
      .min(1),
    /** Displays that came out wholly black, and are not among the pictures. */
    black: z.array(z.string()),
  }),
  z.object({
    outcome: z.literal('failed'),
    reason: z.enum([
      'no-display',
      'permission',
      'black',
      'timeout',
      'crash',
      'encode',
      'excluded',
      'unknown',
    ]),
    detail: z.string(),
  }),
]);
export type PictureReply = z.infer<typeof PictureReplySchema>;
export type PictureFailed = Extract<PictureReply, { outcome: 'failed' }>;
