/**
 * Samples: what the sensors say at one instant. They carry counts and names, never a key code, never a
 * character typed. SPEC: SA.
 */
import { z } from 'zod';

const count = z.int().min(0);

/** Counts of input; `synthetic` says how many of `keys + clicks + scrolls` are known to come from a program (XTEST). */
export const InputCountsSchema = z.object({
  keys: count,
  clicks: count,
  scrolls: count,
  /** Pointer travel in pixels. */
  distance: count,
  synthetic: count,
});
export type InputCounts = z.infer<typeof InputCountsSchema>;

export const NO_INPUT: InputCounts = { keys: 0, clicks: 0, scrolls: 0, distance: 0, synthetic: 0 };

export function addCounts(a: InputCounts, b: InputCounts): InputCounts {
  return {
    keys: a.keys + b.keys,
    clicks: a.clicks + b.clicks,
    scrolls: a.scrolls + b.scrolls,
    distance: a.distance + b.distance,
    synthetic: a.synthetic + b.synthetic,
  };
}

/** Counts of one wall-clock minute; `minute` is its first wall ms, a multiple of 60,000. */
export interface MinuteCounts {
  minute: number;
  counts: InputCounts;
}

/** The window in front; `title` is null where the platform does not tell it. */
export interface FrontWindow {
  app: string;
  title: string | null;
}

/** A window that is never captured is in front: neither its application nor its title is told any further. */
export type SeenWindow = FrontWindow | 'excluded' | null;

/** Everything the recorder learns in one tick (about a second). `null` means: that sensor did not answer. */
export interface Sample {
  /** Input since the last drain, by the minute in which it happened. */
  input: MinuteCounts[] | null;
  window: SeenWindow;
  /** Milliseconds since the last input of any kind, as the system says. */
  idleMs: number | null;
  locked: boolean;
}
