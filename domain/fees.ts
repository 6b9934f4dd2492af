/**
 * What a platform keeps of a week's gross, from dated schedules. One transaction is one contract's UTC week: its fee
 * is reckoned exactly (BigInt) and rounded once, half up, to the minor unit; net is what is left, so gross is always
 * fee plus net. SPEC: FE. The numbers are the platforms' own, with their dates, in `docs/SPEC.md`.
 */
import { assertNever } from './assert';
import type { WallMs } from './clock';
import { decimalsOf } from './money';
import type { DatedFee, FeeSchedule } from './terms';
import { weekEnd } from './week';

/** Hundredths of a per cent that make the whole. */
const WHOLE = 10_000n;

const TEN_PERCENT = 1_000;

/** The sliding schedule: so much of what was billed to one client in all, up to `upToMajor` units of the currency. */
const SLIDING = [
  { upToMajor: 500n, hundredths: 2_000 },
  { upToMajor: 10_000n, hundredths: TEN_PERCENT },
  { upToMajor: null, hundredths: 500 },
] as const;

/** A part of the gross and what it is charged with, in hundredths of a per cent. */
export interface FeePart {
  grossMinor: number;
  hundredths: number;
}

export interface Fee {
  grossMinor: number;
  feeMinor: number;
  /** Gross less fee. */
  netMinor: number;
  /** The parts of the gross that are charged differently, in order; none for a gross of zero or without a fee. */
  parts: FeePart[];
}

/** The schedule of the week that holds `at`: the last that takes effect before the week ends; before the first, no fee. */
export function feeOfWeek(fees: readonly DatedFee[], at: WallMs): FeeSchedule {
  const end = weekEnd(at);
  return fees.findLast(({ from }) => from < end)?.schedule ?? { type: 'none' };
}

/**
 * The fee on one transaction. `grossMinor` ≥ 0, in minor units of the currency. `recordedBeforeMinor`: what is
 * recorded here as billed to the client before it; only the sliding schedule asks, and adds what it was told on top.
 */
export function feeOf(
  schedule: FeeSchedule,
  currency: string,
  grossMinor: number,
  recordedBeforeMinor: number,
): Fee {
  const parts = partsOf(schedule, currency, grossMinor, recordedBeforeMinor);
  const exact = parts.reduce((sum, part) => sum + BigInt(part.grossMinor) * BigInt(part.hundredths), 0n);
  const feeMinor = Number((exact * 2n + WHOLE) / (WHOLE * 2n));
  return { grossMinor, feeMinor, netMinor: grossMinor - feeMinor, parts };
}

function partsOf(
  schedule: FeeSchedule,
  currency: string,
  grossMinor: number,
  recordedBeforeMinor: number,
): FeePart[] {
  if (grossMinor === 0) return [];
  switch (schedule.type) {
    case 'none':
      return [];
    case 'flat10':
      return [{ grossMinor, hundredths: TEN_PERCENT }];
    case 'percent':
    case 'direct':
      return [{ grossMinor, hundredths: schedule.hundredths }];
    case 'sliding':
      return slidingParts(currency, grossMinor, recordedBeforeMinor + schedule.billedBeforeMinor);
    default:
      return assertNever(schedule);
  }
}

function slidingParts(currency: string, grossMinor: number, beforeMinor: number): FeePart[] {
  const minorPerMajor = 10n ** BigInt(decimalsOf(currency));
  const parts: FeePart[] = [];
  let from = BigInt(beforeMinor);
  const end = from + BigInt(grossMinor);
  for (const { upToMajor, hundredths } of SLIDING) {
    const upTo = upToMajor === null ? end : upToMajor * minorPerMajor;
    const reached = upTo < end ? upTo : end;
    if (reached <= from) continue;
    parts.push({ grossMinor: Number(reached - from), hundredths });
    from = reached;
  }
  return parts;
}
