/** What the server writes to people, in the language of their account: mails and papers. Always UTC, as the weeks are. */
import { decimalsOf } from '../../domain/money';
import en from '../../src/locales/server.en.json';
import fr from '../../src/locales/server.fr.json';

export type Language = 'en' | 'fr';
export type Texts = typeof en;

export const TEXTS: Readonly<Record<Language, Texts>> = { en, fr };
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

/** The text with `{{name}}` filled in, each once, so that what is filled in is never read as a place to fill. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
  );
}

/** 3 November 2026. `at`: wall ms. */
export function dayOf(at: number, language: Language): string {
  return written(language, { day: 'numeric', month: 'long', year: 'numeric' }, at);
}

/** Friday 6 November 2026, 23:59. */
export function instantOf(at: number, language: Language): string {
  const day = written(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, at);
  const time = written(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, at);
  return `${day}, ${time}`;
}

/** 38:12, hours and minutes, cut off and never rounded up. */
export function hoursOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** 1 h 30 min, in a sentence; written alike in both languages, cut to the minute. */
export function lengthOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const said = parts.filter(([count, unit]) => count > 0 || (unit === 'min' && minutes === 0));
  return said.map(([count, unit]) => `${count}\u00a0${unit}`).join('\u00a0');
}

export function moneyOf(minor: number, currency: string, language: Language): string {
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(minor / 10 ** decimals);
}

/** 10 %; hundredths of a per cent. */
export function percentOf(hundredths: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 2 }).format(
    hundredths / 10_000,
  );
}

function written(language: Language, options: Intl.DateTimeFormatOptions, at: number): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' }).format(at);
}
