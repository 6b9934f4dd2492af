/**
 * The first 100 bytes of a database file, read without SQLite, so that a file which is not ours or is newer than we
 * are is left exactly as it is. Offsets: https://www.sqlite.org/fileformat2.html#the_database_header
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { APPLICATION_ID } from './connection';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

export type Header =
  | { kind: 'absent' }
  /** Zero bytes: SQLite takes it for a new database. */
  | { kind: 'empty' }
  | { kind: 'ours'; version: number }
  /** Not a database, or another program's. */
  | { kind: 'strange'; detail: string };

/** Throws what the file system throws, but for a file that is not there. */
export function readHeader(path: string): Header {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
  try {
    if (fstatSync(file).size === 0) return { kind: 'empty' };
    const bytes = Buffer.alloc(HEADER_BYTES);
    const read = readSync(file, bytes, 0, HEADER_BYTES, 0);
    if (read < HEADER_BYTES) return { kind: 'strange', detail: `only ${read} bytes long` };
    if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
      return { kind: 'strange', detail: 'not an SQLite file' };
    }
    const application = bytes.readUInt32BE(APPLICATION_ID_AT);
    const version = bytes.readUInt32BE(USER_VERSION_AT);
    // Both 0: a file whose first migration is still in the log, or never was committed.
    if (application === APPLICATION_ID || (application === 0 && version === 0))
      return { kind: 'ours', version };
    return { kind: 'strange', detail: `application id 0x${application.toString(16)} is not Minutier's` };
  } finally {
    closeSync(file);
  }
}
