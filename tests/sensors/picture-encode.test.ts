/** The sizes of pictures, and what counts as black. */
import { describe, expect, test } from 'vitest';
import { blurredSize, isBlack, pictureSize, thumbSize } from '../../electron/main/sensors/picture-encode';

describe('sizes', () => {
  test.each([
    ['1080p keeps its pixels', 1920, 1080, 1920, 1080],
    ['1440p keeps its pixels', 2560, 1440, 2560, 1440],
    ['ultrawide is scaled to 2560', 3440, 1440, 2560, 1072],
    ['4k is scaled to 2560', 3840, 2160, 2560, 1440],
    ['5k is scaled by two thirds, not more', 5120, 2880, 3413, 1920],
    ['8k is scaled by two thirds, not more', 7680, 4320, 5120, 2880],
    ['a display on its side is measured by its height', 2160, 3840, 1440, 2560],
  ])('[PI39] %s', (_, width, height, toWidth, toHeight) => {
    expect(pictureSize({ width, height })).toEqual({ width: toWidth, height: toHeight });
  });

  test.each([
    [3840, 2160, 240, 135],
    [1920, 1080, 240, 135],
    [1280, 720, 160, 90],
    [1080, 1920, 135, 240],
  ])(
    '[PI33] %i × %i is blurred on %i × %i pixels: at most 240 wide, at most an eighth',
    (width, height, w, h) => {
      expect(blurredSize({ width, height })).toEqual({ width: w, height: h });
    },
  );

  test('a thumbnail is 480 pixels wide, or as wide as the display', () => {
    expect(thumbSize({ width: 1920, height: 1080 })).toEqual({ width: 480, height: 270 });
    expect(thumbSize({ width: 320, height: 200 })).toEqual({ width: 320, height: 200 });
  });
});

describe('black', () => {
  const pixels = (count: number, ...rgba: number[]) => {
    const bytes = new Uint8Array(count * 4);
    for (let i = 0; i < count; i++) bytes.set(rgba, i * 4);
    return bytes;
  };

  test('[PI31] no colour in any pixel is black, whatever the opacity says', () => {
    expect(isBlack({ rgba: pixels(1_000, 0, 0, 0, 255) })).toBe(true);
    expect(isBlack({ rgba: pixels(1_000, 0, 0, 0, 0) })).toBe(true);
  });

  test('[PI31] one pixel with the faintest colour is a picture; a uniform colour is a picture', () => {
    for (const channel of [0, 1, 2]) {
      const rgba = pixels(1_000, 0, 0, 0, 255);
      rgba[999 * 4 + channel] = 1;
      expect(isBlack({ rgba })).toBe(false);
    }
    expect(isBlack({ rgba: pixels(1_000, 255, 255, 255, 255) })).toBe(false);
  });

  test('[PI31] bytes that are a part of a larger buffer are read from where they begin', () => {
    const buffer = new Uint8Array(4_100).fill(7);
    buffer.fill(0, 50, 4_050);
    expect(isBlack({ rgba: buffer.subarray(50, 4_050) })).toBe(true);
  });
});
