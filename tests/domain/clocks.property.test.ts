/**
 * Clocks under every sequence of work, jumps, sleeps, freezes, stops and switches: nothing overlaps, nothing is
 * negative, no slot holds more than 600 seconds, and the sum of all slices is the monotonic time that was observed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Slice, trackedMs } from '../../domain/slice';
import { SLEEP_MS, UNOBSERVED_MS } from '../../domain/timeline';
import { DAY_MS, HOUR_MS, MINUTE_MS, slotEnd, slotOf, slotStart, WEEK_MS } from '../../domain/week';
import { contractId, Desk, terms } from '../support/desk';

type Act =
  | { act: 'work'; ms: number; tickMs: number }
  | { act: 'jump'; ms: number }
  | { act: 'sleep'; ms: number }
  | { act: 'freeze'; ms: number }
  | { act: 'start'; contract: number }
  | { act: 'stop' }
  | { act: 'resume' }
  | { act: 'lock' };

/** Instants around which zones change their clocks or the calendar is odd; slots and weeks must not care. */
const EDGES = [
  '2024-02-28T23:45:00Z', // leap day
  '2024-02-29T23:55:00Z',
  '2026-03-29T00:50:00Z', // Europe, summer time begins
  '2026-10-25T00:50:00Z', // Europe, summer time ends
  '2026-03-08T09:50:00Z', // America/Los_Angeles, begins
  '2026-11-01T08:50:00Z', // America/Los_Angeles, ends
  '2026-04-04T14:50:00Z', // Australia/Lord_Howe, half an hour
  '2026-10-03T15:20:00Z',
  '2011-12-30T09:55:00Z', // Pacific/Apia left out a day
  '2016-12-31T23:59:55Z', // a leap second followed
  '2026-12-31T23:55:00Z',
  '2026-11-22T23:55:00Z', // Sunday to Monday UTC
  '1970-01-01T00:00:00Z',
];

const edge = fc.constantFrom(...EDGES).map((text) => Date.parse(text));
const anyStart = fc.oneof(edge, fc.integer({ min: 0, max: 4_102_444_800_000 }));
const signed = fc.oneof(
  fc.integer({ min: -5_000, max: 5_000 }),
  fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }),
  fc.constantFrom(-WEEK_MS, -DAY_MS, -HOUR_MS, -10 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, DAY_MS, WEEK_MS),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('work' as const),
      ms: fc.integer({ min: 1, max: 15 * MINUTE_MS }),
      tickMs: fc.constantFrom(250, 997, 1000, 1003, 20_000),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('jump' as const), ms: signed }) },
  fc.record({ act: fc.constant('sleep' as const), ms: fc.integer({ min: SLEEP_MS, max: DAY_MS }) }),
  fc.record({
    act: fc.constant('freeze' as const),
    ms: fc.integer({ min: UNOBSERVED_MS + 1, max: HOUR_MS }),
  }),
  fc.record({ act: fc.constant('start' as const), contract: fc.integer({ min: 1, max: 3 }) }),
  fc.constant({ act: 'stop' as const }),
  fc.constant({ act: 'resume' as const }),
  fc.constant({ act: 'lock' as const }),
);

/** Plays the acts and keeps its own account of the monotonic time that was observed while tracking. */
function play(startAt: number, acts: readonly Act[]): { desk: Desk; observedMs: number } {
  const desk = new Desk(startAt);
  let observedMs = 0;
  const advance = (ms: number) => {
    desk.clock.advance(ms);
    if (desk.state.mode === 'tracking' && ms <= UNOBSERVED_MS) observedMs += ms;
  };
  for (const one of acts) {
    if (one.act === 'start') desk.start(terms({ contractId: contractId(one.contract), idleMs: 2 * DAY_MS }));
    else if (one.act === 'stop') desk.stop();
    else if (one.act === 'resume') desk.resume();
    else if (one.act === 'jump') desk.clock.jump(one.ms);
    else if (one.act === 'lock') {
      desk.locked = true;
      desk.tick();
      desk.locked = false;
    } else if (one.act === 'sleep') {
      desk.clock.sleep(one.ms);
      desk.tick();
    } else if (one.act === 'freeze') {
      advance(one.ms);
      desk.tick();
    } else {
      for (let left = one.ms; left > 0; left -= one.tickMs) {
        advance(Math.min(left, one.tickMs));
        desk.tick();
      }
    }
  }
  desk.stop();
  return { desk, observedMs };
}

function checkSlices(slices: readonly Slice[]): void {
  const bySlot = new Map<number, number>();
  for (const slice of slices) {
    bySlot.set(slice.slot, (bySlot.get(slice.slot) ?? 0) + trackedMs(slice));
    for (const span of slice.spans) {
      expect(span.end).toBeGreaterThan(span.start);
      expect(slotOf(span.start)).toBe(slice.slot);
      expect(span.end).toBeLessThanOrEqual(slotEnd(slice.slot));
      expect(span.start).toBeGreaterThanOrEqual(slotStart(slice.slot));
    }
  }
  for (const ms of bySlot.values()) expect(ms).toBeLessThanOrEqual(600_000);
  const spans = slices.flatMap((slice) => slice.spans).sort((a, b) => a.start - b.start);
  spans.forEach((span, i) => {
    const next = spans[i + 1];
    if (next) expect(next.start).toBeGreaterThanOrEqual(span.end);
  });
  const keys = slices.map((slice) => `${slice.contractId} ${slice.slot}`);
  expect(new Set(keys).size).toBe(keys.length);
}

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

describe(`clocks (seed ${seed})`, () => {
  it('[CK5] for every sequence: no overlap, nothing negative, at most 600 s a slot, sum = monotonic time observed', () => {
    console.log(`seed ${seed}`);
    fc.assert(
      fc.property(anyStart, fc.array(act, { minLength: 1, maxLength: 14 }), (startAt, acts) => {
        const { desk, observedMs } = play(startAt, [{ act: 'start', contract: 1 }, ...acts]);
        checkSlices(desk.allSlices());
        expect(desk.total()).toBe(observedMs);
      }),
      { seed, numRuns: 300 },
    );
  }, 120_000);

  it('[CK6] every step leaves slices that hold the same invariants, so that a crash after any of them does too', () => {
    fc.assert(
      fc.property(edge, fc.array(act, { minLength: 1, maxLength: 6 }), (startAt, acts) => {
        const desk = new Desk(startAt);
        desk.start();
        for (const one of acts) {
          if (one.act === 'jump') desk.clock.jump(one.ms);
          if (one.act === 'work') desk.work(Math.min(one.ms, 20_000));
          if (one.act === 'sleep') desk.clock.sleep(one.ms);
          desk.tick();
          checkSlices(desk.allSlices());
        }
      }),
      { seed, numRuns: 200 },
    );
  }, 120_000);
});
