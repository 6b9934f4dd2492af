/** Which dated rows a change of a contract's terms adds. Nothing is ever overwritten. SPEC: CO. */
import type { WallMs } from '../../domain/clock';
import type { DatedLimit, HourlyContract } from '../../domain/hourly-contract';
import { limitTakesEffect } from '../../domain/limit';

/** The limit in force at the instant, in seconds; null for none. */
export function limitAt(contract: Pick<HourlyContract, 'limits'>, at: WallMs): number | null {
  const inForce = contract.limits.findLast((limit) => limit.from <= at) ?? contract.limits[0];
  return inForce?.limitSeconds ?? null;
}

/**
 * The rows for a new weekly limit: one from when it takes effect, and one more for each change that was already
 * announced for later, since the newest word is the one that holds.
 */
export function limitRows(
  contract: Pick<HourlyContract, 'limits'>,
  limitSeconds: number | null,
  now: WallMs,
  anyTracked: boolean,
): DatedLimit[] {
  const from = limitTakesEffect(now, limitAt(contract, now), limitSeconds, anyTracked);
  const announced = contract.limits.map((limit) => limit.from).filter((at) => at > from);
  return [from, ...new Set(announced)].map((at) => ({ from: at, limitSeconds }));
}
