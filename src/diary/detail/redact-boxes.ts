/** The boxes of a redaction while they are drawn: every change is a new list, so that the last one can be taken back. */
import { BLOCK, MAX_BOXES } from '../../../domain/redaction';
import type { Box } from '../../../domain/slice';

export interface Size {
  width: number;
  height: number;
}

/** From one corner to the other, in pixels of the picture; at least one pixel, and inside of it. */
export function boxBetween(a: { x: number; y: number }, b: { x: number; y: number }, size: Size): Box {
  const inside = (value: number, max: number) => Math.max(0, Math.min(max, Math.round(value)));
  const x = Math.min(inside(Math.min(a.x, b.x), size.width), size.width - 1);
  const y = Math.min(inside(Math.min(a.y, b.y), size.height), size.height - 1);
  return {
    x,
    y,
    width: Math.max(1, inside(Math.max(a.x, b.x), size.width) - x),
    height: Math.max(1, inside(Math.max(a.y, b.y), size.height) - y),
  };
}

/** In the middle of the picture, a fifth of it each way: what the keyboard begins with. */
export function middleBox({ width, height }: Size): Box {
  return {
    x: Math.floor(width * 0.4),
    y: Math.floor(height * 0.4),
    width: Math.max(1, Math.floor(width / 5)),
    height: Math.max(1, Math.floor(height / 5)),
  };
}

export function withBox(boxes: readonly Box[], box: Box): readonly Box[] {
  return boxes.length >= MAX_BOXES ? boxes : [...boxes, box];
}

/** Moved by blocks, as far as the picture goes. */
export function moved(box: Box, right: number, down: number, size: Size): Box {
  return {
    ...box,
    x: Math.max(0, Math.min(size.width - box.width, box.x + right * BLOCK)),
    y: Math.max(0, Math.min(size.height - box.height, box.y + down * BLOCK)),
  };
}

/** Made larger or smaller at its right and lower side. */
export function resized(box: Box, right: number, down: number, size: Size): Box {
  return {
    ...box,
    width: Math.max(1, Math.min(size.width - box.x, box.width + right * BLOCK)),
    height: Math.max(1, Math.min(size.height - box.y, box.height + down * BLOCK)),
  };
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The box after an arrow key (with Shift: resized); null for any other key. */
export function afterKey(box: Box, key: string, shift: boolean, size: Size): Box | null {
  const arrow = ARROWS[key];
  if (arrow === undefined) return null;
  return shift ? resized(box, arrow[0], arrow[1], size) : moved(box, arrow[0], arrow[1], size);
}
