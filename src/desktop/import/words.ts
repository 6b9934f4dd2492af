/** Why time is left out, and why a line cannot be read, in words. */
import type { TFunction } from 'i18next';

const LEFT_OUT = [
  'known',
  'no-contract',
  'other-person',
  'not-over',
  'empty',
  'logged',
  'overlap',
  'slot-taken',
  'no-room',
  'disagrees',
] as const;

const ERRORS = [
  'cells',
  'date',
  'time',
  'duration',
  'order',
  'no-such-time',
  'several-days',
  'too-long',
] as const;

export function leftOutText(why: string, t: TFunction): string {
  const known = LEFT_OUT.find((one) => one === why);
  return known === undefined ? why : t(`import.why.${known}`);
}

export function errorText(error: string, t: TFunction): string {
  const known = ERRORS.find((one) => one === error);
  return known === undefined ? error : t(`import.error.${known}`);
}
