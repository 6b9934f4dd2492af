/** Colours in a picture that went through WebP. */
import { expect } from '@playwright/test';

/** Quality 75 moves the colour of a plain area by a few steps; `hex` as `#c81e5a`. */
export function expectColour(pixel: readonly number[], hex: string): void {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const far = Math.max(...wanted.map((value, index) => Math.abs(value - (pixel[index] ?? 0))));
  expect(far, `${pixel} is ${hex}`).toBeLessThanOrEqual(8);
}
