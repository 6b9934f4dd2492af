/**
 * `report.csv` of a bundle: one row a segment of the range, for spreadsheets. Made from the verified record alone.
 * Columns, in order; a new one goes to the end:
 *
 * slot_utc, entry (its place in the log, from 0), leaf, key, state (stands, deleted, moved), kind (tracked, manual),
 * ms (what counts now), sealed_ms, protected_ms, at_risk_ms, over_limit_ms, manual_ms (empty where no verdict can be
 * given), rules (those that put time at risk), memo, tag, reason, activity (minutes 0–10), keys, clicks, scrolls,
 * pointer_px, synthetic, windows, pictures, pictures_deleted, pictures_missed, not_told (what is not told, and why),
 * amended, edited_utc, gone_utc, received_utc, imported, moved_from, excluded_ms, clock_jumped_ms, unobserved_ms.
 *
 * RFC 4180, UTF-8 with a byte order mark. SPEC: VF10, BU7; docs/evidence-format.md §8.
 */
import type { Scope } from './bundle';
import { CSV_BEGIN, csvLine } from './csv';
import type { FieldValue } from './field';
import type { LogRecord, SegmentRecord, Told } from './record';
import { slotStart } from './week';

const COLUMNS = [
  'slot_utc',
  'entry',
  'leaf',
  'key',
  'state',
  'kind',
  'ms',
  'sealed_ms',
  'protected_ms',
  'at_risk_ms',
  'over_limit_ms',
  'manual_ms',
  'rules',
  'memo',
  'tag',
  'reason',
  'activity',
  'keys',
  'clicks',
  'scrolls',
  'pointer_px',
  'synthetic',
  'windows',
  'pictures',
  'pictures_deleted',
  'pictures_missed',
  'not_told',
  'amended',
  'edited_utc',
  'gone_utc',
  'received_utc',
  'imported',
  'moved_from',
  'excluded_ms',
  'clock_jumped_ms',
  'unobserved_ms',
] as const;

/** The file's text, in pieces: a row each. */
export function* reportCsv(record: LogRecord, { from, to }: Pick<Scope, 'from' | 'to'>): Generator<string> {
  yield CSV_BEGIN + csvLine(COLUMNS);
  for (const segment of record.segments) {
    if (segment.entry.slot >= from && segment.entry.slot < to) yield csvLine(cellsOf(segment));
  }
}

type Cell = string | number;

function cellsOf(segment: SegmentRecord): Cell[] {
  const { entry, protection, minutes, pictures, missed } = segment;
  const parts = protection?.parts;
  const counts = minutes.told ? summed(minutes.value) : null;
  return [
    utc(slotStart(entry.slot)),
    segment.index,
    segment.leaf,
    segment.signer,
    segment.state,
    entry.kind,
    segment.ms,
    entry.ms,
    parts?.protectedMs ?? '',
    parts?.atRiskMs ?? '',
    parts?.overMs ?? '',
    parts?.manualMs ?? '',
    protection?.reasons.map(({ rule }) => rule).join(' ') ?? '',
    toldOr(segment.memo, ''),
    toldOr(segment.tag, ''),
    toldOr(segment.reason, ''),
    toldOr<Cell>(segment.activity, ''),
    ...(counts ?? ['', '', '', '', '']),
    segment.windows.told ? segment.windows.value.map(windowText).join('\n') : '',
    pictures.filter(({ picture }) => picture.told || picture.why === 'withheld').length,
    pictures.filter(({ picture }) => !picture.told && picture.why !== 'withheld').length,
    missed.length,
    untold(segment).join(' '),
    segment.amendments.length,
    optional(entry.edited),
    optional(segment.goneAt),
    optional(segment.receivedAt),
    entry.imported ?? 0,
    entry.from ?? '',
    entry.excluded ?? 0,
    entry.jumped ?? 0,
    entry.unobserved ?? 0,
  ];
}

const TOLD_FIELDS = ['memo', 'tag', 'reason', 'time', 'activity', 'minutes', 'windows'] as const;

/** `memo:withheld windows:deleted`; nothing for what such a segment does not have. */
function untold(segment: SegmentRecord): string[] {
  const fields = TOLD_FIELDS.map((name) => [name, segment[name]] as const);
  const pictures = segment.pictures.map(({ number, picture }) => [`picture.${number}`, picture] as const);
  return [...fields, ...pictures].flatMap(([name, field]) =>
    field.told || field.why === 'none' ? [] : [`${name}:${field.why}`],
  );
}

function summed(minutes: FieldValue<'minutes'>): number[] {
  return [0, 1, 2, 3, 4].map((at) => minutes.reduce((sum, counts) => sum + (counts[at] ?? 0), 0));
}

function windowText([app, ...rest]: FieldValue<'windows'>[number]): string {
  const title = rest.length === 2 ? `: ${rest[0]}` : '';
  return `${app}${title} (${rest.at(-1)} ms)`;
}

function toldOr<T>(value: Told<T>, otherwise: T): T {
  return value.told ? value.value : otherwise;
}

function optional(at: number | null | undefined): string {
  return at === null || at === undefined ? '' : utc(at);
}

function utc(at: number): string {
  return new Date(at).toISOString();
}
