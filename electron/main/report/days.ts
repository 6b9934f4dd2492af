/** The period day by day, in UTC: what each comes to, its grid, its segments. Pure. */

import { ALWAYS_DISCLOSED } from '../../../domain/bundle';
import { FIELD_KINDS, type FieldKind } from '../../../domain/field';
import type { SegmentRecord } from '../../../domain/record';
import { DAY_MS, slotStart } from '../../../domain/week';
import { grid } from './grid';
import { type Content, type Html, html, joined, said } from './html';
import type { ReportContext } from './input';
import { fieldNamesOf, runsTable } from './runs';

/**
 * How far the report goes into detail, in segments from the first on: a quarter of full days with the grid, a year of them
 * with its table; of days after those only the sums. A page of all that a range of years has would not fit into memory.
 */
export const GRID_SEGMENTS = 3_500;
export const TABLE_SEGMENTS = 15_000;

export function daysSection(context: ReportContext): Html {
  const { figures, words, manifest, left } = context;
  const { t } = words;
  const dayOf = ({ entry }: SegmentRecord) => Math.floor(slotStart(entry.slot) / DAY_MS) * DAY_MS;
  const days = [...Map.groupBy(figures.segments, dayOf)].sort(([a], [b]) => a - b);
  if (days.length === 0) return html``;
  const always: readonly FieldKind[] = ALWAYS_DISCLOSED;
  const told: readonly FieldKind[] = manifest.scope.fields;
  const not = FIELD_KINDS.filter((kind) => !always.includes(kind) && !told.includes(kind));
  const shown = detailOf(days.map(([, segments]) => segments.length));
  const until = (key: string, count: number) => {
    const [last] = days[count - 1] ?? [];
    return count < days.length && last !== undefined
      ? t(`report.days.${key}`, { date: words.date(last) })
      : null;
  };
  const lines = [
    told.length > 0 ? t('report.pictures.fields', { fields: fieldNamesOf(told, words) }) : null,
    not.length > 0 ? t('report.pictures.fieldsNot', { fields: fieldNamesOf(not, words) }) : null,
    left.count > 0
      ? t('report.pictures.left', { max: words.number(left.max), count: words.number(left.count) })
      : null,
    until('gridUntil', shown.grids),
    until('tableUntil', shown.tables),
  ];
  const body = days.map(
    (
      [day, segments],
      at,
    ) => html`<div class="day"><h3>${capitalised(words.day(day))}</h3><p class="sums">${sums(segments, context)}</p>${apps(segments, context)}
${at < shown.grids ? grid(day, segments, context) : null}${at < shown.tables ? runsTable(day, segments, context) : null}</div>`,
  );
  return html`<section class="days"><h2>${t('report.days.title')}</h2><p class="lead">${t('report.days.lead')}</p>
${lines.map((line) => (line === null ? null : html`<p class="quiet">${line}</p>`))}
${body}</section>`;
}

/** How many days are shown with a grid, and how many with a table: the first always, whatever it has. */
function detailOf(counts: readonly number[]): { grids: number; tables: number } {
  let segments = 0;
  const until = counts.map((count) => (segments += count));
  const upTo = (max: number) => Math.max(1, until.filter((count) => count <= max).length);
  return { grids: upTo(GRID_SEGMENTS), tables: upTo(TABLE_SEGMENTS) };
}

function sums(segments: readonly SegmentRecord[], { figures, words }: ReportContext): string {
  const parts = segments.flatMap(({ index }) => figures.parts.get(index) ?? []);
  const time = (key: string, of: keyof (typeof parts)[number]) => {
    const ms = parts.reduce((sum, one) => sum + one[of], 0);
    return ms > 0 ? words.t(`report.days.${key}`, { time: words.length(ms) }) : null;
  };
  const gone = segments.filter(({ state }) => state !== 'stands').length;
  return [
    time('total', 'totalMs'),
    time('protected', 'protectedMs'),
    time('risk', 'atRiskMs'),
    time('unjudged', 'unjudgedMs'),
    time('manual', 'manualMs'),
    time('imported', 'importedMs'),
    time('over', 'overMs'),
    gone > 0 ? words.t('report.cover.segmentsGone', { count: gone }) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** French days are written small inside a sentence; here they stand alone. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How many applications of a day are named. */
const APPS = 6;

/** What was in front the longest, where windows are told. */
function apps(segments: readonly SegmentRecord[], { words }: ReportContext): Content {
  const time = new Map<string, number>();
  for (const { windows, state } of segments) {
    if (!windows.told || state !== 'stands') continue;
    for (const window of windows.value) {
      const ms = window.length === 2 ? window[1] : window[2];
      time.set(window[0], (time.get(window[0]) ?? 0) + ms);
    }
  }
  const longest = [...time].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, APPS);
  if (longest.length === 0) return null;
  const named = longest.map(([name, ms]) =>
    said(words.t('report.days.app', { name, time: words.length(ms) })),
  );
  const [before = '', after = ''] = words.t('report.days.apps', { apps: '\n' }).split('\n');
  return html`<p class="quiet apps">${before}${joined(named, ', ')}${after}</p>`;
}
