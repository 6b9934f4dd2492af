/**
 * A damaged file whose first page is lost can still tell its rows, where that page is known: it says which tables there
 * are and where each begins. So a copy of it is kept beside the database (tables that came with a migration stand
 * elsewhere in an old file than in a new one). Without the copy, the first page of a new database is tried, which
 * fits files that were made by this version. Used on the copy that a salvage reads, never on the original.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { syncFile, syncFolderOf } from '../../../node/durable-file';

/** SQLite's default, which is what we make our files with. */
const PAGE_BYTES = 4096;
/** The header's length; what follows is the schema: https://www.sqlite.org/fileformat2.html#the_database_header */
const HEADER_BYTES = 100;
/** Offset of the file's size in pages, then of the list of free pages and its length. */
const PAGE_COUNT_AT = 28;
const FREE_LIST_AT = 32;
const FREE_COUNT_AT = 36;

const SUFFIX = '.schema';

/**
 * Keeps a copy of the first page of the database (checkpointed since its last migration), where it tells another schema
 * than the copy there is. In place only when complete. Throws what the file system throws.
 */
export function keepFirstPage(path: string): void {
  const page = firstPageOf(path);
  const copy = path + SUFFIX;
  if (existsSync(copy) && readFileSync(copy).subarray(HEADER_BYTES).equals(page.subarray(HEADER_BYTES)))
    return;
  const unfinished = `${copy}.tmp`;
  try {
    writeFileSync(unfinished, page, { mode: 0o600 });
    syncFile(unfinished);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  renameSync(unfinished, copy);
  syncFolderOf(copy);
}

/** The file whose first page tells where the tables of `path` are: the copy kept of it, else `fallback`. */
export function firstPageSource(path: string, fallback: string): string {
  const copy = path + SUFFIX;
  return existsSync(copy) && readFileSync(copy).length === PAGE_BYTES ? copy : fallback;
}

/** Puts the first page of `from` (closed or checkpointed) over that of `to`. Throws what the file system throws. */
export function transplantFirstPage(from: string, to: string): void {
  const page = firstPageOf(from);
  const target = openSync(to, 'r+');
  try {
    page.writeUInt32BE(Math.ceil(fstatSync(target).size / PAGE_BYTES), PAGE_COUNT_AT);
    // The free pages of then are not those of now, and reading needs none.
    page.writeUInt32BE(0, FREE_LIST_AT);
    page.writeUInt32BE(0, FREE_COUNT_AT);
    writeSync(target, page, 0, PAGE_BYTES, 0);
  } finally {
    closeSync(target);
  }
}

function firstPageOf(path: string): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  const source = openSync(path, 'r');
  try {
    readSync(source, page, 0, PAGE_BYTES, 0);
  } finally {
    closeSync(source);
  }
  return page;
}
