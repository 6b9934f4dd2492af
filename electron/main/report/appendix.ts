/** The values with which an expert finds the report's segments again in the log. Pure. */
import { toBase64 } from '../../../domain/bytes';
import { slotStart } from '../../../domain/week';
import { type Html, html } from './html';
import type { ReportContext } from './input';

/** Pairs of time and leaf that stand beside each other. */
const BESIDE = 2;

export function appendix({ record, figures, words }: ReportContext): Html {
  const { t } = words;
  const { checkpoint } = record;
  const { segments } = figures;
  const height = Math.ceil(segments.length / BESIDE);
  const cell = (at: number) => {
    const segment = segments[at];
    return segment === undefined
      ? html`<td></td><td></td>`
      : html`<td class="when">${words.instant(slotStart(segment.entry.slot))}</td><td class="hash">${segment.leaf}</td>`;
  };
  const rows = Array.from(
    { length: height },
    (_, row) => html`<tr>${Array.from({ length: BESIDE }, (_, column) => cell(row * BESIDE + column))}</tr>`,
  );
  const heads = Array.from(
    { length: BESIDE },
    () =>
      html`<th scope="col" class="at">${t('report.appendix.at')}</th><th scope="col">${t('report.appendix.leaf')}</th>`,
  );
  const table =
    height === 0
      ? null
      : html`<h3>${t('report.appendix.segments')}</h3><table class="leaves"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
  const head =
    checkpoint === null
      ? html`<tr><th scope="row">${t('report.appendix.origin')}</th><td class="hash">${record.log}</td></tr>`
      : html`<tr><th scope="row">${t('report.appendix.origin')}</th><td class="hash">${checkpoint.origin}</td></tr>
<tr><th scope="row">${t('report.appendix.size')}</th><td>${words.number(checkpoint.size)}</td></tr>
<tr><th scope="row">${t('report.appendix.root')}</th><td class="hash">${toBase64(checkpoint.root)}</td></tr>`;
  return html`<section><h2>${t('report.appendix.title')}</h2><p class="lead">${t('report.appendix.lead')}</p>
<table class="facts"><tbody>${head}
<tr><th scope="row">${t('report.appendix.opened')}</th><td>${words.instant(record.openedAt)}</td></tr></tbody></table>${table}</section>`;
}
