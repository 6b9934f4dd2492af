/** The contract's terms by date, and its keys with who vouches for them. Pure. */
import type { LogTerms } from '../../../domain/entry';
import type { LogRecord, SignerRecord, Teller } from '../../../domain/record';
import { toldText } from './cover';
import { type Content, type Html, html, joined, said } from './html';
import type { ReportContext } from './input';
import { deviceNumber } from './runs';
import type { ReportWords } from './words';

interface Row {
  from: number;
  what: Content;
  /** Null where the record does not tell it. */
  stated: { at: number; by: Teller } | null;
}

export function termsSection({ record, words }: ReportContext): Html {
  const { t } = words;
  const rows = rowsOf(record, words).sort((a, b) => a.from - b.from);
  const stated = (row: Row) =>
    row.stated === null
      ? null
      : t('report.terms.statedBy', {
          at: words.instant(row.stated.at),
          who: t(`report.terms.who.${row.stated.by}`),
        });
  return html`<section><h2>${t('report.terms.title')}</h2><p class="lead">${t('report.terms.lead')}</p>
<table class="list terms"><thead><tr><th scope="col" class="from">${t('report.terms.from')}</th><th scope="col">${t('report.terms.what')}</th><th scope="col" class="by">${t('report.terms.stated')}</th></tr></thead>
<tbody>${rows.map((row) => html`<tr><td class="when">${words.instant(row.from)}</td><td>${row.what}</td><td class="quiet">${stated(row)}</td></tr>`)}</tbody></table></section>`;
}

function rowsOf(
  { rates, limits, terms, pauses, attestations, currency }: LogRecord,
  words: ReportWords,
): Row[] {
  const { t } = words;
  return [
    ...terms.map(({ from, at, by, value }) => ({ from, what: termsOf(value, words), stated: { at, by } })),
    ...rates.map(({ from, at, by, value }) => ({
      from,
      what: t('report.terms.rate', { rate: words.money(value, currency) }),
      stated: { at, by },
    })),
    ...limits.map(({ from, at, by, value }) => ({
      from,
      what:
        value === null
          ? t('report.terms.noLimit')
          : t('report.terms.limit', { limit: words.length(value * 1000) }),
      stated: { at, by },
    })),
    ...pauses.map(({ from, to }) => ({
      from,
      what: to === null ? t('report.terms.pauseOpen') : t('report.terms.pause', { to: words.instant(to) }),
      stated: null,
    })),
    ...attestations.map(({ what, statedBy, from, withdrawn }) => ({
      from,
      what: [
        said(
          t('report.terms.attest', {
            what: t(`attested.${what}`),
            who: toldText(statedBy) ?? t('report.unknown'),
          }),
        ),
        withdrawn === null
          ? null
          : t('report.separator') + t('report.terms.withdrawn', { at: words.instant(withdrawn) }),
      ],
      stated: null,
    })),
  ];
}

function termsOf(terms: LogTerms & { tags: readonly string[] }, { t }: ReportWords): Content {
  const pictured = terms.pictures !== 'none' && terms.perSlice > 0;
  const parts: (string | Html | null)[] = [
    t(`report.terms.kind.${terms.kind}`),
    t(`report.terms.billing.${terms.billing}`),
    t(`report.terms.pictures.${pictured ? terms.pictures : 'none'}`, { count: terms.perSlice }),
    pictured && terms.pictures === 'blurred' ? t(`report.terms.blur.${terms.blur}`) : null,
    pictured
      ? terms.retentionDays === undefined
        ? t('report.terms.kept')
        : t('report.terms.retention', { count: terms.retentionDays })
      : null,
    t('report.terms.idle', { count: terms.idleMinutes }),
    t(`report.terms.over.${terms.overLimit}`),
    t(`report.terms.manual.${terms.manual === 1 ? 'yes' : 'no'}`),
    terms.tagRequired === 1 ? t('report.terms.tagRequired') : null,
    terms.tags.length > 0 ? said(t('report.terms.tags', { tags: terms.tags.join(', ') })) : null,
    t('report.terms.rules', { version: terms.rules }),
  ];
  return joined(
    parts.filter((part) => part !== null),
    t('report.separator'),
  );
}

export function keysSection({ record, words: { t, number } }: ReportContext): Html {
  const life = ({ added, revoked }: SignerRecord) =>
    revoked === null
      ? t('report.keys.since', { from: number(added) })
      : t('report.keys.until', { from: number(added), to: number(revoked) });
  const vouched = ({ trusted, added }: SignerRecord): Content => {
    if (trusted !== null) return said(t('report.keys.trusted', { name: trusted }));
    return t(added === 0 ? 'report.keys.opener' : 'report.keys.fromLog');
  };
  const card = (
    signer: SignerRecord,
  ) => html`<div class="key"><h3>${t(`report.keys.role.${signer.role}`)}${numberOf(signer.kid, record)}</h3>
<table class="facts"><tbody><tr><th scope="row">${t('report.keys.words')}</th><td class="words">${signer.words.replaceAll('-', ' ')}</td></tr>
<tr><th scope="row">${t('report.keys.full')}</th><td class="hash">${signer.kid}</td></tr>
<tr><th scope="row">${t('report.keys.vouched')}</th><td>${vouched(signer)}</td></tr>
<tr><th scope="row">${t('report.keys.store')}</th><td>${t(`report.keys.stores.${signer.store}`)}</td></tr>
<tr><th scope="row">${t('report.keys.life')}</th><td>${life(signer)}</td></tr></tbody></table></div>`;
  return html`<section><h2>${t('report.keys.title')}</h2><p class="lead">${t('report.keys.lead')}</p>${record.signers.map(card)}</section>`;
}

/** As the days name it. */
function numberOf(kid: SignerRecord['kid'], record: LogRecord): string | null {
  const number = deviceNumber(kid, record);
  return number === null ? null : ` #${number}`;
}
