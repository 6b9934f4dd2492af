/**
 * The whole report as one page of HTML: complete, without scripts, without anything that is loaded. The same record,
 * findings, facts and pictures give the same text. Pure. SPEC: VF10.
 */
import { reportFigures } from '../../../domain/report-figures';
import type { Reported } from '../../../domain/report-json';
import { appendix } from './appendix';
import { cover, toldText } from './cover';
import { daysSection } from './days';
import { findingsSection } from './findings';
import { Html, html } from './html';
import type { ReportContext } from './input';
import { REPORT_STYLE } from './style';
import { keysSection, termsSection } from './terms';
import { protectionSection, weeksSection } from './weeks';
import { reportWords } from './words';

/** Nothing is loaded and nothing runs, whatever the texts say. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

export interface ReportPage {
  html: string;
  /** At the foot of each page, HTML. */
  footer: string;
}

export function reportPage(input: Reported, pictures: Pick<ReportContext, 'thumbnail' | 'left'>): ReportPage {
  const words = reportWords(input.manifest.language);
  const figures = reportFigures(input.record, input.manifest.scope);
  const context: ReportContext = { ...input, ...pictures, words, figures };
  const title = toldText(input.record.title) ?? words.t('report.unknown');
  const name = words.t('report.footer', { title });
  // Made once and here: a style sheet is no text to be escaped.
  const style = new Html(`<style>${REPORT_STYLE}</style>`);
  const page = html`<html lang="${input.manifest.language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${name}</title>${style}</head><body>
${cover(context)}${termsSection(context)}${keysSection(context)}${weeksSection(context)}${protectionSection(context)}${daysSection(context)}${findingsSection(context)}${appendix(context)}
</body></html>
`;
  return { html: `<!doctype html>${page.text}`, footer: footer(name) };
}

/** Chromium fills in the numbers. */
function footer(text: string): string {
  return html`<div style="width:100%;font-size:7px;color:#545b62;font-family:'Segoe UI','Helvetica Neue','DejaVu Sans',sans-serif;display:flex;justify-content:space-between;gap:24px;padding:0 46px"><span style="white-space:nowrap;overflow:hidden;text-overflow:ellipsis">${text}</span><span style="white-space:nowrap;word-spacing:0.25em"><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`
    .text;
}
