/**
 * report.pdf of a bundle: the verified record for people who know no cryptography, in English or French. Made from the
 * record alone. Promises: the same input gives the same bytes on one machine; pictures are read a few at a time and at most
 * `PICTURES_PRINTED` of them are printed, so memory does not grow with the range's pictures; nothing is loaded from
 * anywhere and no script runs. SPEC: VF10, BU7; docs/decisions/0126-report-pdf.md.
 */
import type { Reported } from '../../domain/report-json';
import { GRID_SEGMENTS } from './report/days';
import { printedPicture } from './report/grid';
import type { ReportContext } from './report/input';
import { reportPage } from './report/page';
import { settledPdf } from './report/pdf-bytes';
import { thumbnailOf } from './report/thumbnail';

/** About three weeks of full days with a picture in each slot. What is beyond is said in the report and is in the bundle. */
export const PICTURES_PRINTED = 1000;

/** Pictures that are unpacked together, each on a thread of its own: eight megabytes of pixels apiece. */
const AT_ONCE = 4;

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
  const { printed, left } = printable(input);
  const sources = new Map<string, `data:image/${string}`>();
  for (let done = 0; done < printed.length; done += AT_ONCE) {
    signal.throwIfAborted();
    const some = printed.slice(done, done + AT_ONCE);
    const small = await Promise.all(some.map(async (sha256) => thumbnail(await input.picture(sha256))));
    for (const [at, sha256] of some.entries()) {
      const bytes = small[at] ?? null;
      if (bytes !== null)
        sources.set(sha256, `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`);
    }
    progress?.(done + some.length, printed.length);
  }
  signal.throwIfAborted();
  const shown = new Set(printed);
  const addressOf: ReportContext['thumbnail'] = (sha256) => {
    if (!shown.has(sha256)) return 'left';
    return sources.get(sha256) ?? null;
  };
  const page = reportPage(input, { thumbnail: addressOf, left: { max: printed.length, count: left } });
  return settledPdf(await print(page.html, page.footer, signal), newestAt(input));
}

function thumbnail(bytes: Uint8Array | null): Promise<Uint8Array | null> {
  return bytes === null ? Promise.resolve(null) : thumbnailOf(bytes);
}

/** The picture of each segment that its cell shows, in the order of the record, each once; how many more there are. */
function printable({ record, manifest: { scope } }: Reported): { printed: string[]; left: number } {
  const inRange = record.segments.filter(({ entry }) => entry.slot >= scope.from && entry.slot < scope.to);
  const hashes = new Set<string>();
  let inGrids = 0;
  for (const [at, segment] of inRange.entries()) {
    const picture = segment.state === 'stands' ? printedPicture(segment)?.picture : undefined;
    if (picture?.told) hashes.add(picture.value.sha256);
    if (at < GRID_SEGMENTS) inGrids = hashes.size;
  }
  const printed = [...hashes].slice(0, Math.min(inGrids, PICTURES_PRINTED));
  return { printed, left: hashes.size - printed.length };
}

/** When the newest entry that the report shows was made: no clock is asked, and the file says no time of its own. */
function newestAt({ record }: Reported): number {
  return record.segments.reduce((newest, { entry }) => Math.max(newest, entry.at), record.openedAt);
}
