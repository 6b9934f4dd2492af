/** Everything that the verifier had to say, by gravity, each with its rule, what it is about, and its sentence. Pure. */
import { assertNever } from '../../../domain/assert';
import { type Finding, type Severity, type Subject, sentenceOf } from '../../../domain/finding';
import { fingerprintWords } from '../../../domain/fingerprint';
import { KidSchema } from '../../../domain/keys';
import { slotStart } from '../../../domain/week';
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
<table class="list"><thead><tr><th scope="col">${t('report.findings.rule')}</th><th scope="col">${t('report.findings.about')}</th><th scope="col">${t('report.findings.what')}</th></tr></thead><tbody>${rows(own, words)}</tbody></table>`,
  );
  return html`<section><h2>${t('report.findings.title')}</h2><p class="lead">${t('report.findings.lead')}</p>${groups.length > 0 ? body : html`<p>${t('report.findings.empty')}</p>`}</section>`;
}

function rows(findings: readonly Finding[], words: ReportWords): Content {
  return [...Map.groupBy(findings, ({ id }) => id).values()].map((same) => {
    const printed = same
      .slice(0, PRINTED)
      .map(
        (one) =>
          html`<tr><td class="rule">${one.rule}</td><td class="about">${said(aboutOf(one.subject, words))}</td><td>${said(sentence(one, words))}</td></tr>`,
      );
    const rest = same.length - PRINTED;
    if (rest <= 0) return printed;
    return [
      ...printed,
      html`<tr><td></td><td></td><td class="quiet">${words.t('report.findings.more', { count: rest })}</td></tr>`,
    ];
  });
}

function sentence(finding: Finding, _words: ReportWords): string {
  return sentenceOf(finding);
}

function aboutOf(subject: Subject, { t, instant, date, number, day }: ReportWords): string {
  const key = `report.findings.subject.${subject.type}`;
  switch (subject.type) {
    case 'bundle':
      return t(key);
    case 'file':
      return t(key, { name: subject.name });
    case 'line':
      return t(key, { file: subject.file, line: number(subject.line) });
    case 'entry':
      return t(key, { index: number(subject.index) });
    case 'segment':
      return t(key, { at: instant(slotStart(subject.slot)), index: number(subject.index) });
    case 'key': {
      const kid = KidSchema.safeParse(subject.kid);
      return t(key, { kid: kid.success ? fingerprintWords(kid.data).replaceAll('-', ' ') : subject.kid });
    }
    case 'week':
      return t(key, { at: date(subject.week * 1000) });
    case 'day':
      return t(key, { at: day(subject.day * 1000) });
    default:
      return assertNever(subject);
  }
}
