/**
 * The grid of time: ten-minute slots, UTC days and UTC weeks.
 * Slots and weeks are UTC whatever the local zone; only what is printed is local. SPEC: SL1, WK1.
 */
import type { WallMs } from './clock';

/** Unix seconds, a multiple of 600: the start of a ten-minute slot. */
export type Slot = number;

export const SLOT_SECONDS = 600;
export const SLOT_MS = 600_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const WEEK_MS = 604_800_000;

/** 1970-01-05T00:00:00Z was the first Monday after the epoch. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** The slot that holds the instant. Half-open: 10:10:00.000 belongs to the slot of 10:10. */
export function slotOf(at: WallMs): Slot {
  return Math.floor(at / SLOT_MS) * SLOT_SECONDS;
}

export function slotStart(slot: Slot): WallMs {
  return slot * 1000;
}

/** The first instant after the slot. */
export function slotEnd(slot: Slot): WallMs {
  return slot * 1000 + SLOT_MS;
}

/** 0–9: the minute of its slot in which the instant falls. */
export function minuteOf(at: WallMs): number {
  return Math.floor((at - slotStart(slotOf(at))) / MINUTE_MS);
}

/** Monday 00:00 UTC of the week that holds the instant. */
export function weekStart(at: WallMs): WallMs {
  return Math.floor((at - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
}

/** The first instant after the week: next Monday 00:00 UTC. */
export function weekEnd(at: WallMs): WallMs {
  return weekStart(at) + WEEK_MS;
}

/** Until when the freelancer may edit the week that holds the instant: the Monday after it, 12:00 UTC, exclusive (facts: 211063698). */
export function weekLocksAt(at: WallMs): WallMs {
  return weekEnd(at) + 12 * HOUR_MS;
}
