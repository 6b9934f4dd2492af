/**
 * What a WebP file says of itself before anything of it is decoded: one still picture, of which size. Promises: reads a
 * few bytes of each chunk whatever the file says, and takes nothing whose lengths do not add up to the byte, so that a
 * file of a few bytes cannot ask for gigabytes of pixels. RFC 9649. SPEC: SV41.
 */

export interface PictureSize {
  width: number;
  height: number;
}

/** Null for what is no still WebP picture, cut short, or has bytes behind its end. */
export function webpHead(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || fourOf(view, 0) !== 'RIFF' || fourOf(view, 8) !== 'WEBP') return null;
  if (view.getUint32(4, true) + 8 !== bytes.length) return null;
  let canvas: PictureSize | null = null;
  let image: PictureSize | null = null;
  let at = 12;
  for (let first = true; at < bytes.length; first = false) {
    if (at + 8 > bytes.length) return null;
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) return null;
    const chunk = new DataView(view.buffer, view.byteOffset + at + 8, length);
    switch (fourOf(view, at)) {
      case 'VP8X':
        if (!first) return null;
        canvas = canvasOf(chunk);
        if (canvas === null) return null;
        break;
      case 'VP8 ':
      case 'VP8L':
        if (image !== null || (!first && canvas === null)) return null;
        image = fourOf(view, at) === 'VP8L' ? losslessOf(chunk) : lossyOf(chunk);
        if (image === null) return null;
        break;
      // Moving pictures are none of ours; a frame has a size of its own.
      case 'ANIM':
      case 'ANMF':
        return null;
      default:
        if (first) return null;
    }
    at = end + (length % 2);
  }
  if (at !== bytes.length || image === null) return null;
  const isSame = canvas === null || (canvas.width === image.width && canvas.height === image.height);
  return isSame ? image : null;
}

function fourOf(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((n) => view.getUint8(at + n)));
}

function canvasOf(chunk: DataView): PictureSize | null {
  if (chunk.byteLength !== 10) return null;
  const isMoving = (chunk.getUint8(0) & 0b10) !== 0;
  const three = (at: number) => chunk.getUint16(at, true) + chunk.getUint8(at + 2) * 65_536 + 1;
  return isMoving ? null : { width: three(4), height: three(7) };
}

/** A key frame: three bytes of tag, the start code, then 14 bits each. */
function lossyOf(chunk: DataView): PictureSize | null {
  if (chunk.byteLength < 10 || (chunk.getUint8(0) & 1) !== 0) return null;
  if (chunk.getUint8(3) !== 0x9d || chunk.getUint16(4, true) !== 0x2a01) return null;
  return { width: chunk.getUint16(6, true) & 0x3fff, height: chunk.getUint16(8, true) & 0x3fff };
}

function losslessOf(chunk: DataView): PictureSize | null {
  if (chunk.byteLength < 5 || chunk.getUint8(0) !== 0x2f) return null;
  const bits = chunk.getUint32(1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
