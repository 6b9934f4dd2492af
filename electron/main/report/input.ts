/** What every section of report.pdf is made from: the verified record, what was found, figures, words, pictures. Types. */
import type { ReportFigures } from '../../../domain/report-figures';
import type { Reported } from '../../../domain/report-json';
import type { ReportWords } from './words';

/** What every section is given. */
export interface ReportContext extends Reported {
  figures: ReportFigures;
  words: ReportWords;
  /** A data: address of the picture to print, by its SHA-256 in hex; `left`: beyond those that are printed; null: it cannot be shown. */
  thumbnail(sha256: string): `data:image/${string}` | 'left' | null;
  /** How many pictures are printed at most, and how many are beyond. */
  left: { max: number; count: number };
}
