/**
 * Makes areas of a picture unreadable, in the picture child (docs/decisions/0090). Promises: what is drawn over an area
 * depends on its place and on what stays visible around it, never on what was in it, so two pictures that differ only
 * inside the areas come out the same, byte for byte; and not one pixel outside is touched.
 */
import type { Box, HiddenAreas } from '../../../domain/slice';
import type { Frame } from './picture-encode';

type Colour = [number, number, number];

/** Side of the mosaic's tiles, in pixels: large enough to be seen as what it is. */
const TILE = 16;
/** How far around an area its colour is taken from. */
const RING = 12;
/** The solid tint, and its share in the colour: an area is seen on a ground of any colour. */
const TINT: Colour = [104, 112, 124];
const TINT_SHARE = 0.55;
/** How far a tile's brightness may be from its area's. */
const RELIEF = 14;

/** Overwrites the areas in place. They lie inside the picture. */
export function redact(frame: Frame, hidden: HiddenAreas): void {
  const boxes = hidden === 'whole' ? [{ x: 0, y: 0, width: frame.width, height: frame.height }] : hidden;
  // All colours before the first stroke: an area's ring may not show another area, neither before nor after.
  const colours = boxes.map((box) => tinted(ringColour(frame, box, boxes)));
  for (const [index, box] of boxes.entries()) drawMosaic(frame, box, colours[index] ?? TINT);
}

/** Average of the visible pixels close around the box; the tint itself where there are none. */
function ringColour({ rgba, width, height }: Frame, box: Box, hidden: readonly Box[]): Colour {
  const sum: Colour = [0, 0, 0];
  let count = 0;
  const right = Math.min(width, box.x + box.width + RING);
  const bottom = Math.min(height, box.y + box.height + RING);
  for (let y = Math.max(0, box.y - RING); y < bottom; y += 2) {
    const row = hidden.filter((one) => y >= one.y && y < one.y + one.height);
    for (let x = Math.max(0, box.x - RING); x < right; x += 2) {
      const over = row.find((one) => x >= one.x && x < one.x + one.width);
      if (over !== undefined) {
        // To the next pixel of this row of the ring that can be visible, on the same grid of every second one.
        x += Math.max(0, Math.ceil((over.x + over.width - x) / 2) * 2 - 2);
        continue;
      }
      const at = (y * width + x) * 4;
      sum[0] += rgba[at] ?? 0;
      sum[1] += rgba[at + 1] ?? 0;
      sum[2] += rgba[at + 2] ?? 0;
      count += 1;
    }
  }
  return count === 0 ? TINT : [sum[0] / count, sum[1] / count, sum[2] / count];
}

function tinted([red, green, blue]: Colour): Colour {
  const mix = (value: number, tint: number) => value * (1 - TINT_SHARE) + tint * TINT_SHARE;
  return [mix(red, TINT[0]), mix(green, TINT[1]), mix(blue, TINT[2])];
}

function drawMosaic({ rgba, width }: Frame, box: Box, colour: Colour): void {
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const relief = reliefOf(Math.floor(x / TILE), Math.floor(y / TILE));
      const at = (y * width + x) * 4;
      rgba[at] = clamp(colour[0] + relief);
      rgba[at + 1] = clamp(colour[1] + relief);
      rgba[at + 2] = clamp(colour[2] + relief);
      rgba[at + 3] = 255;
    }
  }
}

/** The same number for the same place, always: it looks like a mosaic and says nothing. */
function reliefOf(column: number, row: number): number {
  const mixed = Math.imul(column * 73_856_093 + row * 19_349_663 + 1, 0x9e37_79b1) >>> 16;
  return (mixed % (2 * RELIEF + 1)) - RELIEF;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
