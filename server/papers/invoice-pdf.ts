/**
 * The invoice on one A4 page, English or French. Addresses and taxes are left free: the server knows nothing of them, and
 * whoever sends it fills them in. Promises: the same invoice gives the same bytes. SPEC: SV77.
 */
import PDFDocument from 'pdfkit';
import { dayOf, filled, hoursOf, type Language, moneyOf, percentOf, TEXTS } from '../mail/words';
import type { Invoice } from './invoice';
import { fontFile, Type } from './typesetting';

/** Points, of A4 (595.28 × 841.89). */
const LEFT = 56;
const RIGHT = 539;
const WIDTH = RIGHT - LEFT;
const MIDDLE = LEFT + WIDTH / 2;
const FACTS = MIDDLE - 40;
const GREY = '#5c5c5c';
const LINE = '#c8c8c8';
const COLUMNS = { hours: 300, rate: 370, amount: 450 } as const;

export function invoicePdf(invoice: Invoice, language: Language): Promise<Uint8Array> {
  const { invoice: words } = TEXTS[language];
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: fontFile('latin', 400),
    lang: language,
    displayTitle: true,
    // Of the invoice and not of the machine: the same invoice is the same file.
    info: {
      Title: `${words.title} ${invoice.number}`,
      Author: invoice.freelancer,
      Creator: 'Minutier',
      Producer: 'Minutier',
      CreationDate: new Date(invoice.at ?? invoice.to),
    },
  });
  const done = bytesOf(doc);
  new Page(doc, invoice, language).draw();
  doc.end();
  return done;
}

function bytesOf(doc: typeof PDFDocument.prototype): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    doc.on('data', (part: Uint8Array) => parts.push(part));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    doc.on('error', reject);
  });
}

class Page {
  private readonly type: Type;
  private readonly words: (typeof TEXTS)['en']['invoice'];

  constructor(
    private readonly doc: typeof PDFDocument.prototype,
    private readonly invoice: Invoice,
    private readonly language: Language,
  ) {
    this.type = new Type(doc);
    this.words = TEXTS[language].invoice;
  }

  draw(): void {
    const top = this.head();
    const parties = this.parties(top + 28);
    const table = this.table(parties + 32);
    const sums = this.sums(table + 18);
    this.notes(sums + 30);
  }

  private head(): number {
    const { words, invoice, type } = this;
    type.write(words.title, LEFT, 56, { size: 24, weight: 700, width: FACTS - LEFT });
    let y = 62;
    const fact = (label: string, value: string) => {
      type.write(label, FACTS, y, { size: 9, color: GREY, width: 60 });
      y = type.write(value, FACTS + 60, y, { size: 9, width: RIGHT - FACTS - 60, align: 'right' });
    };
    const { from, to, at } = invoice;
    fact(words.number, invoice.number);
    if (at !== null) fact(words.date, this.day(at));
    // The last day, not the instant after it.
    fact(words.period, filled(words.periodText, { from: this.day(from), to: this.day(to - 1) }));
    if (at !== null) return Math.max(y, 92);
    type.write(words.draft, LEFT, 92, { size: 10, weight: 700, color: '#9a3412', width: WIDTH });
    return 112;
  }

  private parties(y: number): number {
    const { words, invoice, type } = this;
    const half = WIDTH / 2 - 16;
    const party = (label: string, name: string, x: number) => {
      type.write(label, x, y, { size: 9, color: GREY, width: half });
      const below = type.write(name, x, y + 14, { size: 12, weight: 700, width: half, lines: 2 });
      return this.blank(words.taxNumber, x, this.blank(words.address, x, below + 8, half, 3), half, 1);
    };
    const ends = [party(words.from, invoice.freelancer, LEFT), party(words.to, invoice.client, MIDDLE + 16)];
    const end = Math.max(...ends) + 14;
    type.write(words.contract, LEFT, end, { size: 9, color: GREY, width: 90 });
    return type.write(invoice.title, LEFT + 90, end - 1, { size: 10, width: WIDTH - 90, lines: 2 });
  }

  /** Lines to write on. */
  private blank(label: string, x: number, y: number, width: number, lines: number): number {
    const left = x + this.type.widthOf(label, { size: 8 }) + 6;
    this.type.write(label, x, y + 2, { size: 8, color: GREY, width });
    for (let n = 0; n < lines; n++) this.rule(n === 0 ? left : x, x + width, y + 14 + n * 18);
    return y + lines * 18 + 4;
  }

  private table(y: number): number {
    const { words, invoice, type } = this;
    const grey = { size: 9, color: GREY } as const;
    const right = (
      text: string,
      x: number,
      to: number,
      top: number,
      style: { size: number; color?: string },
    ) => type.write(text, x, top, { ...style, width: to - x, align: 'right' });
    type.write(words.what, LEFT, y, { ...grey, width: 200 });
    right(words.hours, COLUMNS.hours, COLUMNS.rate - 10, y, grey);
    right(words.rate, COLUMNS.rate, COLUMNS.amount - 10, y, grey);
    right(words.amount, COLUMNS.amount, RIGHT, y, grey);
    let top = y + 16;
    this.rule(LEFT, RIGHT, top);
    top += 8;
    const row = (what: string, ms: number, rate: string, amount: string) => {
      const plain = { size: 10 };
      right(hoursOf(ms), COLUMNS.hours, COLUMNS.rate - 10, top, plain);
      right(rate, COLUMNS.rate, COLUMNS.amount - 10, top, plain);
      right(amount, COLUMNS.amount, RIGHT, top, plain);
      top = type.write(what, LEFT, top, { size: 10, width: COLUMNS.hours - LEFT - 10, lines: 2 }) + 4;
    };
    for (const { ms, rateMinor, amountMinor } of invoice.lines)
      row(invoice.isWhole ? words.lineWhole : words.line, ms, this.money(rateMinor), this.money(amountMinor));
    if (invoice.deductedMs > 0)
      row(words.deducted, invoice.deductedMs, '', this.money(-invoice.deductedMinor));
    this.rule(LEFT, RIGHT, top + 2);
    return top;
  }

  private sums(y: number): number {
    const { words, invoice, type } = this;
    let top = y;
    const sum = (label: string, amount: string | null, weight: 400 | 700 = 400) => {
      type.write(label, MIDDLE, top, { size: 10, weight, width: COLUMNS.amount - MIDDLE - 10 });
      if (amount === null) this.rule(COLUMNS.amount, RIGHT, top + 13);
      else
        type.write(amount, COLUMNS.amount, top, {
          size: 10,
          weight,
          width: RIGHT - COLUMNS.amount,
          align: 'right',
        });
      top += 19;
    };
    sum(words.gross, this.money(invoice.grossMinor), 700);
    const fee =
      invoice.fee === 0 ? words.noFee : filled(words.fee, { percent: percentOf(invoice.fee, this.language) });
    sum(fee, this.money(-invoice.feeMinor));
    sum(words.net, this.money(invoice.netMinor), 700);
    for (const free of [words.taxRate, words.tax, words.total]) sum(free, null);
    return top;
  }

  private notes(y: number): void {
    const { words, invoice, type } = this;
    let top = y;
    const note = (text: string) => {
      top = type.write(text, LEFT, top, { size: 8.5, color: GREY, width: WIDTH, lines: 4 }) + 3;
    };
    if (invoice.manualMs > 0) note(filled(words.manual, { hours: hoursOf(invoice.manualMs) }));
    if (invoice.overMs > 0) note(filled(words.over, { hours: hoursOf(invoice.overMs) }));
    if (invoice.lateMs > 0) note(filled(words.late, { hours: hoursOf(invoice.lateMs) }));
    if (invoice.entry !== null) note(filled(words.log, { log: invoice.log, entry: String(invoice.entry) }));
  }

  private rule(from: number, to: number, y: number): void {
    this.doc.moveTo(from, y).lineTo(to, y).lineWidth(0.6).strokeColor(LINE).stroke();
  }

  private day(at: number): string {
    return dayOf(at, this.language);
  }

  private money(minor: number): string {
    // Nothing taken off is 0, not minus 0.
    return moneyOf(minor === 0 ? 0 : minor, this.invoice.currency, this.language);
  }
}
