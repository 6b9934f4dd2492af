/**
 * Writes a bundle's archive (domain/zip.ts), one file after the other, and knows of each file what the manifest says of
 * it. Promises: memory holds a piece of a megabyte at most, besides what is handed over whole; what `add`, `stream`
 * and `pieces` were given is in the file when they return, durable only after `finish`.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { directory, localHeader, type PlacedFile } from '../../domain/zip';

/** Bytes that are gathered before they are written. */
const PIECE = 1_048_576;

/** A file of the archive, as the manifest lists it: `[name, bytes, SHA-256 in hex]`. */
export type Listed = [name: string, bytes: number, sha256: string];

export class Archive {
  private readonly files: PlacedFile[] = [];
  private readonly hashes: Listed[] = [];
  private end = 0;

  /** The handle of a new, empty file. */
  constructor(private readonly file: FileHandle) {}

  /** Bytes written so far. */
  get size(): number {
    return this.end;
  }

  /** What is in it, in order. */
  get placed(): readonly PlacedFile[] {
    return this.files;
  }

  get listed(): readonly Listed[] {
    return this.hashes;
  }

  /** `sha256`: in hex, where it is known already. */
  async add(name: string, bytes: Uint8Array, sha256 = hashOf(bytes)): Promise<void> {
    const header = this.place(name, bytes.length, crc32(bytes), sha256);
    await this.append(header);
    await this.append(bytes);
  }

  /** A text that is made piece by piece, in UTF-8. */
  stream(name: string, texts: Iterable<string>): Promise<void> {
    return this.pieces(name, gathered(texts));
  }

  /** A file in pieces: its header is written last, when size and checksum are known. */
  async pieces(name: string, pieces: Iterable<Uint8Array>): Promise<void> {
    const start = this.end;
    const { length } = localHeader({ name, size: 0, crc: 0 });
    this.end += length;
    const hash = createHash('sha256');
    let crc = 0;
    for (const bytes of pieces) {
      hash.update(bytes);
      crc = crc32(bytes, crc);
      await this.append(bytes);
    }
    const size = this.end - start - length;
    const header = this.place(name, size, crc, hexOf(hash), start);
    await this.write(header, start);
  }

  /** The directory; and all of it is on the disk. */
  async finish(): Promise<void> {
    await this.append(directory(this.files));
    await this.file.sync();
  }

  private place(name: string, size: number, crc: number, sha256: string, offset = this.end): Uint8Array {
    const file = { name, size, crc, offset };
    this.files.push(file);
    this.hashes.push([name, size, sha256]);
    return localHeader(file);
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await this.write(bytes, this.end);
    this.end += bytes.length;
  }

  private async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      at += (await this.file.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
    }
  }
}

/** Bytes of a text that are kept between its two uses. */
const KEPT_BYTES = 64 * 1_048_576;

/**
 * What `stream` would list of a text, and its pieces for `pieces`: the same ones, as far as they fit into a bounded memory;
 * those of a longer text are made again. `make` gives the same text whenever it is called.
 */
export function listedText(
  name: string,
  make: () => Iterable<string>,
): { listed: Listed; pieces: Iterable<Uint8Array> } {
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let size = 0;
  for (const bytes of gathered(make())) {
    hash.update(bytes);
    size += bytes.length;
    if (size <= KEPT_BYTES) kept.push(bytes);
    else kept.length = 0;
  }
  const listed: Listed = [name, size, hexOf(hash)];
  return { listed, pieces: size <= KEPT_BYTES ? kept : gathered(make()) };
}

export function hashOf(bytes: Uint8Array): string {
  return hexOf(createHash('sha256').update(bytes));
}

function hexOf(hash: Hash): string {
  return hash.digest('hex');
}

/** Texts as pieces of about a megabyte in UTF-8. */
function* gathered(texts: Iterable<string>): Generator<Uint8Array> {
  let held: string[] = [];
  let length = 0;
  for (const text of texts) {
    held.push(text);
    length += text.length;
    if (length < PIECE) continue;
    yield Buffer.from(held.join(''));
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.from(held.join(''));
}
