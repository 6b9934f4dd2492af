/**
 * A damaged file whose first page is lost can still tell its rows: the first page of a new database with the same
 * migrations names the same tables at the same places. Used on the copy that a salvage reads, never on the original.
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** SQLite's default, which is what we make our files with. */
const PAGE_BYTES = 4096;
/** Offset of the file's size in pages: https://www.sqlite.org/fileformat2.html#the_database_header */
const PAGE_COUNT_AT = 28;

/** Puts the first page of `from` (closed or checkpointed) over that of `to`. Throws what the file system throws. */
export function transplantFirstPage(from: string, to: string): void {
  const page = Buffer.alloc(PAGE_BYTES);
  const source = openSync(from, 'r');
  try {
    readSync(source, page, 0, PAGE_BYTES, 0);
  } finally {
    closeSync(source);
  }
  const target = openSync(to, 'r+');
  try {
    page.writeUInt32BE(Math.ceil(fstatSync(target).size / PAGE_BYTES), PAGE_COUNT_AT);
    writeSync(target, page, 0, PAGE_BYTES, 0);
  } finally {
    closeSync(target);
  }
}
