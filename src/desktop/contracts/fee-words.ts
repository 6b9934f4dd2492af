/** A fee schedule in words. */
import type { TFunction } from 'i18next';
import type { FeeSchedule } from '../../../domain/terms';

export function scheduleName(schedule: FeeSchedule, currency: string, t: TFunction, locale: string): string {
  const percent = (hundredths: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(hundredths / 10_000);
  return t(`fees.name.${schedule.type}`, {
    currency,
    percent: 'hundredths' in schedule ? percent(schedule.hundredths) : '',
  });
}
