/**
 * Text on a page of a PDF, in Noto Sans: each sign in the part of the font that has it, for the font comes in parts by
 * script (latin, greek, cyrillic, devanagari). A sign that none has is a box. Promises: what does not fit is wrapped or cut
 * with an ellipsis, so nothing runs into its neighbour; the same text gives the same bytes.
 */
import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** `latin` first: what several have is its. */
const SUBSETS = [
  'latin',
  'latin-ext',
  'greek',
  'greek-ext',
  'cyrillic',
  'cyrillic-ext',
  'vietnamese',
  'devanagari',
] as const;
type Subset = (typeof SUBSETS)[number];

export type Weight = 400 | 700;

const files = new Map<string, string>();

/** Where the file of a part is, beside the packages. Looked for once: a page asks some hundred times. */
export function fontFile(subset: Subset, weight: Weight): string {
  const name = `@fontsource/noto-sans/files/noto-sans-${subset}-${weight}-normal.woff`;
  const path = files.get(name) ?? require.resolve(name);
  files.set(name, path);
  return path;
}

type Ranges = readonly (readonly [from: number, to: number])[];

let known: ReadonlyMap<Subset, Ranges> | null = null;

/** Which signs each part has, as the package says it: `U+0000-00FF,U+0131,…`. */
function rangesOf(): ReadonlyMap<Subset, Ranges> {
  const said = z.record(z.string(), z.string()).parse(require('@fontsource/noto-sans/unicode.json'));
  return new Map(
    SUBSETS.map((subset) => [
      subset,
      (said[subset] ?? '').split(',').map((range) => {
        const [from = '', to = from] = range.replace('U+', '').split('-');
        return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
      }),
    ]),
  );
}

/** The text in pieces that one part of the font has each. */
function runsOf(text: string): { subset: Subset; text: string }[] {
  known ??= rangesOf();
  const runs: { subset: Subset; text: string }[] = [];
  // The narrow space of French numbers is in no part of the font: the one that does not break either is.
  for (const sign of text.replaceAll('\u202f', '\u00a0')) {
    const code = sign.codePointAt(0) ?? 0;
    const has = (subset: Subset) => known?.get(subset)?.some(([from, to]) => code >= from && code <= to);
    const last = runs.at(-1);
    // A space goes with what stands before it, so that a word of another script is not cut at its ends.
    const subset = sign === ' ' && last !== undefined ? last.subset : (SUBSETS.find(has) ?? 'latin');
    if (last?.subset === subset) last.text += sign;
    else runs.push({ subset, text: sign });
  }
  return runs;
}

export interface Style {
  size: number;
  weight?: Weight;
  color?: string;
  align?: 'left' | 'right';
  /** Points; what is wider is wrapped, to `lines` at most. */
  width: number;
  lines?: number;
}

export class Type {
  constructor(private readonly doc: typeof PDFDocument.prototype) {}

  /** Points. */
  widthOf(text: string, { size, weight = 400 }: Pick<Style, 'size' | 'weight'>): number {
    return runsOf(text).reduce(
      (sum, run) => sum + this.doc.font(fontFile(run.subset, weight)).fontSize(size).widthOfString(run.text),
      0,
    );
  }

  /** `y`: of the first line's top. Gives where the next line would begin. */
  write(text: string, x: number, y: number, style: Style): number {
    const { size, weight = 400, color = '#1a1a1a', align = 'left', width } = style;
    let top = y;
    for (const line of this.wrapped(text, style)) {
      let left = align === 'right' ? x + width - this.widthOf(line, style) : x;
      for (const run of runsOf(line)) {
        this.doc.font(fontFile(run.subset, weight)).fontSize(size).fillColor(color);
        this.doc.text(run.text, left, top, { lineBreak: false, baseline: 'top' });
        left += this.doc.widthOfString(run.text);
      }
      top += size * 1.4;
    }
    return top;
  }

  private wrapped(text: string, style: Style): string[] {
    const max = style.lines ?? 1;
    const fits = (line: string) => this.widthOf(line, style) <= style.width;
    const lines: string[] = [''];
    for (const word of text.split(/[ \n\r\t]+/)) {
      const last = lines.at(-1) ?? '';
      const longer = last === '' ? word : `${last} ${word}`;
      if (fits(longer) || last === '') lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    const shown = lines.slice(0, max);
    const isCut = lines.length > max;
    return shown.map((line, n) =>
      isCut && n === max - 1 ? this.cut(`${line}…`, fits) : this.cut(line, fits),
    );
  }

  /** As much of the line as fits, with an ellipsis where something is missing. */
  private cut(line: string, fits: (line: string) => boolean): string {
    if (fits(line)) return line;
    const signs = [...line];
    const start = (count: number) => `${signs.slice(0, count).join('')}…`;
    let [low, high] = [0, signs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (fits(start(middle))) low = middle;
      else high = middle - 1;
    }
    return start(low);
  }
}
