/**
 * The one ZIP that a set of files has: stored, in order of their names, one date, no comments, nothing between, before
 * or after. A reader builds each header from what it says and compares: what could be written in two ways is refused, so
 * there is no path, link, compression, or second directory to play with. SPEC: BU1; docs/evidence-format.md §8.
 */
import type { ByteSource } from './bundle';
import { concatBytes, sameBytes, toAscii } from './bytes';
import { type Parsed, parsed, refused } from './parsed';

/** Without ZIP64: the whole is below 4 GiB and has fewer than 65,536 files. */
export const ARCHIVE_MAX = 0xffff_ffff;
export const FILES_MAX = 0xffff;
const NAME = /^[A-Za-z0-9][A-Za-z0-9./-]{0,99}$/;

const LOCAL = 0x0403_4b50;
const CENTRAL = 0x0201_4b50;
const END = 0x0605_4b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** ZIP 1.0: stored files need no more. */
const VERSION = 10;
/** 1 January 1980, the first day that the format knows. */
const DATE = 0x0021;

export interface ZipFile {
  name: string;
  size: number;
  crc: number;
}

export interface PlacedFile extends ZipFile {
  /** Of its local header. */
  offset: number;
}

/** What stands before the file's bytes. */
export function localHeader({ name, size, crc }: ZipFile): Uint8Array {
  const head = fields(LOCAL_BYTES, [
    [4, LOCAL],
    [2, VERSION],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, DATE],
    [4, crc],
    [4, size],
    [4, size],
    [2, name.length],
    [2, 0],
  ]);
  return concatBytes(head, ascii(name));
}

/** What stands after the last file's bytes: the directory and its end. Files in the order in which they were written. */
export function directory(files: readonly PlacedFile[]): Uint8Array {
  const records = files.map(centralRecord);
  const size = records.reduce((sum, record) => sum + record.length, 0);
  const start = files.reduce((end, file) => end + lengthOf(file), 0);
  const end = fields(END_BYTES, [
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, size],
    [4, start],
    [2, 0],
  ]);
  return concatBytes(...records, end);
}

/** Bytes of the file with its header. */
export function lengthOf({ name, size }: ZipFile): number {
  return LOCAL_BYTES + name.length + size;
}

/** From where the file's own bytes are. */
export function contentOffset({ name, offset }: PlacedFile): number {
  return offset + LOCAL_BYTES + name.length;
}

function centralRecord({ name, size, crc, offset }: PlacedFile): Uint8Array {
  const head = fields(CENTRAL_BYTES, [
    [4, CENTRAL],
    [2, VERSION],
    [2, VERSION],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, DATE],
    [4, crc],
    [4, size],
    [4, size],
    [2, name.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, offset],
  ]);
  return concatBytes(head, ascii(name));
}

function fields(length: number, values: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of values) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return out;
}

function ascii(name: string): Uint8Array {
  const bytes = NAME.test(name) ? toAscii(name) : null;
  if (bytes === null) throw new Error(`broken invariant: ${JSON.stringify(name)} is no name in a bundle`);
  return bytes;
}

export type ZipRefusal = 'size' | 'end' | 'directory' | 'name' | 'order' | 'header' | 'unreadable';

/**
 * The files, in order, of an archive that is to the byte what a writer would have made of them. The contents are not
 * read: whoever reads one also checks it (`crc32`, or a hash that says more).
 */
export async function readZip(source: ByteSource): Promise<Parsed<PlacedFile[], ZipRefusal>> {
  try {
    return await read(source);
  } catch {
    return refused('unreadable');
  }
}

async function read(source: ByteSource): Promise<Parsed<PlacedFile[], ZipRefusal>> {
  const { size } = source;
  if (size < END_BYTES || size > ARCHIVE_MAX) return refused('size');
  const end = viewOf(await source.read(size - END_BYTES, END_BYTES));
  const [count, bytes, start] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  if (end.getUint32(0, true) !== END || start + bytes + END_BYTES !== size) return refused('end');
  if (bytes > count * (CENTRAL_BYTES + 100)) return refused('directory');
  const files = recordsOf(await source.read(start, bytes), count);
  if (!files.ok) return files;
  const whole = await source.read(start, bytes + END_BYTES);
  if (!sameBytes(whole, directory(files.value))) return refused('directory');
  for (const file of files.value) {
    const header = localHeader(file);
    if (!sameBytes(await source.read(file.offset, header.length), header)) return refused('header');
  }
  return files;
}

/** Names and sizes only; the caller compares the rest with what they give. */
function recordsOf(bytes: Uint8Array, count: number): Parsed<PlacedFile[], ZipRefusal> {
  const view = viewOf(bytes);
  const files: PlacedFile[] = [];
  let at = 0;
  let offset = 0;
  while (at + CENTRAL_BYTES <= bytes.length && files.length < count) {
    const length = view.getUint16(at + 28, true);
    const name = String.fromCharCode(...bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + length));
    if (!NAME.test(name)) return refused('name');
    if ((files.at(-1)?.name ?? '') >= name) return refused('order');
    const file = { name, size: view.getUint32(at + 24, true), crc: view.getUint32(at + 16, true), offset };
    files.push(file);
    at += CENTRAL_BYTES + length;
    offset += lengthOf(file);
  }
  return files.length === count && at === bytes.length ? parsed(files) : refused('directory');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How many bytes `crc32` takes a step. */
const STRIDE = 16;

/**
 * The checksum's table, and behind it those of a byte that one more, two more … bytes follow, so that sixteen bytes are
 * looked up at once ("slicing", Kounavis and Berry, 2005).
 */
const CRC = new Uint32Array(STRIDE * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  CRC[byte] = crc;
}
for (let at = 256; at < CRC.length; at++) {
  const before = CRC[at - 256] ?? 0;
  CRC[at] = (before >>> 8) ^ (CRC[before & 0xff] ?? 0);
}

/** ZIP's checksum, of what comes in pieces: give the last answer as `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const t = CRC;
  const b = bytes;
  const end = bytes.length - (bytes.length % STRIDE);
  let crc = ~before;
  let at = 0;
  for (; at < end; at += STRIDE) {
    const first = crc ^ word(b, at);
    const [second, third, fourth] = [word(b, at + 4), word(b, at + 8), word(b, at + 12)];
    crc = sliced(t, first, 0xc00) ^ sliced(t, second, 0x800) ^ sliced(t, third, 0x400) ^ sliced(t, fourth, 0);
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (t[(crc ^ (b[at] ?? 0)) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** Four bytes, the first the lowest. */
function word(b: Uint8Array, at: number): number {
  return (b[at] ?? 0) | ((b[at + 1] ?? 0) << 8) | ((b[at + 2] ?? 0) << 16) | ((b[at + 3] ?? 0) << 24);
}

/** What the four bytes give, of which the last has its table at `from`. */
function sliced(t: Uint32Array, four: number, from: number): number {
  return (
    (t[from + 0x300 + (four & 0xff)] ?? 0) ^
    (t[from + 0x200 + ((four >>> 8) & 0xff)] ?? 0) ^
    (t[from + 0x100 + ((four >>> 16) & 0xff)] ?? 0) ^
    (t[from + (four >>> 24)] ?? 0)
  );
}
