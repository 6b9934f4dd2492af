/**
 * A bundle that is not written yet, as the verifier reads it: what is in the file already, and behind it what would come.
 * So what goes into the reports was verified before there was a report. Promises: of the pictures, one at a time is in
 * memory.
 */
import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../../domain/bundle';
import { concatBytes } from '../../domain/bytes';
import { directory, localHeader, type PlacedFile } from '../../domain/zip';

/** A file that would come: its bytes when they are asked for, or nothing where they cannot be had. */
export interface ComingFile {
  name: string;
  size: number;
  crc: number;
  bytes(): Promise<Uint8Array | null>;
}

interface Extent {
  start: number;
  end: number;
  bytes(): Promise<Uint8Array | null>;
}

/** `written`: the files in `file`, from its begin, without gaps. */
export function draftSource(
  file: FileHandle,
  written: { placed: readonly PlacedFile[]; size: number },
  coming: readonly ComingFile[],
): ByteSource {
  const extents: Extent[] = [];
  const placed = [...written.placed];
  let end = written.size;
  const append = (size: number, bytes: Extent['bytes']) => {
    extents.push({ start: end, end: end + size, bytes });
    end += size;
  };
  for (const { name, size, crc, bytes } of coming) {
    placed.push({ name, size, crc, offset: end });
    const header = localHeader({ name, size, crc });
    append(header.length, async () => header);
    append(size, bytes);
  }
  const tail = directory(placed);
  append(tail.length, async () => tail);

  /** The last one read: a file may be asked for in pieces. */
  let held: { extent: Extent; bytes: Uint8Array } | null = null;

  async function all(extent: Extent): Promise<Uint8Array> {
    if (held?.extent !== extent) {
      held = null;
      const bytes = await extent.bytes();
      if (bytes?.length !== extent.end - extent.start) throw new Error('cannot be read');
      held = { extent, bytes };
    }
    return held.bytes;
  }

  return {
    size: end,
    async read(offset, length) {
      const stop = offset + length;
      if (offset < 0 || length < 0 || stop > end) throw new Error('outside');
      const parts: Uint8Array[] = [];
      if (offset < written.size) {
        parts.push(await readExactly(file, offset, Math.min(stop, written.size) - offset));
      }
      for (let at = firstBehind(extents, offset); at < extents.length; at++) {
        const extent = extents[at];
        if (extent === undefined || extent.start >= stop) break;
        const bytes = await all(extent);
        parts.push(
          bytes.subarray(Math.max(0, offset - extent.start), Math.min(stop, extent.end) - extent.start),
        );
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : concatBytes(...parts);
    },
  };
}

/** The first extent that ends behind the offset. */
function firstBehind(extents: readonly Extent[], offset: number): number {
  let [low, high] = [0, extents.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((extents[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, length - at, offset + at);
    if (bytesRead === 0) throw new Error('the file is shorter than it was');
    at += bytesRead;
  }
  return bytes;
}
