/** Sealed files in memory, for tests of whoever keeps some. */
import type { PictureFiles } from '../../server/pictures/files';

export function memoryFiles(): PictureFiles {
  const files = new Map<string, Uint8Array>();
  return {
    async write(name, bytes) {
      files.set(name, new Uint8Array(bytes));
    },
    async settled() {},
    async read(name) {
      const bytes = files.get(name);
      return bytes === undefined ? null : new Uint8Array(bytes);
    },
    async has(name) {
      return files.has(name);
    },
    async remove(name) {
      files.delete(name);
    },
    async names() {
      return [...files.keys()];
    },
  };
}
