/** Money: integer minor units with an ISO 4217 currency. Never a float, never without its currency. */
import { z } from 'zod';

/** Decimals of the currencies that do not have 2 (ISO 4217). */
const DECIMALS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

export const CurrencySchema = z.string().regex(/^[A-Z]{3}$/);

/** How many decimals the currency's minor unit stands for: JPY 0, EUR 2, TND 3. */
export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/**
 * What `seconds` at `rateMinor` per hour are worth, in minor units, rounded half up once, at the end
 * (facts: 12 h × $22.22 = $266.64). Exact: the product is taken in BigInt.
 */
export function earned(seconds: number, rateMinor: number): number {
  const product = BigInt(seconds) * BigInt(rateMinor) * 2n + 3600n;
  return Number(product / 7200n);
}
