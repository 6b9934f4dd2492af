/**
 * The week as CSV: one row a segment that stands, exact, for spreadsheets. RFC 4180, UTF-8 with a byte order mark. Columns,
 * in order; a new one goes to the end:
 *
 * slot_utc, entry (its place in the log, from 0), kind (tracked, manual), imported (1: another program's time, never
 * billed), ms, over_limit_ms, rate_minor (an hour, in minor units), currency, memo, tag, reason (empty where it is not
 * shared), state (of the week's review).
 *
 * What came after the week was approved or decided is not in it. SPEC: SV74.
 */
import { CSV_BEGIN, csvLine } from '../../domain/csv';
import type { Told } from '../../domain/record';
import { overBySegment } from '../../domain/report-figures';
import { inForce } from '../../domain/verify-dated';
import { slotStart } from '../../domain/week';
import { type Seen, sees } from '../diary/record';
import type { Timesheet } from '../diary/week';

const COLUMNS = [
  'slot_utc',
  'entry',
  'kind',
  'imported',
  'ms',
  'over_limit_ms',
  'rate_minor',
  'currency',
  'memo',
  'tag',
  'reason',
  'state',
] as const;

/** The file's text, in pieces: a row each. `seen`: by whoever asks. */
export function* timesheetCsv({ record, state }: Timesheet, seen: Seen): Generator<string> {
  yield CSV_BEGIN + csvLine(COLUMNS);
  const over = overBySegment(record);
  const text = (kind: 'memo' | 'tag' | 'reason', value: Told<string>) =>
    value.told && sees(seen, kind) ? value.value : '';
  for (const segment of record.segments) {
    const { entry, index, ms } = segment;
    if (segment.state !== 'stands') continue;
    yield csvLine([
      new Date(slotStart(entry.slot)).toISOString(),
      index,
      entry.kind,
      entry.imported ?? 0,
      ms,
      over.get(index) ?? 0,
      inForce(record.rates, slotStart(entry.slot)) ?? 0,
      record.currency,
      text('memo', segment.memo),
      text('tag', segment.tag),
      text('reason', segment.reason),
      state,
    ]);
  }
}
