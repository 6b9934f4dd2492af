/**
 * The invoice of a week as figures and words, of the timesheet alone. Pure. Promises: the lines less what was taken off are
 * the gross, and gross is fee plus net; what is no part of it (over the limit, late) is said beside it. SPEC: SV77.
 */
import type { Leaf } from '../../domain/entry';
import { WEEK_MS } from '../../domain/week';
import type { Timesheet } from '../diary/week';
import type { ReviewStep } from '../review/state';

export interface Invoice {
  /** The same for the same week of the same log: the week's ISO year and number, and the log's first characters. */
  number: string;
  /** When the week was approved or decided, wall ms; null: a draft, of which any figure can change. */
  at: number | null;
  /** First instant, and the first after it, wall ms. */
  from: number;
  to: number;
  currency: string;
  title: string;
  freelancer: string;
  client: string;
  lines: { ms: number; rateMinor: number; amountMinor: number }[];
  /** Ten-minute slots are billed whole. */
  isWhole: boolean;
  deductedMs: number;
  deductedMinor: number;
  grossMinor: number;
  feeMinor: number;
  netMinor: number;
  /** Hundredths of a per cent; 0: there is none. */
  fee: number;
  manualMs: number;
  overMs: number;
  lateMs: number;
  log: Leaf;
  /** Index of the entry that ended the review; null of a draft. */
  entry: number | null;
}

export interface InvoiceFacts {
  sheet: Timesheet;
  /** Of the week's review. */
  steps: readonly ReviewStep[];
  fee: number;
}

export function invoiceOf({ sheet, steps, fee }: InvoiceFacts): Invoice {
  const { record, week } = sheet;
  const isEnded = sheet.state === 'approved' || sheet.state === 'decided';
  const last = isEnded ? steps.at(-1) : undefined;
  return {
    number: `${isoWeek(week)}-${record.log.slice(0, 6)}`,
    at: last?.entry.at ?? null,
    from: week * 1000,
    to: week * 1000 + WEEK_MS,
    currency: sheet.currency,
    title: sheet.title,
    freelancer: sheet.freelancer,
    client: sheet.client,
    lines: sheet.lines,
    isWhole: sheet.isWhole,
    deductedMs: sheet.deductedMs,
    deductedMinor: sheet.deductedMinor,
    grossMinor: sheet.grossMinor,
    feeMinor: sheet.feeMinor,
    netMinor: sheet.netMinor,
    fee,
    manualMs: sheet.manualMs,
    overMs: sheet.overMs,
    lateMs: isEnded ? sheet.lateMs : 0,
    log: record.log,
    entry: last?.index ?? null,
  };
}

/** 2026-W45 (ISO 8601); `week`: its Monday, Unix seconds. The week's Thursday says the year. */
function isoWeek(week: number): string {
  const thursday = new Date(week * 1000 + 3 * 86_400_000);
  const year = thursday.getUTCFullYear();
  const days = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000);
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`;
}
