/**
 * What a picture looks like: the mean brightness of each of 24 × 16 places (a block mean hash). Of two pictures that a
 * person could not tell apart all places are as bright, and a page on which somebody has typed a few lines has some that
 * are not; a hash of differences between neighbours would not see the lines. SPEC: SV43; docs/signals.md.
 */
import { LIKENESS } from '../../domain/signals';

/** Two hexadecimal digits a place, row by row. `rgba`: rows without gaps. */
export function likenessOf(rgba: Uint8Array, { width, height }: { width: number; height: number }): string {
  let hex = '';
  for (let row = 0; row < LIKENESS.down; row++) {
    const [top, bottom] = stretch(row, LIKENESS.down, height);
    for (let column = 0; column < LIKENESS.across; column++) {
      const [left, right] = stretch(column, LIKENESS.across, width);
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let at = (y * width + left) * 4; at < (y * width + right) * 4; at += 4)
          sum += 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
      const light = Math.round(sum / ((bottom - top) * (right - left)));
      hex += light.toString(16).padStart(2, '0');
    }
  }
  return hex;
}

/** A picture smaller than the grid has places that share a pixel. */
function stretch(place: number, places: number, length: number): [number, number] {
  const from = Math.min(length - 1, Math.floor((place * length) / places));
  return [from, Math.max(from + 1, Math.floor(((place + 1) * length) / places))];
}
