/** Looking into an encoded picture. */
import { Transformer } from '@napi-rs/image';

export async function sizeOf(webp: Uint8Array): Promise<{ width: number; height: number }> {
  const { width, height } = await new Transformer(webp).metadata();
  return { width, height };
}

/** Red, green and blue of one pixel. */
export async function pixelAt(webp: Uint8Array, x: number, y: number): Promise<[number, number, number]> {
  const image = new Transformer(webp);
  const { width, height } = await image.metadata();
  const pixels = await image.rawPixels();
  const each = pixels.length / (width * height);
  const at = (y * width + x) * each;
  return [pixels[at] ?? -1, pixels[at + 1] ?? -1, pixels[at + 2] ?? -1];
}
