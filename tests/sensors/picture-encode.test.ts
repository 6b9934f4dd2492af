/** The sizes of pictures, and what counts as black. */
import { describe, expect, test } from 'vitest';
import {
  blurredSize,
  encode,
  flatness,
  isBlack,
  pictureSize,
  thumbSize,
} from '../../electron/main/sensors/picture-encode';

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

describe('lossless or not', () => {
  const frame = (
    width: number,
    height: number,
    colour: (x: number, y: number) => [number, number, number],
  ) => {
    const rgba = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) rgba.set([...colour(x, y), 255], (y * width + x) * 4);
    }
    return { display: 'screen', width, height, rgba };
  };
  /** Black strokes on white, about as dense as text. */
  const text = frame(800, 600, (x, y) =>
    y % 16 < 9 && (x * 7 + y * 3) % 11 === 0 ? [0, 0, 0] : [255, 255, 255],
  );
  /** Colours that change with every pixel. */
  const photo = frame(800, 600, (x, y) => [(x * 3 + y) % 256, (x + y * 5) % 256, (x * y) % 256]);
  const format = (webp: Uint8Array) => Buffer.from(webp.subarray(12, 16)).toString();

  test('[PI46] text and flat colours are kept without loss: every pixel is as it was on the screen', async () => {
    const { webp } = await encode(text, false);
    expect(format(webp)).toBe('VP8L');
    const { Transformer } = await import('@napi-rs/image');
    const pixels = await new Transformer(webp).rawPixels();
    const each = pixels.length / (800 * 600);
    for (let i = 0; i < 800 * 600; i += 97) {
      expect([...pixels.subarray(i * each, i * each + 3)]).toEqual([...text.rgba.subarray(i * 4, i * 4 + 3)]);
    }
  });

  test('[PI46] a photograph is not', async () => {
    expect(format((await encode(photo, false)).webp)).toBe('VP8 ');
  });

  test('flatness is the share of pixels like their left neighbour', () => {
    expect(flatness(frame(100, 8, () => [1, 2, 3]))).toBe(1);
    expect(flatness(frame(101, 8, (x) => [x, 0, 0]))).toBe(0);
    expect(flatness(frame(101, 8, (x) => [Math.floor(x / 2), 0, 0]))).toBe(0.5);
    expect(flatness(frame(1, 1, () => [1, 2, 3]))).toBe(1);
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
