/**
 * A week's timesheet, from the log: its time by part and day, what came late, what was taken off, and its money. Promises:
 * the parts add up to the total; once the week is approved or decided nothing that comes later changes a figure here but
 * `lateMs`, for they are kept as they were at its end (frozen-weeks.ts). SPEC: SV48, SV78.
 */
import { feeOf } from '../../domain/fees';
import type { ContractId } from '../../domain/ids';
import { earned } from '../../domain/money';
import type { TimesheetView } from '../../domain/protocol-diary';
import type { LogRecord } from '../../domain/record';
import { billedByRate, overBySegment, type PartsOfTime, reportFigures } from '../../domain/report-figures';
import { inForce } from '../../domain/verify-dated';
import type { Ledger } from '../../domain/verify-ledger';
import { DAY_MS, SLOT_SECONDS, slotStart, WEEK_MS } from '../../domain/week';
import type { Person } from '../access/people';
import type { Parts } from '../parts';
import { reviewOf } from '../review/state';
import { openFrozenWeeks, type WeekFacts } from './frozen-weeks';
import { ledgerBefore } from './ledger-before';
import { recordIn } from './record';
import { SegmentRows } from './segment-rows';

const WEEK_SECONDS = WEEK_MS / 1000;

export interface Timesheet extends WeekFacts {
  /** Of the week's segments that are in it, as it was at the end of its review: everything that the server is still told. */
  record: LogRecord;
}

/** `week`: Monday 00:00 UTC, Unix seconds. Null: no such contract. */
export function timesheetOf(
  parts: Pick<Parts, 'logs' | 'sqlite' | 'key' | 'crypto' | 'fee' | 'people'>,
  contract: ContractId,
  week: number,
): Promise<Timesheet | null> {
  const rows = new SegmentRows(parts.sqlite);
  const frozen = openFrozenWeeks(parts.sqlite);
  const range = { from: week, to: week + WEEK_SECONDS };
  return parts.logs.read(contract, async (standing) => {
    const { ledger } = standing;
    const review = reviewOf(ledger, week);
    // What stands behind the end of the review in the log is outside of what was approved.
    const until = review.ended ?? Number.POSITIVE_INFINITY;
    const then = ledgerBefore(until, standing, rows, range, parts.crypto.sha256);
    const was = { ...standing, ledger: then };
    const read = await recordIn(parts, rows, was, range, 'all', ({ index }) => index < until);
    if (read === null) return null;
    const { record } = read;
    const lateMs = lateOf(ledger, range, review.ended ?? review.closed);
    const known = review.ended === null ? null : frozen.get(contract, week);
    if (known !== null) return { ...known, lateMs, record };
    const { total } = reportFigures(record, range);
    const rateMinor = inForce(then.rates, slotStart(range.to - SLOT_SECONDS)) ?? 0;
    const worth = earned(Math.floor(review.deductedMs / 1000), rateMinor);
    const deductedMinor = Math.min(total.grossMinor, worth);
    const schedule = { type: 'percent', hundredths: parts.fee } as const;
    const money = feeOf(schedule, record.currency, total.grossMinor - deductedMinor, 0);
    const people = await parts.people.of(contract);
    const nameOf = (role: Person['role']) => people.find((one) => one.role === role)?.name;
    const facts: WeekFacts = {
      week,
      state: review.state,
      reviewFrom: review.reviewFrom,
      reviewUntil: review.reviewUntil,
      totalMs: total.totalMs,
      manualMs: manualOf(record),
      overMs: total.overMs,
      lateMs,
      deductedMs: review.deductedMs,
      deductedMinor,
      parts: partsOf(total),
      grossMinor: money.grossMinor,
      feeMinor: money.feeMinor,
      netMinor: money.netMinor,
      days: daysOf(record, week),
      currency: record.currency,
      rateMinor,
      lines: linesOf(record),
      isWhole: record.terms.at(-1)?.value.billing === 'whole',
      title: record.title.told ? record.title.value : '',
      freelancer: nameOf('freelancer') ?? '',
      // As the freelancer calls them, where no account of theirs is here.
      client: nameOf('client') ?? (record.client.told ? record.client.value : ''),
    };
    if (review.ended !== null) frozen.keep(contract, facts);
    return { ...facts, record };
  });
}

function linesOf(record: LogRecord): WeekFacts['lines'] {
  const billed = billedByRate(record, record.segments, overBySegment(record));
  return [...billed]
    .sort(([a], [b]) => a - b)
    .map(([rateMinor, ms]) => ({ ms, rateMinor, amountMinor: earned(Math.floor(ms / 1000), rateMinor) }));
}

/** All that was entered by hand, over the limit or not, imported or not. */
function manualOf({ segments }: LogRecord): number {
  return segments.reduce((sum, { entry, ms }) => (entry.kind === 'manual' ? sum + ms : sum), 0);
}

/** What nobody can judge is not protected; another program's time is manual. */
function partsOf({ protectedMs, atRiskMs, unjudgedMs, overMs, manualMs, importedMs }: PartsOfTime) {
  return { protectedMs, atRiskMs: atRiskMs + unjudgedMs, overMs, manualMs: manualMs + importedMs };
}

function lateOf(ledger: Ledger, { from, to }: { from: number; to: number }, behind: number | null): number {
  if (behind === null) return 0;
  return ledger.segments.reduce(
    (sum, { index, entry, ms, state }) =>
      index > behind && state === 'stands' && entry.slot >= from && entry.slot < to ? sum + ms : sum,
    0,
  );
}

function daysOf({ segments }: LogRecord, week: number): TimesheetView['days'] {
  return Array.from({ length: 7 }, (_, n) => {
    const day = week + n * (DAY_MS / 1000);
    const ms = segments.reduce(
      (sum, { entry, ms: own }) => (entry.slot >= day && entry.slot < day + DAY_MS / 1000 ? sum + own : sum),
      0,
    );
    return { day, ms };
  });
}
