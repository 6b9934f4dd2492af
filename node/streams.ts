/** Files as web streams, a bounded piece at a time: what the age and tar packages read and write. */
import type { FileHandle } from 'node:fs/promises';

/** Large enough that the calls cost little, small enough that a few of them in flight are no memory to speak of. */
const PIECE_BYTES = 256 * 1024;

/** The file from its begin; `read` is told of each piece. The handle stays open. */
export function readableOf(file: FileHandle, read: (bytes: number) => void): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        // A new piece each time: the packages keep what they are given.
        const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE_BYTES), 0, PIECE_BYTES, at);
        if (bytesRead === 0) return controller.close();
        at += bytesRead;
        read(bytesRead);
        controller.enqueue(buffer.subarray(0, bytesRead));
      },
    },
    { highWaterMark: 1 },
  );
}

/** Writes all of the stream at the file's end; gives how many bytes. */
export async function writeAll(
  stream: ReadableStream<Uint8Array>,
  file: FileHandle,
  wrote: (bytes: number) => void = () => undefined,
): Promise<number> {
  let total = 0;
  for await (const piece of stream) {
    for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
    total += piece.length;
    wrote(piece.length);
  }
  return total;
}

/** All of the stream in memory; throws where it is longer than `limit`. */
export async function readSmall(stream: ReadableStream<Uint8Array>, limit: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of stream) {
    total += piece.length;
    if (total > limit) throw new Error(`longer than ${limit} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
