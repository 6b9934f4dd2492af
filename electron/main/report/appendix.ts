/** The values with which an expert finds the report's segments again in the log. Pure. */
import { toBase64 } from '../../../domain/bytes';
import { slotStart } from '../../../domain/week';
import { type Html, html } from './html';
import type { ReportContext } from './input';

/** Pairs of time and leaf in one line. They are lines of text and no table: twelve thousand rows would take gigabytes. */
const BESIDE = 2;

/** Characters of the longest instant and a blank. */
const WIDTH = 20;

/** A year of full days. */
export const LEAVES_PRINTED = 15_000;

export function appendix({ record, figures, words }: ReportContext): Html {
  const { t } = words;
  const { checkpoint } = record;
  const segments = figures.segments.slice(0, LEAVES_PRINTED);
  const lines = Array.from({ length: Math.ceil(segments.length / BESIDE) }, (_, row) =>
    segments
      .slice(row * BESIDE, (row + 1) * BESIDE)
      .map(({ entry, leaf }) => `${words.instant(slotStart(entry.slot)).padEnd(WIDTH)}${leaf}`)
      .join('   '),
  );
  const rest = figures.segments.length - segments.length;
  const more =
    rest > 0 ? html`<p class="quiet">${t('report.appendix.more', { count: words.number(rest) })}</p>` : null;
  const table =
    lines.length === 0
      ? null
      : html`<h3>${t('report.appendix.segments')}</h3><p class="leaves">${lines.join('\n')}</p>`;
  const head =
    checkpoint === null
      ? html`<tr><th scope="row">${t('report.appendix.origin')}</th><td class="hash">${record.log}</td></tr>`
      : html`<tr><th scope="row">${t('report.appendix.origin')}</th><td class="hash">${checkpoint.origin}</td></tr>
<tr><th scope="row">${t('report.appendix.size')}</th><td>${words.number(checkpoint.size)}</td></tr>
<tr><th scope="row">${t('report.appendix.root')}</th><td class="hash">${toBase64(checkpoint.root)}</td></tr>`;
  return html`<section><h2>${t('report.appendix.title')}</h2><p class="lead">${t('report.appendix.lead')}</p>
<table class="facts"><tbody>${head}
<tr><th scope="row">${t('report.appendix.opened')}</th><td>${words.instant(record.openedAt)}</td></tr></tbody></table>${table}${more}</section>`;
}
