/**
 * How hours of the day are counted. A locale tag can carry it (BCP 47, key `hc`), so every formatter that is given the
 * tag follows, whoever makes it.
 */
export const HOURS = ['system', '12', '24'] as const;
/** `system`: as the locale does. */
export type Hours = (typeof HOURS)[number];

/** `en-GB` and '12' → `en-GB-u-hc-h12`; the tag as it is for `system`. Pure. */
export function withHours(locale: string, hours: Hours): string {
  if (hours === 'system') return locale;
  return new Intl.Locale(locale, { hourCycle: hours === '12' ? 'h12' : 'h23' }).toString();
}
