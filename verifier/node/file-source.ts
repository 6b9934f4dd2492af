/**
 * A file on the disk as bytes in pieces: only what is asked for is in memory. Read at once and not by the thread pool,
 * which is busy with signatures: a header of thirty bytes would wait behind hundreds of them.
 */
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../../domain/bundle';

export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Rejects where there is no such file, it cannot be read, or it is no regular file (a pipe has no end to read from). */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('not a regular file');
    return {
      size: stat.size,
      read: async (offset, length) => exactly(file, offset, length),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function exactly({ fd }: FileHandle, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const bytesRead = readSync(fd, bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error('the file ends before these bytes');
    done += bytesRead;
  }
  return bytes;
}
