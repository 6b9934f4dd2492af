/** Everything that the verifier had to say, by gravity, in its own words. Pure. */
import type { Finding, Severity } from '../../../domain/finding';
import { sentenceIn, subjectIn } from '../../../verifier/describe';
import { type Content, type Html, html, said } from './html';
import type { ReportContext } from './input';
import type { ReportWords } from './words';

/** Findings of one kind that are printed; a bundle that is wrong throughout would fill a book. */
const PRINTED = 50;

const SEVERITIES: readonly Severity[] = ['broken', 'undecided', 'note'];

export function findingsSection({ findings, words }: ReportContext): Html {
  const { t } = words;
  const groups = SEVERITIES.map((severity) => ({
    severity,
    own: findings.filter((one) => one.severity === severity),
  })).filter(({ own }) => own.length > 0);
  const body = groups.map(
    ({ severity, own }) => html`<h3>${t(`report.findings.${severity}`)}</h3>
<table class="list findings"><thead><tr><th scope="col" class="rule">${t('report.findings.rule')}</th><th scope="col" class="about">${t('report.findings.about')}</th><th scope="col">${t('report.findings.what')}</th></tr></thead><tbody>${rows(own, words)}</tbody></table>`,
  );
  return html`<section><h2>${t('report.findings.title')}</h2><p class="lead">${t('report.findings.lead')}</p>${groups.length > 0 ? body : html`<p>${t('report.findings.empty')}</p>`}</section>`;
}

function rows(findings: readonly Finding[], words: ReportWords): Content {
  return [...Map.groupBy(findings, ({ id }) => id).values()].map((same) => {
    const printed = same
      .slice(0, PRINTED)
      .map(
        (one) =>
          html`<tr><td class="rule">${one.rule}</td><td class="about">${said(subjectIn(one.subject, words.language))}</td><td>${said(sentenceIn(one, words.language))}</td></tr>`,
      );
    const rest = same.length - PRINTED;
    if (rest <= 0) return printed;
    return [
      ...printed,
      html`<tr><td></td><td></td><td class="quiet">${words.t('report.findings.more', { count: rest })}</td></tr>`,
    ];
  });
}
