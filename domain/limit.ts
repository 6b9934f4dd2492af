/**
 * The weekly limit: dated changes, and which part of the tracked time lies above it. SPEC: WK.
 */
import type { WallMs } from './clock';
import type { DatedLimit } from './hourly-contract';
import { type Slot, weekEnd, weekStart } from './week';

/** At which shares of the limit the freelancer is told, in percent. */
export const LIMIT_MARKS = [80, 95, 100] as const;
export type LimitMark = (typeof LIMIT_MARKS)[number];

/**
 * The limit of the week that holds `at`, as known: the last change that takes effect before the week ends.
 * In milliseconds; null for no limit.
 */
export function limitOfWeek(limits: readonly DatedLimit[], at: WallMs): number | null {
  const end = weekEnd(at);
  const first = limits[0];
  let current = first ? first.limitSeconds : null;
  for (const change of limits) if (change.from < end) current = change.limitSeconds;
  return current === null ? null : current * 1000;
}

/**
 * When a change of the limit takes effect: a raise at once, a cut next Monday 00:00 UTC (facts: 211062418);
 * while nothing has been tracked on the contract yet, any change counts at once, because it can only be a correction.
 */
export function limitTakesEffect(
  now: WallMs,
  currentSeconds: number | null,
  nextSeconds: number | null,
  anyTracked: boolean,
): WallMs {
  const cut = nextSeconds !== null && (currentSeconds === null || nextSeconds < currentSeconds);
  return cut && anyTracked ? weekEnd(now) : now;
}

/** The highest mark reached, or null. A limit of zero is reached at once. */
export function markReached(trackedMs: number, limitMs: number | null): LimitMark | null {
  if (limitMs === null) return null;
  return LIMIT_MARKS.findLast((mark) => trackedMs * 100 >= limitMs * mark) ?? null;
}

/**
 * How much of each slice's time lies above the limit of its week, by order of time. `slices`: one contract's,
 * any order, all slices of each week that is asked about; imported time counts in no limit. Answers ms by slot.
 */
export function overLimitBySlot(
  slices: readonly { slot: Slot; trackedMs: number; importId?: string | null }[],
  limits: readonly DatedLimit[],
): Map<Slot, number> {
  const over = new Map<Slot, number>();
  let week = Number.NEGATIVE_INFINITY;
  let used = 0;
  for (const slice of [...slices].sort((a, b) => a.slot - b.slot)) {
    const start = weekStart(slice.slot * 1000);
    if (start !== week) {
      week = start;
      used = 0;
    }
    const cap = limitOfWeek(limits, slice.slot * 1000) ?? Number.POSITIVE_INFINITY;
    const before = Math.max(0, used - cap);
    if (!isImported(slice)) used += slice.trackedMs;
    over.set(slice.slot, Math.max(0, used - cap) - before);
  }
  return over;
}

/** Whether the time came from another program's report: it was billed there or nowhere, so it is never billed here. */
export function isImported({ importId }: { importId?: string | null }): boolean {
  return importId !== undefined && importId !== null;
}
