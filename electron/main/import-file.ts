/**
 * A report's file, from its bytes to rows with line numbers. Promises: what is no text, too large, or no proper CSV is
 * refused with the reason and the line; the main process is never held for long. SPEC: IM1, IM6.
 */
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { type ImportColumns, type ImportSource, layoutOf } from '../../domain/import-columns';
import { type ForeignLine, foreignLine } from '../../domain/import-lines';
import type { JobControl } from './jobs';

/** A year of a freelancer's entries is about a megabyte. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Ten entries a day are 25,000 in ten years. */
const MAX_LINES = 50_000;
/** Some exports begin with a title and a period. */
const HEADER_WITHIN = 15;
/** Parsed between two steps. */
const PART_CHARACTERS = 64 * 1024;
/** A field is a line or two of text: a quote that is not closed makes one of all the rest. */
const MAX_RECORD_CHARACTERS = 100_000;

export type Encoding = 'utf-8' | 'utf-16' | 'windows-1252';

export interface Report {
  source: ImportSource;
  encoding: Encoding;
  lines: ForeignLine[];
  /** Lines with fewer cells than they need. */
  short: number[];
}

export type FileRefusal =
  | { reason: 'unreadable'; detail: string }
  | { reason: 'too-large' | 'binary' | 'empty' | 'unknown' }
  | { reason: 'quotes' | 'too-many'; line: number }
  | { reason: 'columns'; source: ImportSource; missing: string[] };

export type ReadReport = { ok: true; report: Report } | { ok: false; refusal: FileRefusal };

const refused = (refusal: FileRefusal): ReadReport => ({ ok: false, refusal });

export async function readReport(path: string, job: JobControl): Promise<ReadReport> {
  let bytes: Uint8Array;
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) return refused({ reason: 'too-large' });
    bytes = await readFile(path);
  } catch (error) {
    return refused({ reason: 'unreadable', detail: error instanceof Error ? error.message : String(error) });
  }
  const decoded = decodeText(bytes);
  if (decoded === null) return refused({ reason: 'binary' });
  if (decoded.text.trim() === '') return refused({ reason: 'empty' });
  return rowsOf(decoded.text, decoded.encoding, job);
}

/** Null: it is no text. Without a mark, what is no UTF-8 is taken for the Western Windows encoding. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } | null {
  const wide = wideOrder(bytes);
  if (wide !== null) {
    const text = new TextDecoder(wide).decode(bytes);
    return isText(text) ? { text, encoding: 'utf-16' } : null;
  }
  if (bytes.includes(0)) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return isText(text) ? { text, encoding: 'utf-8' } : null;
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    return isText(text) ? { text, encoding: 'windows-1252' } : null;
  }
}

/** By its mark, or by the zeros that plain letters have in it. */
function wideOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 200);
  if (head.length < 8) return null;
  const zeros = (rest: number) => head.filter((byte, at) => at % 2 === rest && byte === 0).length;
  const half = Math.floor(head.length / 2);
  if (zeros(1) > half * 0.8 && zeros(0) === 0) return 'utf-16le';
  return zeros(0) > half * 0.8 && zeros(1) === 0 ? 'utf-16be' : null;
}

function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a text has none of
  return !/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text);
}

const RecordSchema = z.array(z.string());

async function rowsOf(text: string, encoding: Encoding, job: JobControl): Promise<ReadReport> {
  /** The last line of each record. */
  const ends: number[] = [];
  const parser = Readable.from(parts(text)).pipe(
    parse({
      // Told as they are parsed: an error drops those that were not fetched yet.
      on_record: (record, { lines: at }) => {
        ends.push(at);
        return record;
      },
      delimiter: delimiterOf(text),
      // An editor may have left lines of both kinds.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: MAX_RECORD_CHARACTERS,
    }),
  );
  let header: { source: ImportSource; columns: ImportColumns } | null = null;
  let near: FileRefusal = { reason: 'unknown' };
  const lines: ForeignLine[] = [];
  const short: number[] = [];
  let count = 0;
  let read = 0;
  try {
    for await (const next of parser) {
      const record = RecordSchema.parse(next);
      const line = (ends[count - 1] ?? 0) + 1;
      count++;
      read += record.reduce((sum, cell) => sum + cell.length + 1, 0);
      await job.step(Math.min(read, text.length), text.length);
      if (record.every((cell) => cell.trim() === '')) continue;
      if (header === null) {
        const layout = layoutOf(record);
        if (layout.outcome === 'known') header = layout;
        if (layout.outcome === 'missing' && near.reason === 'unknown')
          near = { ...layout, reason: 'columns' };
        if (header === null && line > HEADER_WITHIN) break;
        continue;
      }
      if (lines.length >= MAX_LINES) return refused({ reason: 'too-many', line: MAX_LINES });
      const said = foreignLine(line, record, header.columns);
      if (said === null) short.push(line);
      else lines.push(said);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused({ reason: 'quotes', line: (ends.at(-1) ?? 0) + 1 });
  }
  if (header === null) return refused(near);
  if (lines.length + short.length === 0) return refused({ reason: 'empty' });
  return { ok: true, report: { source: header.source, encoding, lines, short } };
}

function* parts(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at += PART_CHARACTERS) yield text.slice(at, at + PART_CHARACTERS);
}

/** The one that stands most often in the first lines: a report saved again by a spreadsheet may have another. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 4_000).split(/\r?\n/).slice(0, HEADER_WITHIN).join('\n');
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
