/**
 * The contract form as text, and back: what was typed is read exactly or refused with a reason. Pure.
 */
import {
  type ContractSettings,
  ContractSettingsSchema,
  type DatedLimit,
  type DatedRate,
  type HourlyContract,
  type NewContract,
  NewContractSchema,
} from '../../../domain/hourly-contract';
import { limitOfWeek } from '../../../domain/limit';
import { ContractPrivacySchema } from '../../../domain/privacy';
import { editableHours, editableMoney, parseHours, parseMoney } from '../../ui/parse';

export interface FormValues {
  title: string;
  client: string;
  currency: string;
  rate: string;
  limited: boolean;
  limit: string;
  overLimit: ContractSettings['overLimit'];
  billing: ContractSettings['billing'];
  pictures: ContractSettings['pictures'];
  manualAllowed: boolean;
  idleMinutes: number | string;
  colour: ContractSettings['colour'];
  kind: ContractSettings['kind'];
  tags: ContractSettings['tags'];
  tagRequired: boolean;
  privacy: ContractSettings['privacy'];
}

/** Text keys under `contracts.error`. */
export type FormRefusal =
  | 'title'
  | 'client'
  | 'currency'
  | 'rateEmpty'
  | 'rateNumber'
  | 'rateDecimals'
  | 'rateBig'
  | 'limitEmpty'
  | 'limitHours'
  | 'limitBig'
  | 'idle';

export type FormErrors = Partial<Record<keyof FormValues, FormRefusal>>;

/** `homeLocale`: the machine's own, whose region says which money is meant, whatever language the window speaks. */
export function emptyForm(homeLocale: string, colour: ContractSettings['colour']): FormValues {
  return {
    title: '',
    client: '',
    currency: currencyOfLocale(homeLocale),
    rate: '',
    limited: true,
    limit: '40',
    overLimit: 'stop',
    billing: 'exact',
    pictures: 'every',
    manualAllowed: false,
    idleMinutes: 10,
    colour,
    kind: 'hourly',
    tags: [],
    tagRequired: false,
    privacy: ContractPrivacySchema.parse({}),
  };
}

export function formOf(contract: HourlyContract, now: number, locale: string): FormValues {
  const limit = latestLimit(contract.limits);
  return {
    title: contract.title,
    client: contract.client,
    currency: contract.currency,
    rate: editableMoney(rateAt(contract.rates, now).rateMinor, contract.currency, locale),
    limited: limit !== null,
    limit: limit === null ? '' : editableHours(limit),
    overLimit: contract.overLimit,
    billing: contract.billing,
    pictures: contract.pictures,
    manualAllowed: contract.manualAllowed,
    idleMinutes: contract.idleMinutes,
    colour: contract.colour,
    kind: contract.kind,
    tags: contract.tags,
    tagRequired: contract.tagRequired,
    privacy: contract.privacy,
  };
}

export function readForm(
  values: FormValues,
  locale: string,
): { ok: true; contract: NewContract } | { ok: false; errors: FormErrors } {
  const errors: FormErrors = {};
  if (!isLine(values.title)) errors.title = 'title';
  if (!isLine(values.client)) errors.client = 'client';
  if (!/^[A-Z]{3}$/.test(values.currency)) errors.currency = 'currency';
  const rate = parseMoney(values.rate, values.currency, locale);
  if (!rate.ok) errors.rate = RATE[rate.reason];
  const limit = values.limited ? parseHours(values.limit) : ({ ok: true, value: null } as const);
  if (!limit.ok) errors.limit = LIMIT[limit.reason];
  const idleMinutes = Number(values.idleMinutes);
  if (!Number.isInteger(idleMinutes) || idleMinutes < 1 || idleMinutes > 120) errors.idleMinutes = 'idle';
  if (Object.keys(errors).length > 0 || !rate.ok || !limit.ok) return { ok: false, errors };
  const { limited: _limited, rate: _rate, limit: _limit, ...rest } = values;
  const contract = NewContractSchema.parse({
    ...rest,
    idleMinutes,
    rateMinor: rate.value,
    limitSeconds: limit.value,
  });
  return { ok: true, contract };
}

/** What a saved form changes of a contract; `undefined` where it changes nothing. The currency cannot change. */
export function changesOf(contract: HourlyContract, next: NewContract, now: number) {
  const settings = ContractSettingsSchema.parse(next);
  const before = ContractSettingsSchema.parse(contract);
  return {
    settings: JSON.stringify(settings) === JSON.stringify(before) ? undefined : settings,
    rateMinor: rateAt(contract.rates, now).rateMinor === next.rateMinor ? undefined : next.rateMinor,
    limitSeconds: latestLimit(contract.limits) === next.limitSeconds ? undefined : next.limitSeconds,
  };
}

/** True where a newly typed limit is below the one of this week: it then waits for Monday. */
export function isCut(contract: HourlyContract, values: FormValues, now: number): boolean {
  const current = limitOfWeek(contract.limits, now);
  const next = values.limited ? parseHours(values.limit) : null;
  if (next === null || !next.ok || next.value === latestLimit(contract.limits)) return false;
  return current === null || next.value * 1000 < current;
}

export function rateAt(rates: readonly DatedRate[], now: number): DatedRate {
  const first = rates[0];
  if (!first) throw new Error('a contract has a rate');
  return rates.findLast(({ from }) => from <= now) ?? first;
}

/** The limit that will hold once every change has taken effect; null for none. */
export function latestLimit(limits: readonly DatedLimit[]): number | null {
  return limits.at(-1)?.limitSeconds ?? null;
}

const RATE = {
  empty: 'rateEmpty',
  'not-a-number': 'rateNumber',
  decimals: 'rateDecimals',
  'too-big': 'rateBig',
} as const;

const LIMIT = { empty: 'limitEmpty', 'not-hours': 'limitHours', 'too-big': 'limitBig' } as const;

/** As the domain's lines: something, trimmed, of at most 120 characters, without control characters. */
function isLine(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length > 0 && trimmed.length <= 120 && !/\p{Cc}/u.test(trimmed);
}

/** The money of the locale's region, for the first form; euro where it is not known. */
function currencyOfLocale(locale: string): string {
  const region = new Intl.Locale(locale).region ?? '';
  const known: Readonly<Record<string, string>> = {
    US: 'USD',
    GB: 'GBP',
    CA: 'CAD',
    CH: 'CHF',
    AU: 'AUD',
    NZ: 'NZD',
    IN: 'INR',
    JP: 'JPY',
    SN: 'XOF',
    CI: 'XOF',
    CM: 'XAF',
    MA: 'MAD',
    TN: 'TND',
    DZ: 'DZD',
  };
  return known[region] ?? 'EUR';
}
