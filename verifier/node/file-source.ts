/** A file on the disk as bytes in pieces: only what is asked for is in memory. */
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
      read: (offset, length) => exactly(file, offset, length),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function exactly(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error('the file ends before these bytes');
    done += bytesRead;
  }
  return bytes;
}
