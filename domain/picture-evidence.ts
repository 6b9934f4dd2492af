/**
 * What a picture is worth as evidence: it can show the work, or it is held, hidden, deleted or failed. Pure.
 * SPEC: PR11, PR17.
 */
import type { Box, HiddenAreas, PictureFailure } from './slice';

/** What a verdict needs to know of a picture. */
export type PictureEvidence =
  | { outcome: 'ok'; width: number; height: number; hidden: HiddenAreas | null; held: boolean }
  | { outcome: 'failed'; reason: PictureFailure };

export type PictureWorth = 'shows' | 'held' | 'hidden' | 'deleted' | 'failed';

/** A picture that its retention destroyed after the week closed was there when the week was judged: it still counts. */
export function worthOf(picture: PictureEvidence, hiddenPercent: number): PictureWorth {
  if (picture.outcome === 'ok') {
    if (picture.held) return 'held';
    return hiddenShare(picture) * 100 > hiddenPercent ? 'hidden' : 'shows';
  }
  switch (picture.reason) {
    case 'expired':
      return 'shows';
    case 'deleted':
      return 'deleted';
    default:
      return 'failed';
  }
}

/** The share of the picture that its boxes cover, 0–1; where boxes overlap, once. */
function hiddenShare({ hidden, width, height }: Extract<PictureEvidence, { outcome: 'ok' }>): number {
  if (hidden === null) return 0;
  if (hidden === 'whole') return 1;
  const xs = edges(hidden, 'x', 'width', width);
  const ys = edges(hidden, 'y', 'height', height);
  let area = 0;
  for (const [left, right] of pairs(xs))
    for (const [top, bottom] of pairs(ys))
      if (hidden.some((box) => covers(box, left, top))) area += (right - left) * (bottom - top);
  return area / (width * height);
}

function edges(boxes: readonly Box[], start: 'x' | 'y', size: 'width' | 'height', end: number): number[] {
  const all = boxes.flatMap((box) => [box[start], box[start] + box[size]]);
  return [...new Set(all.map((at) => Math.min(end, Math.max(0, at))))].sort((a, b) => a - b);
}

function pairs(sorted: readonly number[]): [number, number][] {
  return sorted.slice(1).map((to, i) => [sorted[i] ?? to, to]);
}

function covers(box: Box, x: number, y: number): boolean {
  return box.x <= x && x < box.x + box.width && box.y <= y && y < box.y + box.height;
}
