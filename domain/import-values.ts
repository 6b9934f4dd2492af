/**
 * Dates, times and durations as the reports write them, in the formats that a person can choose there. Promises: a
 * text is read wholly or not at all (null), and nothing is rounded up. SPEC: IM2.
 */
import { DAY_MS } from './week';

/** Whether 03/04/2026 is the 3rd of April or the 4th of March. */
export type DateOrder = 'dmy' | 'mdy';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Midnight of the day as if it were UTC, in ms; the year stands first, or is one of four digits at the end. */
export function parseDate(text: string, order: DateOrder): number | null {
  // A weekday before the date says nothing that the date does not.
  const date = text.trim().replace(/^[a-z]{3,9}\.?,\s*/i, '');
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(date);
  if (yearFirst) return midnight(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(date);
  if (yearLast) {
    const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4])];
    return order === 'dmy' ? midnight(year, second, first) : midnight(year, first, second);
  }
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i.exec(date);
  if (monthFirst) return midnight(Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2]));
  const dayFirst = /^(\d{1,2})[\s-]([a-z]{3,9})\.?,?[\s-](\d{4})$/i.exec(date);
  if (dayFirst) return midnight(Number(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]));
  return null;
}

/** In which orders a column of dates can be read: those that read most of it, and one alone where both say the same. */
export function dateOrders(texts: readonly string[]): DateOrder[] {
  let dmy = 0;
  let mdy = 0;
  let differ = false;
  for (const text of texts) {
    const [a, b] = [parseDate(text, 'dmy'), parseDate(text, 'mdy')];
    if (a !== null) dmy++;
    if (b !== null) mdy++;
    if (a !== null && b !== null && a !== b) differ = true;
  }
  if (dmy !== mdy) return [dmy > mdy ? 'dmy' : 'mdy'];
  return differ ? ['dmy', 'mdy'] : ['dmy'];
}

/** Seconds since midnight, 0–86,399, and whether the text names seconds at all. */
export function parseTime(text: string): { seconds: number; exact: boolean } | null {
  const read = /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m\.?)?$/i.exec(text.trim());
  if (!read) return null;
  const half = read[4]?.toLowerCase();
  const [written, minute, second] = [Number(read[1]), Number(read[2]), Number(read[3] ?? 0)];
  if (minute > 59 || second > 59) return null;
  if (half === undefined ? written > 23 : written < 1 || written > 12) return null;
  const hour = half === undefined ? written : (written % 12) + (half === 'p' ? 12 : 0);
  return { seconds: hour * 3600 + minute * 60 + second, exact: read[3] !== undefined };
}

/**
 * Whole seconds of a duration: `1:30:20`, `1:30` (hours and minutes), `30:20 min`, `1 h 30 min 20 s`, or hours as a
 * decimal with point or comma, of which a rest below a second is cut off.
 */
export function parseDuration(text: string): number | null {
  const written = text.trim().toLowerCase();
  const clock = /^(\d{1,4}):(\d{2})(?::(\d{2}))?$/.exec(written);
  if (clock) return sexagesimal(Number(clock[1]) * 60, Number(clock[2]), Number(clock[3] ?? 0));
  const minutes = /^(\d{1,4}):(\d{2}) min$/.exec(written);
  if (minutes) return sexagesimal(Number(minutes[1]), 0, Number(minutes[2]));
  const decimal = /^(\d{1,4})(?:[.,](\d{1,6}))?\s*h?$/.exec(written);
  if (decimal) {
    const digits = decimal[2] ?? '';
    const scale = 10 ** digits.length;
    return Math.floor(((Number(decimal[1]) * scale + Number(digits)) * 3600) / scale);
  }
  const units = /^(?:(\d{1,4})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,4})\s*s(?:ec)?)?$/.exec(
    written,
  );
  if (!units || written === '') return null;
  return Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0);
}

function sexagesimal(wholeMinutes: number, minutes: number, seconds: number): number | null {
  return minutes > 59 || seconds > 59 ? null : (wholeMinutes + minutes) * 60 + seconds;
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf(name?.slice(0, 3).toLowerCase() ?? '') + 1;
}

function midnight(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month - 1, day);
  const back = new Date(at);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return same && year >= 1990 && year <= 2200 ? Math.floor(at / DAY_MS) * DAY_MS : null;
}
