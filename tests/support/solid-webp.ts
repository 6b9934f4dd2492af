/**
 * A WebP of one colour, a few dozen bytes whatever its size, made without any encoder: a lossless image whose five
 * prefix codes have one symbol each, so that its pixels take no bits at all (WebP Lossless Bitstream Specification).
 */

/** Colours are 0–255; sizes 1–16,384 pixels. */
export function solidWebp(
  width: number,
  height: number,
  [red, green, blue]: readonly [number, number, number],
): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = 0; bit < count; bit++) bits.push((value >> bit) & 1);
  };
  /** A simple code of one symbol of eight bits. */
  const symbol = (value: number) => {
    put(0b101, 3);
    put(value, 8);
  };
  put(width - 1, 14);
  put(height - 1, 14);
  // No alpha, version 0; no transform, no colour cache, no meta prefix codes.
  put(0, 1 + 3 + 1 + 1 + 1);
  for (const value of [green, red, blue, 255, 0]) symbol(value);

  const stream = Buffer.alloc(1 + Math.ceil(bits.length / 8));
  stream[0] = 0x2f;
  for (const [at, bit] of bits.entries()) {
    const byte = 1 + (at >> 3);
    stream[byte] = (stream[byte] ?? 0) | (bit << (at & 7));
  }
  const chunk = Buffer.concat([
    Buffer.from('VP8L'),
    uint32(stream.length),
    stream,
    Buffer.alloc(stream.length % 2),
  ]);
  return new Uint8Array(
    Buffer.concat([Buffer.from('RIFF'), uint32(4 + chunk.length), Buffer.from('WEBP'), chunk]),
  );
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
