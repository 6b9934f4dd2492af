/**
 * The public identity of this device as a page to print or to keep: its fingerprint in words, its QR code, its key, and
 * what a verifier's trust file says of it. Pure; every value is escaped. SPEC: KY3, KY4, KY11.
 */
import type { WallMs } from '../../../domain/clock';
import type { DeviceState } from '../../contract';
import { escapeHtml } from '../message-page';
import type { Texts } from '../texts';

type Ready = Extract<DeviceState, { state: 'ready' }>;

export function identityPage(
  { key, qr, store }: Pick<Ready, 'key' | 'qr' | 'store'>,
  trust: string,
  at: WallMs,
  texts: Pick<Texts, 't' | 'language' | 'locale'>,
): string {
  const t = (name: string) => escapeHtml(texts.t(`evidence.identity.${name}`));
  const date = new Intl.DateTimeFormat(texts.locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  const words = key.words
    .split('-')
    .map((word) => `<li>${escapeHtml(word)}</li>`)
    .join('');
  return `<!doctype html><html lang="${texts.language()}"><head><meta charset="utf-8"><title>${t('title')}</title><style>${STYLE}</style></head><body>
<h1>${t('title')}</h1>
<p>${t('intro')}</p>
<div class="key"><svg viewBox="0 0 ${qr.size} ${qr.size}" role="img" aria-label="${t('qr')}"><path d="${qr.path}"/></svg>
<div><h2>${t('words')}</h2><ol>${words}</ol></div></div>
<h2>${t('text')}</h2>
<p class="code">${escapeHtml(key.text)}</p>
<h2>${t('trust')}</h2>
<p>${t('trustHow')}</p>
<pre class="code">${escapeHtml(trust)}</pre>
<h2>${t('meaning')}</h2>
<ul><li>${t('compare')}</li><li>${t('public')}</li><li>${t(store === 'system' ? 'storeSystem' : 'storeFile')}</li></ul>
<p class="foot">${escapeHtml(date)} · ${t('made')}</p>
</body></html>
`;
}

const STYLE = `
body { font: 11pt/1.45 sans-serif; color: #1b1f23; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 17pt; margin: 0 0 8pt; }
h2 { font-size: 12pt; margin: 14pt 0 4pt; }
p, ul { margin: 4pt 0; }
ul { padding-left: 16pt; }
.key { display: flex; gap: 24pt; align-items: center; margin-top: 10pt; }
.key svg { flex: none; width: 150pt; height: 150pt; border: 0.75pt solid #868e96; }
.key path { fill: #000; }
.key h2 { margin-top: 0; }
ol { display: grid; grid-template-columns: repeat(2, auto); gap: 2pt 26pt; margin: 4pt 0; padding-left: 18pt; font: 13pt/1.5 monospace; }
.code { font: 9.5pt/1.45 monospace; background: #f6f7f8; border: 0.75pt solid #dee2e6; padding: 6pt 8pt; margin: 4pt 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.foot { margin-top: 16pt; color: #545b62; font-size: 9pt; }
`;
