/** The table of weeks, and what the protection rules say of the period. Pure. */
import type { RangeFigures } from '../../../domain/report-figures';
import { type Content, type Html, html } from './html';
import type { ReportContext } from './input';

export function weeksSection({ figures, record, words }: ReportContext): Html {
  const { t } = words;
  const { total } = figures;
  const head = html`<section class="whole"><h2>${t('report.weeks.title')}</h2>`;
  if (figures.segments.length === 0) return html`${head}<p>${t('report.weeks.empty')}</p></section>`;
  const gone = (one: RangeFigures) => one.deleted + one.moved;
  const hours = (ms: number) => (ms === 0 ? '–' : words.hours(ms));
  // What nothing is in has no column: a page is narrow, and a column of dashes tells nothing.
  const columns: { name: string; of: (one: RangeFigures) => Content; always: boolean }[] = [
    { name: 'total', of: (one) => hours(one.totalMs), always: true },
    { name: 'protected', of: (one) => hours(one.protectedMs), always: true },
    { name: 'risk', of: (one) => hours(one.atRiskMs), always: true },
    { name: 'unjudged', of: (one) => hours(one.unjudgedMs), always: total.unjudgedMs > 0 },
    { name: 'manual', of: (one) => hours(one.manualMs), always: true },
    { name: 'imported', of: (one) => hours(one.importedMs), always: total.importedMs > 0 },
    { name: 'over', of: (one) => hours(one.overMs), always: true },
    { name: 'deleted', of: (one) => (gone(one) === 0 ? '–' : words.number(gone(one))), always: true },
  ];
  const shown = columns.filter(({ always }) => always);
  const cells = (one: RangeFigures) => shown.map(({ of }) => html`<td>${of(one)}</td>`);
  const money = (one: RangeFigures) => html`<td>${words.money(one.grossMinor, record.currency)}</td>`;
  const rows = figures.weeks.map(
    (week) =>
      html`<tr><th scope="row">${words.date(week.week)}</th>${cells(week)}<td>${week.limitMs === null ? t('report.weeks.none') : words.hours(week.limitMs)}</td>${money(week)}</tr>`,
  );
  const notes = ['moneyNote', 'deletedNote', ...(total.unjudgedMs > 0 ? ['unjudgedNote'] : [])];
  return html`${head}<p class="lead">${t('report.weeks.lead')}</p>
<table class="figures"><thead><tr><th scope="col">${t('report.weeks.week')}</th>${shown.map(({ name }) => html`<th scope="col">${t(`report.weeks.${name}`)}</th>`)}<th scope="col">${t('report.weeks.limit')}</th><th scope="col">${t('report.weeks.money')}</th></tr></thead>
<tbody>${rows}<tr class="sum"><th scope="row">${t('report.weeks.sum')}</th>${cells(total)}<td></td>${money(total)}</tr></tbody></table>
${notes.map((note) => html`<p class="quiet">${t(`report.weeks.${note}`)}</p>`)}</section>`;
}

export function protectionSection({ figures, words }: ReportContext): Html {
  const { t } = words;
  const versions = [...new Set(figures.segments.flatMap(({ protection }) => protection?.rules ?? []))];
  const rows = figures.reasons.map(
    ({ rule, because, segments }) =>
      html`<tr><td class="rule">${rule}</td><td>${t(`because.${because}`)}</td><td class="count">${words.number(segments)}</td></tr>`,
  );
  const table = html`<table class="list"><thead><tr><th scope="col">${t('report.protection.rule')}</th><th scope="col">${t('report.protection.why')}</th><th scope="col" class="count">${t('report.protection.segments')}</th></tr></thead><tbody>${rows}</tbody></table>`;
  const judged =
    versions.length === 0
      ? html`<p>${t('report.protection.noneJudged')}</p>`
      : rows.length === 0
        ? html`<p>${t('report.protection.all')}</p>`
        : table;
  const by =
    versions.length === 0
      ? null
      : html`<p class="quiet">${t('report.protection.versions', { versions: versions.join(', ') })}</p>`;
  return html`<section class="whole"><h2>${t('report.protection.title')}</h2><p class="lead">${t('report.protection.lead')}</p>${judged}${by}</section>`;
}
