/**
 * The first page: whose time, from when to when, the verdict in words, what was verified, what nobody can prove, and the
 * maker's note marked as such. Pure.
 */
import type { Finding, Severity } from '../../../domain/finding';
import type { SegmentRecord } from '../../../domain/record';
import { DAY_MS } from '../../../domain/week';
import { type Content, type Html, html, said } from './html';
import type { ReportContext } from './input';
import type { ReportWords } from './words';

export function cover(context: ReportContext): Html {
  const { record, manifest, words, figures, verdict } = context;
  const { t } = words;
  const title = toldText(record.title) ?? t('report.unknown');
  const client = toldText(record.client) ?? t('report.unknown');
  const gone = figures.total.deleted + figures.total.moved;
  const rows: [string, Content][] = [
    [t('report.cover.contract'), said(title)],
    [t('report.cover.client'), said(client)],
    [t('report.cover.period'), periodOf(manifest.scope, words)],
    [t('report.cover.total'), words.length(figures.total.totalMs)],
    [
      t('report.cover.segments'),
      [
        t('report.cover.segmentsStand', { count: figures.total.segments }),
        gone > 0 ? t('report.separator') + t('report.cover.segmentsGone', { count: gone }) : null,
      ],
    ],
    [t('report.cover.money'), words.money(figures.total.grossMinor, record.currency)],
    [t('report.cover.made'), t('report.cover.madeValue', { version: manifest.app })],
  ];
  return html`<section class="cover">
<p class="brand">Minutier</p>
<h1>${t('report.title')}</h1>
<p class="sub">${said(title)} ${said(t('report.cover.for', { client }))}</p>
<table class="facts"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
<p class="quiet">${t('report.cover.language')}.</p>
<div class="verdict ${verdict}"><h2>${t(`report.verdict.${verdict}`)}</h2><p>${t(`report.verdict.${verdict}Body`)}</p></div>
<p class="quiet">${t('report.verdict.whose')}</p>
${checks(context)}
${limits(context)}
${note(context)}
</section>`;
}

/** Whole days by their names, the last one included; other ranges by their instants. */
function periodOf({ from, to }: ReportContext['manifest']['scope'], words: ReportWords): string {
  const [start, end] = [from * 1000, to * 1000];
  const whole = start % DAY_MS === 0 && end % DAY_MS === 0 && end > start;
  const [first, last] = whole
    ? [words.day(start), words.day(end - DAY_MS)]
    : [words.instant(start), words.instant(end)];
  return first === last ? first : words.t('report.cover.periodValue', { from: first, to: last });
}

/** The value where it is told and not empty. */
export function toldText(field: { told: true; value: string } | { told: false }): string | null {
  return field.told && field.value !== '' ? field.value : null;
}

function note({ manifest, words: { t } }: ReportContext): Content {
  if (manifest.note.trim() === '') return null;
  return html`<div class="note"><h2>${t('report.note.title')}</h2><p class="quiet">${t('report.note.whose')}</p><blockquote>${said(manifest.note)}</blockquote></div>`;
}

const CHECKS = [
  'signatures',
  'order',
  'owner',
  'time',
  'told',
  'pictures',
  'moments',
  'file',
  'received',
  'asked',
] as const;
type Check = (typeof CHECKS)[number];
/** `partly`: what could be looked at holds, and not all could be. */
type State = 'holds' | 'partly' | 'broken' | 'undecided' | 'not';

function checks({ record, findings, figures, words }: ReportContext): Html {
  const { t } = words;
  const row = (state: State, said: string) =>
    html`<tr class="${state}"><td class="state">${t(`report.checks.state.${state}`)}</td><td>${said}</td></tr>`;
  const count = words.number(record.checkpoint?.size ?? 0);
  const rows = CHECKS.flatMap((check) => {
    const state = stateOf(check, findings);
    // Nobody asked for a range: then there is nothing to say.
    if (state === 'holds' && check === 'asked') return [];
    if (state === 'holds' && check === 'moments') return [momentsRow(figures.segments, words, row)];
    return [row(state, t(`report.checks.${check}${state === 'not' ? 'Not' : ''}`, { count }))];
  });
  return html`<h2>${t('report.checks.title')}</h2><table class="checks"><tbody>${rows}</tbody></table>`;
}

/** Where no moment is wrong. That of a day whose key is not revealed yet was not looked at, so it is not said to hold. */
function momentsRow(
  segments: readonly SegmentRecord[],
  { t, number }: ReportWords,
  row: (state: State, said: string) => Html,
): Html {
  const pictures = segments
    .flatMap((segment) => segment.pictures)
    .filter(({ picture }) => picture.told && picture.value.trigger === 'moment');
  const known = pictures.filter(({ atMoment }) => atMoment === true).length;
  if (pictures.length === 0) return row('not', t('report.checks.momentsNot'));
  if (known === pictures.length) return row('holds', t('report.checks.moments'));
  const values = { count: pictures.length, all: number(pictures.length), known: number(known) };
  return row('partly', t('report.checks.momentsPartly', values));
}

function stateOf(check: Check, findings: readonly Finding[]): State {
  const own = findings.filter(({ rule }) => checkOf(rule) === check);
  if (check === 'received' && own.some(({ id }) => id === 'device-time')) return 'not';
  const has = (severity: Severity) => own.some((one) => one.severity === severity);
  if (has('broken')) return 'broken';
  return has('undecided') ? 'undecided' : 'holds';
}

/** Which check a rule of the format belongs to: each to exactly one. */
export function checkOf(rule: string): Check {
  const number = Number(rule.slice(2));
  switch (rule.slice(0, 2)) {
    case 'EN':
      return 'signatures';
    case 'KY':
      return number === 9 || number === 10 ? 'owner' : 'signatures';
    case 'LG':
      if (number === 9) return 'signatures';
      return number === 14 ? 'received' : 'order';
    case 'SG':
      return number === 15 || number === 16 ? 'moments' : 'time';
    case 'DS':
      return number === 7 ? 'pictures' : 'told';
    case 'VF':
      return number === 4 || number === 5 ? 'asked' : 'received';
    default:
      return 'file';
  }
}

function limits({ findings, words: { t } }: ReportContext): Html {
  const alone = findings.some(({ id }) => id === 'device-time');
  const items = (['worked', 'screen', 'counts', 'bytes', 'stated', 'device'] as const)
    .filter((item) => item !== 'device' || alone)
    .map((item) => html`<li>${t(`report.limits.${item}`)}</li>`);
  return html`<h2>${t('report.limits.title')}</h2><ul>${items}</ul><p class="quiet">${t('report.limits.order')}</p>`;
}
