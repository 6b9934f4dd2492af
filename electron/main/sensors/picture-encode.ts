/**
 * Pixels to WebP, in the picture child. The numbers are measured (docs/decisions/0011): quality 75 at full size keeps
 * 94 % of the words of a page readable by OCR at 150 kB for 1080p; scale hurts text more than quality does.
 */
import type { Place } from './placed-windows';
import type { BlurStrength, CapturedDisplay } from './ports';

/** Four bytes a pixel (red, green, blue, opacity), rows without gaps. */
export interface Frame {
  display: string;
  width: number;
  height: number;
  rgba: Uint8Array;
  /** Where it lies among the windows; absent where that is not known. */
  place?: Place;
}

interface Size {
  width: number;
  height: number;
}

const LONGEST_EDGE = 2_560;
const SMALLEST_SCALE = 2 / 3;
const QUALITY = 75;
/** Share of pixels like their left neighbour from which a picture is tried without loss. */
const FLAT = 0.75;
/** Bytes a pixel below which the lossless picture is taken without trying the other (104 kB for 1080p). */
const SMALL = 1 / 20;
const THUMB_WIDTH = 480;
const THUMB_QUALITY = 70;

const BLURRED_WIDTH = 240;
/** A small screen shows the same text on fewer pixels, so it is reduced by at least this much as well. */
const BLURRED_REDUCTION = 8;
const BLURRED_SIGMA = 2;
/** `strong`: shapes of windows are all that is left. */
const STRONG_WIDTH = 96;
const STRONG_REDUCTION = 20;
const STRONG_SIGMA = 3;
const BLURRED_QUALITY = 60;

/** Longest edge at most 2560 px, but never below two thirds of the display's own pixels; then it is longer. */
export function pictureSize({ width, height }: Size): Size {
  const scale = Math.max(SMALLEST_SCALE, Math.min(1, LONGEST_EDGE / Math.max(width, height)));
  return scaled({ width, height }, scale);
}

/** At most 240 px wide and at most an eighth of the display; `strong`: 96 px and a twentieth. */
export function blurredSize({ width, height }: Size, strength: BlurStrength = 'normal'): Size {
  const [widest, reduction] =
    strength === 'strong' ? [STRONG_WIDTH, STRONG_REDUCTION] : [BLURRED_WIDTH, BLURRED_REDUCTION];
  return scaled({ width, height }, Math.min(widest, width / reduction) / width);
}

export function thumbSize({ width, height }: Size): Size {
  return scaled({ width, height }, Math.min(1, THUMB_WIDTH / width));
}

function scaled({ width, height }: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** True if no pixel has any colour in it: what XWayland and a sleeping display give instead of an error. */
export function isBlack({ rgba }: Pick<Frame, 'rgba'>): boolean {
  const pixels = new DataView(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  for (let at = 0; at + 4 <= rgba.byteLength; at += 4) {
    // Big-endian on purpose: opacity is the last byte.
    if (pixels.getUint32(at) >>> 8 !== 0) return false;
  }
  return true;
}

export async function encode(
  frame: Frame,
  blur: boolean,
  strength: BlurStrength = 'normal',
): Promise<CapturedDisplay> {
  return blur ? encodeBlurred(frame, strength) : encodeSharp(frame);
}

async function encodeSharp(frame: Frame): Promise<CapturedDisplay> {
  const size = pictureSize(frame);
  const webp =
    size.width === frame.width ? await unscaled(frame) : await (await resized(frame, size)).webp(QUALITY);
  const thumb = await (await resized(frame, thumbSize(frame))).webp(THUMB_QUALITY);
  return { display: frame.display, ...size, webp, thumb };
}

/** At its own pixels, with a thumbnail. */
export async function encodeUnscaled(frame: Frame): Promise<CapturedDisplay> {
  const { display, width, height } = frame;
  const webp = await unscaled(frame);
  const thumb = await (await resized(frame, thumbSize(frame))).webp(THUMB_QUALITY);
  return { display, width, height, webp, thumb };
}

/** The pixels of an encoded picture. Throws where it is none. */
export async function decodeFrame(encoded: Uint8Array): Promise<Frame> {
  const { Transformer } = await import('@napi-rs/image');
  const image = new Transformer(encoded);
  const { width, height } = await image.metadata();
  return { display: '', width, height, rgba: opaque(await image.rawPixels(), width, height) };
}

/**
 * The smaller of lossless and quality 75. Text and flat colours at the display's own pixels compress better without loss
 * (measured, a page of text at 1080p: 47 kB against 168 kB, and in less time), photographs far worse (2.4 MB against
 * 182 kB, five times the time), so these are told apart first. Once scaled, text has soft edges and loses that.
 */
async function unscaled(frame: Frame): Promise<Uint8Array> {
  if (flatness(frame) < FLAT) return (await fresh(frame)).webp(QUALITY);
  const lossless = await (await fresh(frame)).webpLossless();
  if (lossless.length <= frame.width * frame.height * SMALL) return lossless;
  const lossy = await (await fresh(frame)).webp(QUALITY);
  return lossy.length < lossless.length ? lossy : lossless;
}

/** Share of pixels (0–1) that equal their left neighbour, of every eighth row. */
export function flatness({ rgba, width, height }: Omit<Frame, 'display'>): number {
  const pixels = new DataView(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  let equal = 0;
  let compared = 0;
  for (let y = 0; y < height; y += 8) {
    for (let at = (y * width + 1) * 4; at < (y + 1) * width * 4; at += 4) {
      compared += 1;
      if (pixels.getUint32(at) === pixels.getUint32(at - 4)) equal += 1;
    }
  }
  return compared === 0 ? 1 : equal / compared;
}

/** The thumbnail is made of the blurred pixels too, at its own quality: nothing sharp leaves this process. */
async function encodeBlurred(frame: Frame, strength: BlurStrength): Promise<CapturedDisplay> {
  const size = blurredSize(frame, strength);
  const sigma = strength === 'strong' ? STRONG_SIGMA : BLURRED_SIGMA;
  const webp = await (await resized(frame, size)).blur(sigma).webp(BLURRED_QUALITY);
  const thumb = await (await resized(frame, size)).blur(sigma).webp(THUMB_QUALITY);
  return { display: frame.display, ...size, webp, thumb };
}

async function fresh({ rgba, width, height }: Frame) {
  const { Transformer } = await import('@napi-rs/image');
  return Transformer.fromRgbaPixels(rgba, width, height);
}

async function resized(frame: Frame, size: Size) {
  const { FastResizeFilter, ResizeFit } = await import('@napi-rs/image');
  return (await fresh(frame)).fastResize({
    ...size,
    filter: FastResizeFilter.Lanczos3,
    fit: ResizeFit.Fill,
  });
}

/**
 * A decoded image in four bytes a pixel. ImageMagick writes the smallest form that fits: a black screen comes in grey.
 * One or two bytes a pixel are grey (and opacity), three are red, green, blue; a screen never has 16 bits a channel.
 */
export function opaque(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const each = pixels.length / (width * height);
  if (each === 4) return pixels;
  if (each !== 1 && each !== 2 && each !== 3) throw new Error(`${each} bytes a pixel`);
  const [green, blue] = each === 3 ? [1, 2] : [0, 0];
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < pixels.length; from += each, to += 4) {
    rgba[to] = pixels[from] ?? 0;
    rgba[to + 1] = pixels[from + green] ?? 0;
    rgba[to + 2] = pixels[from + blue] ?? 0;
  }
  return rgba;
}
