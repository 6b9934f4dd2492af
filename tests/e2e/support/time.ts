/** Real time, used sparingly: where a test needs a stretch of one slot or minute, it waits for one that is long enough. */
import { setTimeout as delay } from 'node:timers/promises';

const MINUTE_MS = 60_000;
const SLOT_MS = 10 * MINUTE_MS;

/** Waits until at least `ms` are left of the ten-minute slot; at most `ms` long. */
export async function roomInSlot(ms: number): Promise<void> {
  const left = SLOT_MS - (Date.now() % SLOT_MS);
  if (left < ms) await delay(left + 200);
}

/** Waits until at least `ms` are left of the minute, and the slot does not end with it. */
export async function roomInMinute(ms: number): Promise<void> {
  await roomInSlot(MINUTE_MS + ms);
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < ms) await delay(left + 200);
}

/** Waits until the next minute of the wall clock has begun. */
export async function nextMinute(): Promise<void> {
  await delay(MINUTE_MS - (Date.now() % MINUTE_MS) + 200);
}

export const seconds = (count: number): Promise<void> => delay(count * 1_000);
