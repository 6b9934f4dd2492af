/**
 * Which areas of a picture are hidden once the freelancer's boxes are drawn. Promises: every pixel of every box is in
 * an area, areas lie inside the picture, and what was hidden before stays hidden. SPEC: PX.
 */
import { z } from 'zod';
import type { Box, HiddenAreas } from './slice';

/** Boxes a picture, all in all. */
export const MAX_BOXES = 100;

/** The largest side of a picture that a box can be about; no display comes near it. */
const MAX_SIDE = 65_535;
const place = z.int().min(0).max(MAX_SIDE);
const side = z.int().min(1).max(MAX_SIDE);

/** In pixels of the picture. That it lies inside of it is for `fits`. */
export const BoxSchema = z.object({ x: place, y: place, width: side, height: side });

export const HiddenAreasSchema = z.union([z.literal('whole'), z.array(BoxSchema).min(1).max(MAX_BOXES)]);

/**
 * Areas grow to this grid: lossy WebP codes a picture in blocks of 16 pixels, so the shades just outside of a box, in
 * its blocks, still tell of what was inside (docs/decisions/0090).
 */
export const BLOCK = 16;

interface Size {
  width: number;
  height: number;
}

/** True if the box is not empty and lies inside the picture. */
export function fits(box: Box, { width, height }: Size): boolean {
  return (
    box.x >= 0 &&
    box.y >= 0 &&
    box.width > 0 &&
    box.height > 0 &&
    box.x + box.width <= width &&
    box.y + box.height <= height
  );
}

/** The box with all of the blocks that it touches. It must fit. */
export function toBlocks(box: Box, { width, height }: Size): Box {
  const x = Math.floor(box.x / BLOCK) * BLOCK;
  const y = Math.floor(box.y / BLOCK) * BLOCK;
  const right = Math.min(width, Math.ceil((box.x + box.width) / BLOCK) * BLOCK);
  const bottom = Math.min(height, Math.ceil((box.y + box.height) / BLOCK) * BLOCK);
  return { x, y, width: right - x, height: bottom - y };
}

/** What was hidden and what is to be, together; a box inside another is left out. */
export function hiddenWith(before: HiddenAreas | null, added: HiddenAreas, size: Size): HiddenAreas {
  if (before === 'whole' || added === 'whole') return 'whole';
  const all = [...(before ?? []), ...added.map((box) => toBlocks(box, size))];
  return all.filter(
    (box, index) =>
      !all.some((other, at) => at !== index && holds(other, box) && (!holds(box, other) || at < index)),
  );
}

function holds(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
