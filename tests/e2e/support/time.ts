/** Real time, used sparingly: where a test needs a stretch of one slot or minute, it waits for one that is long enough. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@playwright/test';

const MINUTE_MS = 60_000;
const SLOT_MS = 10 * MINUTE_MS;

/** Waits until at least `ms` are left of the ten-minute slot; at most `ms` long. */
export async function roomInSlot(ms: number): Promise<void> {
  const left = SLOT_MS - (Date.now() % SLOT_MS);
  if (left < ms) await spend(left + 200);
}

/** Waits until at least `ms` are left of the minute, and the slot does not end with it. */
export async function roomInMinute(ms: number): Promise<void> {
  await roomInSlot(MINUTE_MS + ms);
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < ms) await spend(left + 200);
}

/** Waits until the next minute of the wall clock has begun. */
export async function nextMinute(): Promise<void> {
  await spend(MINUTE_MS - (Date.now() % MINUTE_MS) + 200);
}

/** What is waited for the grid is not taken from the test's own time. */
async function spend(ms: number): Promise<void> {
  const info = test.info();
  info.setTimeout(info.timeout + ms);
  await delay(ms);
}

/** Wall ms before an action was asked for, and after its effect was seen: it took effect in between. */
export interface Around {
  before: number;
  after: number;
}

export async function around(action: () => Promise<unknown>): Promise<Around> {
  const before = Date.now();
  await action();
  return { before, after: Date.now() };
}

/** Time from the one action to the other, as exactly as it can be known from outside, however slow the machine is. */
export function expectWithin(trackedMs: number, start: Around, end: Around): void {
  expect(trackedMs, 'at least').toBeGreaterThanOrEqual(end.before - start.after - ROUNDING_MS);
  expect(trackedMs, 'at most').toBeLessThanOrEqual(end.after - start.before + ROUNDING_MS);
}

/** Two clocks read in whole milliseconds, and a wall clock that is slewed while it runs. */
const ROUNDING_MS = 20;

export const seconds = (count: number): Promise<void> => delay(count * 1_000);
