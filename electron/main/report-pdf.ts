/**
 * report.pdf of a bundle: the verified record for people who know no cryptography, in English or French. Made from the
 * record alone. Promises: the same input gives the same bytes on one machine; pictures are read one at a time and at most
 * `PICTURES_PRINTED` of them are printed, so memory does not grow with the range's pictures; nothing is loaded from
 * anywhere and no script runs. SPEC: VF10, BU7; docs/decisions/0126-report-pdf.md.
 */

import type { Reported } from '../../domain/report-json';
import { printedPicture } from './report/grid';
import type { ReportContext } from './report/input';
import { reportPage } from './report/page';
import { settledPdf } from './report/pdf-bytes';
import { thumbnailOf } from './report/thumbnail';

/** About three weeks of full days with a picture in each slot. What is beyond is said in the report and is in the bundle. */
export const PICTURES_PRINTED = 1000;

export interface ReportPdfInput extends Reported {
  /** The WebP bytes of a disclosed picture by its SHA-256 in hex, as verified; null where they cannot be read. */
  picture(sha256: string): Promise<Uint8Array | null>;
}

export interface ReportPdfDeps {
  /** A page as a PDF: A4, outline from its headings, tagged. `footer`: HTML at the foot of each page. */
  print(html: string, footer: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Pictures that are read and made small; their sum is `total`. */
  progress?: (done: number, total: number) => void;
}

/** Rejects with the signal's reason where it is aborted. */
export async function makeReportPdf(
  input: ReportPdfInput,
  { print, progress }: ReportPdfDeps,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const hashes = printable(input);
  const printed = hashes.slice(0, PICTURES_PRINTED);
  const sources = new Map<string, `data:image/${string}`>();
  for (const [done, sha256] of printed.entries()) {
    signal.throwIfAborted();
    const bytes = await input.picture(sha256);
    const small = bytes === null ? null : await thumbnailOf(bytes);
    if (small !== null)
      sources.set(sha256, `data:image/jpeg;base64,${Buffer.from(small).toString('base64')}`);
    progress?.(done + 1, printed.length);
  }
  signal.throwIfAborted();
  const shown = new Set(printed);
  const thumbnail: ReportContext['thumbnail'] = (sha256) => {
    if (!shown.has(sha256)) return 'left';
    return sources.get(sha256) ?? null;
  };
  const left = { max: PICTURES_PRINTED, count: hashes.length - printed.length };
  const page = reportPage(input, { thumbnail, left });
  return settledPdf(await print(page.html, page.footer, signal), newestAt(input));
}

/** The picture of each segment that its cell shows, in the order of the record, each once. */
function printable({ record, manifest: { scope } }: Reported): string[] {
  const hashes = new Set<string>();
  for (const segment of record.segments) {
    const { entry, state } = segment;
    if (state !== 'stands' || entry.slot < scope.from || entry.slot >= scope.to) continue;
    const picture = printedPicture(segment)?.picture;
    if (picture?.told) hashes.add(picture.value.sha256);
  }
  return [...hashes];
}

/** When the newest entry that the report shows was made: no clock is asked, and the file says no time of its own. */
function newestAt({ record }: Reported): number {
  return record.segments.reduce((newest, { entry }) => Math.max(newest, entry.at), record.openedAt);
}
