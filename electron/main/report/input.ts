/** What report.pdf is made from: the verified record, what was found, and the few facts of the bundle around it. Types. */
import type { Scope } from '../../../domain/bundle';
import type { Finding, Verdict } from '../../../domain/finding';
import type { LogRecord } from '../../../domain/record';
import type { ReportFigures } from '../../../domain/report-figures';
import type { ReportLanguage, ReportWords } from './words';

export interface ReportInput {
  record: LogRecord;
  findings: readonly Finding[];
  verdict: Verdict;
  /** As in the bundle's manifest. */
  facts: { scope: Scope; note: string; app: string };
  language: ReportLanguage;
}

/** What every section is given. */
export interface ReportContext extends ReportInput {
  figures: ReportFigures;
  words: ReportWords;
  /** A data: address of the picture to print, by its SHA-256 in hex; `left`: beyond those that are printed; null: it cannot be shown. */
  thumbnail(sha256: string): `data:image/${string}` | 'left' | null;
  /** How many pictures are printed at most, and how many are beyond. */
  left: { max: number; count: number };
}
