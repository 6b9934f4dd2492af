/**
 * What the verifier says, in English and French: the texts of the command and of the page, filled in. Pure, and the same
 * on every platform but for the writing of dates, which is Intl's.
 */
import en from '../src/locales/verifier.en.json';
import fr from '../src/locales/verifier.fr.json';

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Texts = typeof en;

export const TEXTS: Readonly<Record<Language, Texts>> = { en, fr };

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

export type Values = Readonly<Record<string, string | number>>;

/** The text with `{name}` filled in; a name that is not among the values stays as it is. */
export function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/** The word for a code of the format; a code without one is said itself. */
export function worded(table: Readonly<Record<string, string>>, code: string): string {
  return (Object.hasOwn(table, code) ? table[code] : undefined) ?? code;
}

type Counted<K> = K extends `${infer Name}_one` ? Name : never;
export type Count = Counted<keyof Texts['count']>;

/** "1 segment", "12 segments": French counts nothing like one. */
export function counted(what: Count, count: number, language: Language): string {
  const one = new Intl.PluralRules(LOCALES[language]).select(count) === 'one';
  const text = TEXTS[language].count[one ? (`${what}_one` as const) : (`${what}_other` as const)];
  return filled(text, { count: numbered(count, language) });
}

export function numbered(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}

/** 3 Nov 2026, in UTC as every day of the format. `at`: Unix seconds. */
export function dateOf(at: number, language: Language): string {
  return formatOf(language, { dateStyle: 'medium' }).format(at * 1000);
}

/** Tuesday 3 November 2026. */
export function longDateOf(at: number, language: Language): string {
  const written = formatOf(language, { dateStyle: 'full' }).format(at * 1000);
  return written.charAt(0).toLocaleUpperCase(language) + written.slice(1);
}

/** 3 Nov 2026, 10:00. */
export function instantOf(at: number, language: Language): string {
  return formatOf(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at * 1000);
}

/** 10:00. */
export function timeOf(at: number, language: Language): string {
  return formatOf(language, { timeStyle: 'short' }).format(at * 1000);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${language} ${JSON.stringify(options)}`;
  const format =
    formats.get(name) ?? new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' });
  formats.set(name, format);
  return format;
}

/** 12:05: hours and minutes, cut off and never rounded up. */
export function hoursOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** 1 h 30 min 0.5 s: exact, as two lengths that differ must not look the same. Units are written alike in both languages. */
export function durationOf(ms: number, language: Language): string {
  const seconds = (ms % 60_000) / 1000;
  const parts: [count: number, unit: string][] = [
    [Math.floor(ms / 3_600_000), 'h'],
    [Math.floor(ms / 60_000) % 60, 'min'],
    [seconds, 's'],
  ];
  const said = parts.filter(([count, unit]) => count > 0 || (unit === 's' && ms === 0));
  return said.map(([count, unit]) => `${numbered(count, language)}\u00a0${unit}`).join('\u00a0');
}

/**
 * What somebody else wrote, fit to stand among our words: control characters, which steer a terminal, and the marks that
 * turn the direction of writing are shown as their number.
 */
export function plain(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
