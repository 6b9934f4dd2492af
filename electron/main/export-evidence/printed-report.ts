/** report.pdf, made in the export child: the page here, its printing by main, which has a window. */

import type { Work } from '../../../node/bundle/make';
import { makeReportPdf } from '../report-pdf';

export const printedReport: Work['pdf'] = (reported, source, print, drawn) =>
  makeReportPdf(
    { ...reported, picture: (sha256) => source.picture(sha256) },
    { print: (html, footer) => print({ html, footer }), progress: (done, total) => drawn(done / total) },
    // Whoever cancels ends the process.
    new AbortController().signal,
  );
