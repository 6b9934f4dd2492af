/**
 * The words of report.pdf: its own, those of the protection rules as the app has them, and how dates, times and money
 * are written. Always UTC and one locale a language, so that the same log gives the same report on every machine.
 */
import { createInstance } from 'i18next';
import { decimalsOf } from '../../../domain/money';
import en from '../../../src/locales/en.json';
import fr from '../../../src/locales/fr.json';
import reportEn from '../../../src/locales/report.en.json';
import reportFr from '../../../src/locales/report.fr.json';

export type ReportLanguage = 'en' | 'fr';

export interface ReportWords {
  language: ReportLanguage;
  t(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Tuesday 3 November 2026. Instants are wall ms. */
  day(at: number): string;
  /** 3 Nov */
  dayShort(at: number): string;
  /** 3 Nov 2026 */
  date(at: number): string;
  /** 3 Nov 2026, 10:00 */
  instant(at: number): string;
  /** 10:00 */
  time(at: number): string;
  /** 38:12, hours and minutes of a length in ms, cut off. */
  hours(ms: number): string;
  /** 2 h 41 min; below an hour 41 min 7 s. */
  length(ms: number): string;
  money(minor: number, currency: string): string;
  number(value: number): string;
}

/** Written alike in both languages. */
const UNITS = ['h', 'min', 's'] as const;
const LOCALES = { en: 'en-GB', fr: 'fr-FR' } as const;

export function reportWords(language: ReportLanguage): ReportWords {
  const locale = LOCALES[language];
  const i18n = createInstance({
    lng: language,
    resources: { en: { translation: wordsOf(en, reportEn) }, fr: { translation: wordsOf(fr, reportFr) } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  void i18n.init();
  const inUtc = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC', hourCycle: 'h23' });
    return (at: number) => format.format(at);
  };
  const number = new Intl.NumberFormat(locale);
  return {
    language,
    t: (key, values) => i18n.t(key, { ...values }),
    day: inUtc({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    dayShort: inUtc({ day: 'numeric', month: 'short' }),
    date: inUtc({ day: 'numeric', month: 'short', year: 'numeric' }),
    instant: inUtc({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
    time: inUtc({ hour: '2-digit', minute: '2-digit' }),
    hours(ms) {
      const minutes = Math.floor(ms / 60_000);
      return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    },
    length(ms) {
      const seconds = Math.floor(ms / 1000);
      const counts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      const first = counts.findIndex((count) => count > 0);
      if (first < 0) return '0\u00a0s';
      const shown = UNITS.flatMap((unit, at) => {
        const count = counts[at] ?? 0;
        return count > 0 && at <= first + 1 ? [`${number.format(count)}\u00a0${unit}`] : [];
      });
      return shown.join('\u00a0');
    },
    money(minor, currency) {
      const decimals = decimalsOf(currency);
      // Exact to the last digit up to 2^53 minor units, which no log's money comes near.
      return new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }).format(minor / 10 ** decimals);
    },
    number: (value) => number.format(value),
  };
}

/** The report's own come last: where the app speaks to the freelancer, the report says it of them. */
function wordsOf(app: typeof en | typeof fr, report: typeof reportEn | typeof reportFr) {
  return {
    because: { ...app.protection.because, ...report.protection.because },
    failure: { ...app.pictureFailure, ...report.failure },
    attested: app.protection.what,
    report,
  };
}
