/**
 * A day's segments as a table: what is alike and follows on stands in one row, with its memo, tag, what was changed, how
 * active it was and whether it is protected. Pure.
 */
import type { FieldKind } from '../../../domain/field';
import type { Kid } from '../../../domain/keys';
import type { LogRecord, SegmentRecord, Told } from '../../../domain/record';
import { SLOT_SECONDS, slotEnd, slotStart } from '../../../domain/week';
import { type Content, type Html, html, joined, said } from './html';
import type { ReportContext } from './input';
import type { ReportWords } from './words';

export type Run = readonly [SegmentRecord, ...SegmentRecord[]];

/** Consecutive slots of one device that say the same. In the order of the segments. */
export function runsOf(segments: readonly SegmentRecord[]): Run[] {
  const runs: [SegmentRecord, ...SegmentRecord[]][] = [];
  for (const segment of segments) {
    const run = runs.findLast(([first]) => first.signer === segment.signer);
    const last = run?.at(-1);
    const follows = last !== undefined && last.entry.slot + SLOT_SECONDS === segment.entry.slot;
    if (run !== undefined && follows && sameOf(run[0]) === sameOf(segment)) run.push(segment);
    else runs.push([segment]);
  }
  return runs;
}

/** What must be the same in one row. */
function sameOf({ entry, state, memo, tag, reason, protection, amendments, goneAt }: SegmentRecord): string {
  const { kind, imported, edited, from } = entry;
  const reasons = protection?.reasons.map(({ rule, because }) => `${rule} ${because}`) ?? null;
  const parted = protection !== null && protection.parts.overMs > 0;
  return JSON.stringify([
    [kind, imported, edited, from !== undefined, state, goneAt],
    [memo, tag, reason, reasons, parted, amendments],
  ]);
}

/** `day`: its first instant; named at the head, which stands on each page anew. */
export function runsTable(day: number, segments: readonly SegmentRecord[], context: ReportContext): Html {
  const { t } = context.words;
  const head = (['time', 'worked', 'what', 'activity', 'judged'] as const).map(
    (name) =>
      html`<th scope="col" class="${name}">${t(`report.days.${name}`)}${name === 'time' ? html` <span class="quiet">${context.words.dayShort(day)}</span>` : null}</th>`,
  );
  return html`<table class="list runs"><thead><tr>${head}</tr></thead><tbody>${runsOf(segments).map((run) => row(run, context))}</tbody></table>`;
}

function row(run: Run, context: ReportContext): Html {
  const { words } = context;
  const [first] = run;
  const last = run.at(-1) ?? first;
  const ms = run.reduce((sum, segment) => sum + segment.ms, 0);
  const end = slotEnd(last.entry.slot);
  // The day's last slot ends at its 24:00, which the clock would call 0:00.
  const to = end % 86_400_000 === 0 ? '24:00' : words.time(end);
  return html`<tr class="${first.state}${isLong(first) ? ' long' : null}"><td class="when">${words.time(slotStart(first.entry.slot))}–${to}</td><td class="num">${ms === 0 ? '–' : words.length(ms)}</td><td>${what(run, context)}</td><td class="num">${activity(run, words)}</td><td>${verdict(run, context)}</td></tr>`;
}

/** A row of many lines may be parted by the end of a page: kept whole, it would leave much of the page empty. */
function isLong({ memo }: SegmentRecord): boolean {
  return memo.told && memo.value.length > 200;
}

function what(run: Run, context: ReportContext): Html {
  const { words } = context;
  const { t } = words;
  const [{ entry, memo, tag, reason, state }] = run;
  if (state !== 'stands') return html`<p class="quiet">${joined(notes(run, context), ' · ')}</p>`;
  const said1 = memo.told
    ? memo.value === ''
      ? html`<p class="quiet">${t('report.run.memoNone')}</p>`
      : html`<p>${said(memo.value)}</p>`
    : html`<p class="quiet">${t(`report.run.memo.${memo.why}`)}</p>`;
  const tagged = tag.told && tag.value !== '' ? [said(t('report.run.tag', { tag: tag.value }))] : [];
  const why =
    entry.kind === 'manual'
      ? [
          reason.told && reason.value !== ''
            ? said(t('report.run.reason', { reason: reason.value }))
            : t('report.run.reasonNone'),
        ]
      : [];
  const more = [...tagged, ...why, ...notes(run, context)];
  return html`${said1}${more.length > 0 ? html`<p class="quiet">${joined(more, ' · ')}</p>` : null}`;
}

/** What happened to it and its pictures, as far as it is out of the ordinary. */
function notes(run: Run, context: ReportContext): Content[] {
  const { record, words } = context;
  const { t } = words;
  const [{ entry, state, goneAt, amendments }] = run;
  const sum = (of: (segment: SegmentRecord) => number) => run.reduce((all, one) => all + of(one), 0);
  const device = deviceNumber(run[0].signer, record);
  const signer = record.signers.find(({ kid }) => kid === run[0].signer);
  const gone = goneAt === null ? '' : words.instant(goneAt);
  const timed = (key: string, ms: number) =>
    ms > 0 ? t(`report.run.${key}`, { time: words.length(ms) }) : null;
  const counted = (key: string, count: number) => (count > 0 ? t(`report.run.${key}`, { count }) : null);
  const all = run.flatMap(({ pictures }) => pictures);
  const told = all.flatMap(({ picture }) => (picture.told ? [picture.value] : []));
  const notTold = (why: Extract<Told<never>, { told: false }>['why']) =>
    all.filter(({ picture }) => !picture.told && picture.why === why).length;
  return [
    state === 'deleted' ? t('report.run.deleted', { at: gone }) : null,
    state === 'moved' ? t('report.run.moved', { at: gone }) : null,
    device === null
      ? null
      : `#${device} ${t('report.run.device', { words: signer?.words.split('-').slice(0, 2).join(' ') ?? '' })}`,
    entry.imported === 1 ? t('report.run.imported') : null,
    entry.from === undefined ? null : t('report.run.movedHere'),
    entry.edited === undefined ? null : t('report.run.edited', { at: words.instant(entry.edited) }),
    ...amendments.map(({ at, fields }) =>
      t('report.run.amended', { at: words.instant(at), fields: fieldNamesOf(fields, words) }),
    ),
    timed(
      'jumped',
      sum((one) => one.entry.jumped ?? 0),
    ),
    timed(
      'unobserved',
      sum((one) => one.entry.unobserved ?? 0),
    ),
    timed(
      'idle',
      sum((one) => spansMs(one, 'idle')),
    ),
    timed(
      'discarded',
      sum((one) => spansMs(one, 'discarded')),
    ),
    ...(state === 'stands'
      ? [
          missed(run, words),
          counted('picturesDeleted', notTold('deleted')),
          counted('picturesExpired', notTold('expired')),
          counted('picturesHeld', told.filter(({ held }) => held === 1).length),
          counted('picturesHidden', told.filter(({ hidden }) => hidden !== undefined).length),
          counted('picturesBlurred', told.filter(({ blurred }) => blurred === 1).length),
          counted('picturesMoment', all.filter(({ atMoment }) => atMoment === false).length),
        ]
      : []),
  ].filter((note) => note !== null);
}

export function fieldNamesOf(fields: readonly FieldKind[], { t }: ReportWords): string {
  return fields.map((field) => t(`report.run.field.${field}`)).join(', ');
}

function missed(run: Run, { t, number }: ReportWords): string | null {
  const reasons = run
    .flatMap((segment) => segment.missed)
    .flatMap((one) => (one.told ? [t(`failure.${one.value.reason}`)] : []));
  const [only] = reasons;
  if (only === undefined) return null;
  return reasons.length === 1
    ? t('report.run.picturesMissed', { reason: only })
    : t('report.run.picturesMissedMany', {
        count: number(reasons.length),
        reason: [...new Set(reasons)].join(', '),
      });
}

function spansMs({ time, state }: SegmentRecord, kind: 'idle' | 'discarded'): number {
  if (!time.told || state !== 'stands') return 0;
  return time.value.spans
    .filter(([, , one]) => one === kind)
    .reduce((sum, [start, end]) => sum + end - start, 0);
}

/** Which of the log's devices it is, counted from 1; null for the first, which needs no number. */
export function deviceNumber(signer: Kid, { signers }: LogRecord): number | null {
  const devices = signers.filter(({ role }) => role === 'device');
  const at = devices.findIndex(({ kid }) => kid === signer);
  return at < 1 ? null : at + 1;
}

function activity(run: Run, { t }: ReportWords): string {
  const levels = run.flatMap((one) =>
    one.activity.told && one.state === 'stands' ? [one.activity.value] : [],
  );
  if (levels.length === 0) return '–';
  const [from, to] = [Math.min(...levels), Math.max(...levels)];
  return from === to
    ? t('report.days.activityOf', { level: from })
    : t('report.days.activityRange', { from, to });
}

function verdict(run: Run, { words, figures }: ReportContext): Content {
  const { t } = words;
  const [{ entry, state, protection, ms }] = run;
  if (state !== 'stands') return t('report.run.gone');
  const all = run.flatMap(({ index }) => figures.parts.get(index) ?? []);
  const sum = (of: 'protectedMs' | 'overMs') => all.reduce((total, one) => total + one[of], 0);
  const over =
    sum('overMs') > 0 ? html`<p>${t('report.run.over', { time: words.length(sum('overMs')) })}</p>` : null;
  if (entry.kind === 'manual') return html`<p>${t('report.run.manual')}</p>${over}`;
  if (protection === null) return html`<p>${t('report.run.unjudged')}</p>${over}`;
  if (protection.reasons.length === 0 || ms === 0)
    return html`<p class="safe">${t('report.run.protected')}</p>`;
  const kept = sum('protectedMs');
  const partly = kept > 0 ? html`<p>${t('report.run.partly', { time: words.length(kept) })}</p>` : null;
  const reasons = protection.reasons.map(
    ({ rule, because }) => html`<p><span class="rule">${rule}</span> ${t(`because.${because}`)}</p>`,
  );
  return html`${partly}${over}${reasons}`;
}
