/** Pictures of a screen's size and a given weight, each another: white, with a patch of noise that no encoder makes small. */
import { Transformer } from '@napi-rs/image';
import type { Random } from '../../domain/random';

const [WIDTH, HEIGHT] = [1920, 1080];
/** At quality 90 a pixel of noise takes so many bytes. */
const BYTES_A_PIXEL = 0.84;

/** About `bytes` long; the patch is drawn by `random`. */
export async function noisyWebp(bytes: number, random: Random): Promise<Uint8Array> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4, 255);
  const side = Math.min(HEIGHT, Math.round(Math.sqrt(bytes / BYTES_A_PIXEL)));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const rgb = Math.floor(random.uniform('noise') * 0x1000000);
      pixels.writeUIntBE(rgb, (y * WIDTH + x) * 4, 3);
    }
  }
  return new Uint8Array(await Transformer.fromRgbaPixels(pixels, WIDTH, HEIGHT).webp(90));
}
