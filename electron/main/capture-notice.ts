/**
 * The one-page notice of what is captured for a contract, to be shown to its client and signed: the page that is
 * printed as PDF. Pure; every value is escaped. It says what the settings say at that moment. SPEC: PV.
 */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import { escapeHtml } from './message-page';
import type { Texts } from './texts';

export interface NoticeFacts {
  contract: HourlyContract;
  /** Patterns of the settings; the contract's own are added. */
  excludedOverall: number;
  at: WallMs;
}

export function captureNoticePage(
  { contract, excludedOverall, at }: NoticeFacts,
  texts: Pick<Texts, 't' | 'language' | 'locale'>,
): string {
  const t = (key: string, values?: Record<string, string | number>) =>
    escapeHtml(texts.t(`privacy.pdf.${key}`, values));
  const { privacy } = contract;
  const shots = contract.pictures === 'none' || privacy.perSlice === 0 ? 'none' : contract.pictures;
  const blur = texts.t(`privacy.blurs.${privacy.blur}`).toLocaleLowerCase(texts.locale());
  const excluded = excludedOverall + privacy.excluded.length;
  const date = new Intl.DateTimeFormat(texts.locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  const list = (items: string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
  const lines = (who: string) =>
    `<div class="sign"><b>${who}</b><p>${t('place')}<span></span></p><p>${t('sign')}<span></span></p></div>`;
  return `<!doctype html><html lang="${texts.language()}"><head><meta charset="utf-8"><title>${t('title')}</title><style>${STYLE}</style></head><body>
<h1>${t('title')}</h1>
<table><tr><th>${t('contract')}</th><td>${escapeHtml(contract.title)}</td></tr><tr><th>${t('client')}</th><td>${escapeHtml(contract.client)}</td></tr><tr><th>${t('date')}</th><td>${escapeHtml(date)}</td></tr></table>
<p>${t('intro')}</p>
<h2>${t('recorded')}</h2>
${list([t('time'), t('counts'), t('windows'), t('memo'), t(`pictures.${shots}`, { count: privacy.perSlice, blur })])}
<p>${t('idle', { count: contract.idleMinutes })}</p>
<h2>${t('private')}</h2>
${list([excluded > 0 ? t('exclusions', { count: excluded }) : t('exclusionsNone'), t('never')])}
<h2>${t('rights')}</h2>
${list([privacy.retentionDays === null ? t('retentionNone') : t('retention', { count: privacy.retentionDays }), t('delete'), t('human')])}
<h2>${t('signature')}</h2>
<div class="signs">${lines(t('freelancer'))}${lines(t('client'))}</div>
</body></html>
`;
}

const STYLE = `
body { font: 11pt/1.45 sans-serif; color: #1b1f23; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 17pt; margin: 0 0 10pt; }
h2 { font-size: 12pt; margin: 14pt 0 4pt; }
p, ul { margin: 4pt 0; }
ul { padding-left: 16pt; }
table { border-collapse: collapse; margin-bottom: 8pt; }
th { text-align: left; font-weight: 600; padding: 2pt 14pt 2pt 0; vertical-align: top; }
td { padding: 2pt 0; }
.signs { display: flex; gap: 24pt; }
.sign { flex: 1; }
.sign p { margin: 14pt 0 0; font-size: 9pt; }
.sign span { display: block; border-bottom: 0.75pt solid #1b1f23; height: 22pt; }
`;
