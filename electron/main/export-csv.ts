/**
 * The export as CSV: RFC 4180, one row a slice, UTF-8 with a byte order mark so that Excel reads the accents. A new
 * column goes to the end, so that what reads the columns by their place goes on working.
 */
import { CSV_BEGIN, csvLine } from '../../domain/csv';
import type { HourlyContract } from '../../domain/hourly-contract';
import { addCounts, NO_INPUT } from '../../domain/sample';
import { activityLevel, idleMs, type Picture, type Slice, trackedMs } from '../../domain/slice';
import type { ImportRecord } from './db/imports';
import { slotText } from './export-json';

const COLUMNS = [
  'slot_utc',
  'contract',
  'client',
  'contract_id',
  'slice_id',
  'state',
  'close_reason',
  'interrupted',
  'memo',
  'tracked_ms',
  'idle_ms',
  'over_limit_ms',
  'activity',
  'keys',
  'clicks',
  'scrolls',
  'pointer_px',
  'synthetic',
  'windows',
  'pictures',
  'pictures_failed',
  'kind',
  'reason',
  'tag',
  'imported_from',
];

export const CSV_HEAD = CSV_BEGIN + csvLine(COLUMNS);

export function csvRow(
  slice: Slice,
  overMs: number,
  pictures: readonly Picture[],
  contract: HourlyContract | undefined,
  imported: Pick<ImportRecord, 'source' | 'file'> | undefined,
): string {
  const input = slice.minutes.reduce(addCounts, NO_INPUT);
  const windows = slice.windows.map(({ app, title, ms }) => `${app}${title ? `: ${title}` : ''} (${ms} ms)`);
  const taken = pictures.filter((picture) => picture.outcome === 'ok').length;
  const cells: (string | number)[] = [
    slotText(slice),
    contract?.title ?? '',
    contract?.client ?? '',
    slice.contractId,
    slice.id,
    slice.state,
    slice.closeReason ?? '',
    slice.interrupted ? 1 : 0,
    slice.memo,
    trackedMs(slice),
    idleMs(slice),
    overMs,
    activityLevel(slice.minutes),
    input.keys,
    input.clicks,
    input.scrolls,
    input.distance,
    input.synthetic,
    windows.join('\n'),
    taken,
    pictures.length - taken,
    slice.kind,
    slice.reason,
    slice.tag,
    imported === undefined ? '' : `${imported.source}: ${imported.file}`,
  ];
  return csvLine(cells);
}
