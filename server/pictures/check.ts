/**
 * A picture, looked at in two steps. Its head, when it comes: is it a whole WebP of a size that a screen can have? Then,
 * before anybody is shown it, its pixels, which give its thumbnail and its likeness. Promises: the pixels that may be
 * decoded are counted before any is; at most two pictures are decoded at a time, in native threads beside this one; who
 * waits too long is told so. SPEC: SV41, SV42; decision 147.
 */
import { likenessOf } from './likeness';
import { type PictureSize, webpHead } from './webp-head';

/** The sharpest screens there are have 8192 pixels on their long edge. */
const EDGE_MAX = 8192;
const PIXELS_MAX = 40_000_000;
const THUMB_WIDTH = 480;
const THUMB_HEIGHT = 960;
const THUMB_QUALITY = 70;
const AT_ONCE = 2;
const WAITING_MAX = 200;
const LIMIT_MS = 20_000;

export type Checked =
  | { outcome: 'ok'; width: number; height: number; thumb: Uint8Array; likeness: string }
  /** `format`: no whole still WebP. `size`: more pixels than a picture may have. `busy`: ask again. */
  | { outcome: 'format' | 'size' | 'busy' };

/** Before any pixel is decoded. */
export function headOf(
  bytes: Uint8Array,
): { outcome: 'ok'; size: PictureSize } | { outcome: 'format' | 'size' } {
  const size = webpHead(bytes);
  if (size === null || size.width < 1 || size.height < 1) return { outcome: 'format' };
  const isLarge = size.width > EDGE_MAX || size.height > EDGE_MAX || size.width * size.height > PIXELS_MAX;
  return isLarge ? { outcome: 'size' } : { outcome: 'ok', size };
}

export class PictureCheck {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limitMs = LIMIT_MS) {}

  async check(bytes: Uint8Array): Promise<Checked> {
    const head = headOf(bytes);
    if (head.outcome !== 'ok') return head;
    if (this.waiting.length >= WAITING_MAX) return { outcome: 'busy' };
    // The turn ends with the work, not with whoever waited for it: native work cannot be called back.
    const work = this.turn().then(() => decoded(bytes, head.size).finally(() => this.next()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Checked>((resolve) => {
      timer = setTimeout(() => resolve({ outcome: 'busy' }), this.limitMs);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  private async turn(): Promise<void> {
    if (this.running < AT_ONCE) this.running++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private next(): void {
    const first = this.waiting.shift();
    if (first) first();
    else this.running--;
  }
}

async function decoded(bytes: Uint8Array, size: PictureSize): Promise<Checked> {
  const { FastResizeFilter, ResizeFit, Transformer } = await import('@napi-rs/image');
  try {
    const small = thumbOf(size);
    const image = new Transformer(bytes);
    const found = await image.metadata();
    if (found.width !== size.width || found.height !== size.height) return { outcome: 'format' };
    const pixels = await image
      .fastResize({ ...small, filter: FastResizeFilter.Lanczos3, fit: ResizeFit.Fill })
      .rawPixels();
    const rgba = opaque(pixels, small);
    if (rgba === null) return { outcome: 'format' };
    const thumb = await Transformer.fromRgbaPixels(rgba, small.width, small.height).webp(THUMB_QUALITY);
    return { outcome: 'ok', ...size, thumb, likeness: likenessOf(rgba, small) };
  } catch {
    // Its decoder says what is wrong with it; to whoever sent it all of that is one answer.
    return { outcome: 'format' };
  }
}

function thumbOf({ width, height }: PictureSize): PictureSize {
  const scale = Math.min(1, THUMB_WIDTH / width, THUMB_HEIGHT / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Four bytes a pixel, without what shines through: a screen is opaque. Null where the pixels do not add up. */
function opaque(pixels: Uint8Array, { width, height }: PictureSize): Uint8Array | null {
  const each = pixels.length / (width * height);
  if (each !== 1 && each !== 2 && each !== 3 && each !== 4) return null;
  const [green, blue] = each >= 3 ? [1, 2] : [0, 0];
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < pixels.length; from += each, to += 4) {
    rgba[to] = pixels[from] ?? 0;
    rgba[to + 1] = pixels[from + green] ?? 0;
    rgba[to + 2] = pixels[from + blue] ?? 0;
  }
  return rgba;
}
