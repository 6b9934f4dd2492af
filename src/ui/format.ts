/**
 * How times, dates, durations, money and sizes are written, by locale and zone, through Intl alone.
 * Pure: the same arguments give the same text. Money is written from integer minor units without a float between.
 */
import { invariant } from '../../domain/assert';
import { decimalsOf } from '../../domain/money';
import { addDays, type DayString, offsetLabel } from './zone';

export interface Format {
  locale: string;
  /** IANA zone in which times are written; `UTC` for UTC. */
  zone: string;
  /** 14:20 */
  time(at: number): string;
  /** 14:20:07 */
  timeSeconds(at: number): string;
  /** 14:20–14:30, without the zone. */
  timeRange(from: number, to: number): string;
  /** The hour of a row: 14:00, or 2 PM where the locale counts to twelve. */
  hour(at: number): string;
  /** Tuesday 24 November 2026 */
  dayLong(day: DayString): string;
  /** Tue 24 Nov */
  dayShort(day: DayString): string;
  /** 24 Nov 2026, 14:20 */
  dateTime(at: number): string;
  /** 24 Nov 2026 */
  date(at: number): string;
  /** 24 Nov 2026, in UTC whatever the zone (weeks are UTC). */
  dateUtc(at: number): string;
  /** 2:41:07 */
  clock(ms: number): string;
  /** 2:41, minutes cut off, never rounded up: time that was not tracked is never shown. */
  hm(ms: number): string;
  /** 4:12: minutes and seconds of a slice. */
  ms(ms: number): string;
  /** 2 h 41 min; under a minute, seconds. */
  words(ms: number): string;
  number(value: number): string;
  percent(share: number): string;
  money(minor: number, currency: string): string;
  bytes(count: number): string;
  /** UTC+1 */
  offset(at: number): string;
}

export function makeFormat(locale: string, zone: string): Format {
  const inZone = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
  // A day is a name, not an instant: it is written from its UTC midnight in UTC.
  const inUtc = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }));
  // Counted to twenty-four, hours have two digits; counted to twelve, as many as they need.
  const inHours = (options: Intl.DateTimeFormatOptions) => {
    const padded = inZone({ ...options, hour: '2-digit' });
    const plain = inZone({ ...options, hour: 'numeric' });
    return once(() => (padded().resolvedOptions().hour12 ? plain() : padded()));
  };
  const time = inHours({ minute: '2-digit' });
  const timeSeconds = inHours({ minute: '2-digit', second: '2-digit' });
  const hour12 = inZone({ hour: 'numeric' });
  const dateTime = inZone({ dateStyle: 'medium', timeStyle: 'short' });
  const date = inZone({ dateStyle: 'medium' });
  const dateUtc = inUtc({ dateStyle: 'medium' });
  const dayLong = inUtc({ dateStyle: 'full' });
  const dayShort = inUtc({ weekday: 'short', day: 'numeric', month: 'short' });
  const number = once(() => new Intl.NumberFormat(locale));
  const percent = once(() => new Intl.NumberFormat(locale, { style: 'percent' }));
  const unit = (name: 'hour' | 'minute' | 'second') =>
    once(() => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }));
  const [hours, minutes, seconds] = [unit('hour'), unit('minute'), unit('second')];
  const currencies = new Map<string, Intl.NumberFormat>();

  function currencyFormat(currency: string): Intl.NumberFormat {
    const known = currencies.get(currency);
    if (known) return known;
    const decimals = decimalsOf(currency);
    const made = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    currencies.set(currency, made);
    return made;
  }

  return {
    locale,
    zone,
    time: (at) => time().format(at),
    timeSeconds: (at) => timeSeconds().format(at),
    timeRange: (from, to) => `${time().format(from)}–${time().format(to)}`,
    hour: (at) => (time().resolvedOptions().hour12 ? hour12() : time()).format(at),
    dayLong: (day) => capital(dayLong().format(utcOf(day)), locale),
    dayShort: (day) => capital(dayShort().format(utcOf(day)), locale),
    dateTime: (at) => dateTime().format(at),
    date: (at) => date().format(at),
    dateUtc: (at) => dateUtc().format(at),
    clock,
    hm,
    ms: minutesSeconds,
    words(duration) {
      const total = Math.floor(duration / 1000);
      if (total < 60) return seconds().format(total);
      const [h, m] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
      if (h === 0) return minutes().format(m);
      return m === 0 ? hours().format(h) : `${hours().format(h)} ${minutes().format(m)}`;
    },
    number: (value) => number().format(value),
    percent: (share) => percent().format(share),
    money(minor, currency) {
      const text = decimalText(minor, decimalsOf(currency));
      invariant(isDecimal(text), 'minor units make a decimal');
      return currencyFormat(currency).format(text);
    },
    bytes: (count) => bytes(count, locale),
    offset: (at) => offsetLabel(at, zone),
  };
}

export function clock(ms: number): string {
  const total = Math.floor(ms / 1000);
  return `${Math.floor(total / 3600)}:${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
}

export function hm(ms: number): string {
  const total = Math.floor(ms / 60_000);
  return `${Math.floor(total / 60)}:${two(total % 60)}`;
}

function minutesSeconds(ms: number): string {
  const total = Math.floor(ms / 1000);
  return `${Math.floor(total / 60)}:${two(total % 60)}`;
}

/** 123456 with 2 decimals → "1234.56"; Intl formats such a string exactly. */
export function decimalText(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return `${minor < 0 ? '-' : ''}${text}`;
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

function bytes(count: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let [value, step] = [count, 0];
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}

/** French writes days in lower case; at the start of a line a capital reads better, in every language. */
function capital(text: string, locale: string): string {
  return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
}

function utcOf(day: DayString): number {
  return Date.parse(`${addDays(day, 0)}T00:00:00Z`);
}

/** Intl's formatters are slow to make (a millisecond each), and few of them are needed at once. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
