/** report.pdf, made in the export child: the page here, its printing by main, which has a window. */
import { makeReportPdf } from '../report-pdf';
import type { Work } from './work';

export const printedReport: Work['pdf'] = (reported, source, print) =>
  makeReportPdf(
    { ...reported, picture: (sha256) => source.picture(sha256) },
    { print: (html, footer) => print({ html, footer }) },
    // Whoever cancels ends the process.
    new AbortController().signal,
  );
