/** Ids of the wire that are made of the log, so that both sides and every start give the same ones. */
import { createHash } from 'node:crypto';
import { fromBase64Url } from '../../domain/bytes';
import type { Leaf } from '../../domain/entry';
import { type PictureId, PictureIdSchema, type SliceId, SliceIdSchema } from '../../domain/ids';

/** Of a segment: the first 16 bytes of its leaf as a UUID of version 8 (RFC 9562 §5.8). */
export function sliceIdOf(leaf: Leaf): SliceId {
  return SliceIdSchema.parse(uuid8(fromBase64Url(leaf) ?? new Uint8Array(16)));
}

/** Of a segment's picture, by its number. */
export function pictureIdOf(leaf: Leaf, number: number): PictureId {
  return PictureIdSchema.parse(uuid8(createHash('sha256').update(`${leaf}.${number}`).digest()));
}

function uuid8(bytes: Uint8Array): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x80;
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = own.toString('hex');
  return [8, 12, 16, 20, 32].map((end, n, ends) => hex.slice(ends[n - 1] ?? 0, end)).join('-');
}
