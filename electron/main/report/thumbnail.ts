/**
 * A picture as the report prints it: 240 pixels wide, JPEG, which a PDF holds as it is. A WebP would be unpacked into the
 * file, ten times as large. The same picture gives the same bytes.
 */
import { FastResizeFilter, ResizeFit, Transformer } from '@napi-rs/image';

/** Of a cell of 27 mm: 225 dots an inch. */
const WIDTH = 240;
const QUALITY = 60;

/** Null for bytes that are no picture. Decoded off the thread. */
export async function thumbnailOf(picture: Uint8Array): Promise<Uint8Array | null> {
  try {
    const image = new Transformer(picture);
    const { width, height } = await image.metadata();
    const small = Math.min(1, WIDTH / width);
    const size = {
      width: Math.max(1, Math.round(width * small)),
      height: Math.max(1, Math.round(height * small)),
    };
    return await image
      .fastResize({ ...size, filter: FastResizeFilter.Bilinear, fit: ResizeFit.Fill })
      .jpeg(QUALITY);
  } catch {
    return null;
  }
}
