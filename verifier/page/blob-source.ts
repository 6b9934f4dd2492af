/** A chosen file as bytes in pieces: only what is asked for is in memory. */
import type { ByteSource } from '../../domain/bundle';

export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      if (bytes.length !== length) throw new Error('the file ends before these bytes');
      return bytes;
    },
  };
}
