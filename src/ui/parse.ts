/**
 * What people type, read exactly: money into integer minor units, hours into seconds. No float on the way to money.
 * Pure. Every refusal has a reason, which the form turns into words.
 */
import { decimalsOf } from '../../domain/money';
import { decimalText } from './format';

export type MoneyRefusal = 'empty' | 'not-a-number' | 'decimals' | 'too-big';
export type Parsed<T, R> = { ok: true; value: T } | { ok: false; reason: R };

/** The largest rate a contract may have, in minor units (domain/hourly-contract.ts, RateSchema). */
const MONEY_MAX = 100_000_000;

/**
 * Reads an amount such as "1 234,56", "1,234.56" or "45.5" in the locale's own writing. Groups must be groups of
 * three; in locales with a decimal comma, one lone dot is read as the decimal sign too, because number pads have no
 * comma. `value` is in minor units of the currency.
 */
export function parseMoney(text: string, currency: string, locale: string): Parsed<number, MoneyRefusal> {
  const compact = text.replace(/[\s\u00a0\u202f'’]/g, '');
  if (compact === '') return { ok: false, reason: 'empty' };
  const decimalSign = decimalSignOf(locale);
  const groupSign = decimalSign === ',' ? '.' : ',';
  const escapedGroup = groupSign === '.' ? '\\.' : ',';
  const escapedDecimal = decimalSign === '.' ? '\\.' : ',';
  const strict = new RegExp(`^(\\d+|\\d{1,3}(?:${escapedGroup}\\d{3})+)(?:${escapedDecimal}(\\d*))?$`).exec(
    compact,
  );
  // 45.50 where the comma is the decimal sign; "1.234" stays a group of thousands.
  const lenient = decimalSign === ',' ? /^(\d+)\.(\d*)$/.exec(compact) : null;
  const match = strict ?? lenient;
  if (!match) return { ok: false, reason: 'not-a-number' };
  const whole = (match[1] ?? '').replaceAll(groupSign, '');
  const fraction = match[2] ?? '';
  const decimals = decimalsOf(currency);
  if (fraction.replace(/0+$/, '').length > decimals) return { ok: false, reason: 'decimals' };
  const minor = BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
  if (minor > BigInt(MONEY_MAX)) return { ok: false, reason: 'too-big' };
  return { ok: true, value: Number(minor) };
}

/** The amount as the form shows it for editing: no groups, the locale's decimal sign. */
export function editableMoney(minor: number, currency: string, locale: string): string {
  return decimalText(minor, decimalsOf(currency)).replace('.', decimalSignOf(locale));
}

export type HoursRefusal = 'empty' | 'not-hours' | 'too-big';

/** Reads "40", "37,5", "37.5", "37:30" or "37 h 30" into seconds, at most a week's 168 hours. */
export function parseHours(text: string): Parsed<number, HoursRefusal> {
  const compact = text.replace(/[\s\u00a0\u202f]/g, '').toLowerCase();
  if (compact === '') return { ok: false, reason: 'empty' };
  const clock = /^(\d{1,4})(?::|h)(\d{1,2})?(?:m|min)?$/.exec(compact);
  const decimal = /^(\d{1,4})(?:[.,](\d{1,4}))?$/.exec(compact);
  let seconds: number;
  if (clock) {
    const minutes = Number(clock[2] ?? '0');
    if (minutes > 59) return { ok: false, reason: 'not-hours' };
    seconds = Number(clock[1]) * 3600 + minutes * 60;
  } else if (decimal) {
    seconds = Math.round((Number(`${decimal[1]}.${decimal[2] ?? '0'}`) * 3600) / 60) * 60;
  } else {
    return { ok: false, reason: 'not-hours' };
  }
  return seconds > 604_800 ? { ok: false, reason: 'too-big' } : { ok: true, value: seconds };
}

/** Seconds as "37:30", or "40" where no minutes are left over. */
export function editableHours(seconds: number): string {
  const minutes = Math.floor((seconds % 3600) / 60);
  const hours = Math.floor(seconds / 3600);
  return minutes === 0 ? String(hours) : `${hours}:${String(minutes).padStart(2, '0')}`;
}

function decimalSignOf(locale: string): '.' | ',' {
  const part = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal');
  return part?.value === ',' ? ',' : '.';
}
