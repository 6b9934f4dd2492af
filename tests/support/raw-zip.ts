/**
 * A ZIP with anything in it that the container's own writer would never write: other names, methods, sizes, offsets,
 * extra fields, comments, what stands before, between or after. Each record is written as it is asked for.
 */
import type { ByteSource } from '../../domain/bundle';
import { contentOffset, crc32, directory, localHeader, type PlacedFile } from '../../domain/zip';

export interface RawFile {
  /** Latin-1. */
  name: string;
  content: Uint8Array;
  /** In both headers, where nothing else is said. */
  flags?: number;
  method?: number;
  date?: number;
  /** What the headers claim. */
  size?: number;
  crc?: number;
  extra?: Uint8Array;
  /** Only in the directory. */
  attributes?: number;
  comment?: string;
  offset?: number;
  /** Only in the local header. */
  localName?: string;
  localSize?: number;
  /** Bytes before the local header. */
  before?: Uint8Array;
}

export interface RawArchive {
  comment?: string;
  /** Between the last file and the directory, and after the end. */
  between?: Uint8Array;
  after?: Uint8Array;
  /** What the end says. */
  count?: number;
  start?: number;
  bytes?: number;
}

export function rawZip(files: readonly RawFile[], archive: RawArchive = {}): Uint8Array {
  const { comment = '', between = new Uint8Array(), after = new Uint8Array() } = archive;
  const parts: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  const put = (...more: Uint8Array[]) => {
    for (const one of more) {
      parts.push(Buffer.from(one));
      at += one.length;
    }
  };
  for (const file of files) {
    if (file.before) put(file.before);
    const offset = file.offset ?? at;
    put(localRecord(file), file.content);
    records.push(directoryRecord(file, offset));
  }
  put(between);
  const bytes = records.reduce((sum, { length }) => sum + length, 0);
  const end = record([
    [4, 0x0605_4b50],
    [4, 0],
    [2, archive.count ?? files.length],
    [2, archive.count ?? files.length],
    [4, archive.bytes ?? bytes],
    [4, archive.start ?? at],
    [2, comment.length],
  ]);
  put(...records, end, Buffer.from(comment, 'latin1'), after);
  return new Uint8Array(Buffer.concat(parts));
}

/** The container as it is written, with files of so many bytes (zeros) that nobody holds them. */
export function sparseZip(
  files: readonly (readonly [name: string, content: Uint8Array | number])[],
): ByteSource {
  const parts: { at: number; bytes: Uint8Array }[] = [];
  const placed: PlacedFile[] = [];
  let at = 0;
  const put = (bytes: Uint8Array) => {
    parts.push({ at, bytes });
    at += bytes.length;
  };
  for (const [name, content] of files) {
    const isClaimed = typeof content === 'number';
    const size = isClaimed ? content : content.length;
    const file = { name, size, crc: isClaimed ? 0 : crc32(content), offset: at };
    placed.push(file);
    put(localHeader(file));
    if (isClaimed) at = contentOffset(file) + size;
    else put(content);
  }
  put(directory(placed));
  const size = at;
  return {
    size,
    read: async (offset, length) => {
      if (length > 100_000_000) throw new Error('nobody may ask for so much at once');
      const out = new Uint8Array(length);
      for (const part of parts) {
        const from = Math.max(offset, part.at);
        const to = Math.min(offset + length, part.at + part.bytes.length);
        if (from < to) out.set(part.bytes.subarray(from - part.at, to - part.at), from - offset);
      }
      return out;
    },
  };
}

function localRecord(file: RawFile): Buffer {
  const { name, localName = name, extra = new Uint8Array() } = file;
  const { size = file.content.length, localSize = size } = file;
  return Buffer.concat([
    record([[4, 0x0403_4b50], [2, 10], ...common(file, localSize), [2, localName.length], [2, extra.length]]),
    Buffer.from(localName, 'latin1'),
    extra,
  ]);
}

function directoryRecord(file: RawFile, offset: number): Buffer {
  const { name, extra = new Uint8Array(), attributes = 0, comment = '', size = file.content.length } = file;
  return Buffer.concat([
    record([
      [4, 0x0201_4b50],
      [2, 10],
      [2, 10],
      ...common(file, size),
      [2, name.length],
      [2, extra.length],
      [2, comment.length],
      [4, 0],
      [4, attributes],
      [4, offset],
    ]),
    Buffer.from(name, 'latin1'),
    extra,
    Buffer.from(comment, 'latin1'),
  ]);
}

type FieldOfRecord = readonly [bytes: 2 | 4, value: number];

function common(file: RawFile, size: number): FieldOfRecord[] {
  const { flags = 0, method = 0, date = 0x0021, crc = crc32(file.content) } = file;
  // A size in the headers is that of the packed bytes, then that of the unpacked ones.
  const packed = method === 0 ? size : file.content.length;
  return [
    [2, flags],
    [2, method],
    [2, 0],
    [2, date],
    [4, crc],
    [4, packed],
    [4, size],
  ];
}

function record(values: readonly FieldOfRecord[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const out = Buffer.alloc(bytes);
      if (bytes === 2) out.writeUInt16LE(value);
      else out.writeUInt32LE(value);
      return out;
    }),
  );
}
