/**
 * One day as a grid, as the diary shows it: a row for each hour with entries, six cells of ten minutes, in each the
 * picture or why there is none, and a bar of ten minutes that are dark where there was input. Pure.
 */
import { assertNever } from '../../../domain/assert';
import type { PictureRecord, SegmentRecord } from '../../../domain/record';
import { HOUR_MS, SLOT_MS, slotStart } from '../../../domain/week';
import { type Content, type Html, html } from './html';
import type { ReportContext } from './input';
import { deviceNumber } from './runs';

const CELLS = 6;

/** `day`: its first instant; named at the head, which stands on each page anew. */
export function grid(day: number, segments: readonly SegmentRecord[], context: ReportContext): Html {
  const { words } = context;
  const hourOf = ({ entry }: SegmentRecord) => Math.floor(slotStart(entry.slot) / HOUR_MS) * HOUR_MS;
  const hours = [...Map.groupBy(segments, hourOf)].sort(([a], [b]) => a - b);
  const columns = Array.from({ length: CELLS }, (_, cell) => {
    const minute = (at: number) => String(at * 10).padStart(2, '0');
    return html`<th scope="col">${words.t('report.days.minute', { from: `:${minute(cell)}`, to: `:${minute(cell + 1)}` })}</th>`;
  });
  const rows = hours.map(([hour, own]) => {
    const cells = Array.from({ length: CELLS }, (_, cell) => {
      const at = hour + cell * SLOT_MS;
      const inCell = own.filter(({ entry }) => slotStart(entry.slot) === at);
      return html`<td>${inCell.map((segment) => tile(segment, context))}</td>`;
    });
    return html`<tr><th scope="row">${words.time(hour)}</th>${cells}</tr>`;
  });
  return html`<table class="grid"><thead><tr><th scope="col">${words.dayShort(day)}</th>${columns}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** One segment in its cell; two devices stand under each other. */
function tile(segment: SegmentRecord, context: ReportContext): Html {
  const { words } = context;
  const { t } = words;
  const { entry, ms, state } = segment;
  if (state !== 'stands')
    return html`<div class="tile gone"><div class="none">${t(`report.cell.${state}`)}</div></div>`;
  const device = deviceNumber(segment.signer, context.record);
  const caption = [
    ms < SLOT_MS ? t('report.cell.minutes', { time: minutesSeconds(ms) }) : null,
    entry.imported === 1 ? t('report.cell.imported') : null,
    device === null ? null : `#${device}`,
  ].filter((part) => part !== null);
  const face =
    entry.kind === 'manual'
      ? html`<div class="none">${t('report.cell.manual')}</div>`
      : pictures(segment, context);
  return html`<div class="tile ${verdictClass(segment)}">${face}${bar(segment, context)}${caption.length > 0 ? html`<div class="caption">${caption.join(' · ')}</div>` : null}</div>`;
}

/** The colour of its edge, which says nothing that the table under it does not say in words. */
function verdictClass({ protection, entry, ms }: SegmentRecord): string {
  if (entry.kind === 'manual') return 'byhand';
  if (protection === null) return 'unjudged';
  if (protection.parts.overMs === ms) return 'over';
  if (protection.parts.protectedMs === ms) return 'safe';
  return protection.parts.protectedMs > 0 ? 'partly' : 'risk';
}

/** The first that can be shown; how many more there are. */
function pictures(segment: SegmentRecord, context: ReportContext): Content {
  const { t } = context.words;
  const [first, ...more] = segment.pictures;
  if (first === undefined) {
    const [missed] = segment.missed;
    if (missed === undefined) return html`<div class="none">${t('report.cell.none')}</div>`;
    return html`<div class="none">${missed.told ? t('report.cell.failed') : whyNot(missed.why, context)}</div>`;
  }
  const best = face(printedPicture(segment) ?? first, context);
  const count =
    more.length > 0 ? html`<span class="more">${t('report.cell.more', { count: more.length })}</span>` : null;
  return html`<div class="face">${best}${count}</div>`;
}

/** The segment's first picture that may be shown; undefined where it has none. */
export function printedPicture({ pictures }: SegmentRecord): PictureRecord | undefined {
  return pictures.find(
    ({ picture }) => picture.told && picture.value.held !== 1 && picture.value.hidden !== 'whole',
  );
}

function face({ picture }: PictureRecord, context: ReportContext): Html {
  const { t } = context.words;
  const none = (text: string) => html`<div class="none">${text}</div>`;
  if (!picture.told) return none(whyNot(picture.why, context));
  const { held, hidden, sha256, at } = picture.value;
  if (held === 1) return none(t('report.cell.held'));
  if (hidden === 'whole') return none(t('report.cell.hidden'));
  const source = context.thumbnail(sha256);
  if (source === 'left') return none(t('report.cell.left'));
  if (source === null) return none(t('report.cell.unreadable'));
  const alt = t('report.cell.alt', { at: context.words.time(at) });
  const mark = hidden === undefined ? null : html`<span class="mark">${t('report.cell.partlyHidden')}</span>`;
  return html`<img alt="${alt}" src="${source}">${mark}`;
}

function whyNot(
  why: Extract<PictureRecord['picture'], { told: false }>['why'],
  { words: { t } }: ReportContext,
): string {
  switch (why) {
    case 'withheld':
      return t('report.cell.withheld');
    case 'deleted':
      return t('report.cell.pictureDeleted');
    case 'expired':
      return t('report.cell.expired');
    case 'missing':
      return t('report.cell.missing');
    case 'none':
      return t('report.cell.none');
    default:
      return assertNever(why);
  }
}

const BAR = { width: 100, height: 7, gap: 1.5 };

/** Minute by minute where the counts are told, else so many of ten as the level says; nothing where neither is. */
function bar(segment: SegmentRecord, { words: { t } }: ReportContext): Content {
  const { minutes, activity } = segment;
  if (!activity.told) return null;
  const level = activity.value;
  const active = Array.from({ length: 10 }, (_, minute) => {
    if (!minutes.told) return minute < level;
    const [keys = 0, clicks = 0, scrolls = 0] = minutes.value[minute] ?? [];
    return keys + clicks + scrolls > 0;
  });
  const step = BAR.width / 10;
  const box = (minute: number) => `M${minute * step} 0h${step - BAR.gap}v${BAR.height}h-${step - BAR.gap}z`;
  const path = (on: boolean) => active.flatMap((one, minute) => (one === on ? [box(minute)] : [])).join('');
  return html`<svg class="bar" viewBox="0 0 ${BAR.width - BAR.gap} ${BAR.height}" preserveAspectRatio="none" role="img" aria-label="${t('report.cell.activity', { level })}"><path class="on" d="${path(true)}"/><path class="off" d="${path(false)}"/></svg>`;
}

function minutesSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
