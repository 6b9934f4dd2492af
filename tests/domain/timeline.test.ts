/** Where tracked time goes: every threshold to the millisecond, and every piece to the place it belongs. */
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../domain/clock';
import {
  type Advance,
  advance,
  anchorAt,
  type Interval,
  JUMP_MS,
  merged,
  SLEEP_MS,
  splitBySlot,
  UNOBSERVED_MS,
} from '../../domain/timeline';

const T = Date.UTC(2026, 10, 24, 9);
const at = (wall: number, mono: number, boot = mono): Instant => ({ wall: T + wall, mono, boot });
const free = () => [];
/** What is taken, as the port promises it: what ends after `from`. */
const taken =
  (...intervals: [number, number][]) =>
  (from: number): Interval[] =>
    intervals.map(([start, end]) => ({ start: T + start, end: T + end })).filter(({ end }) => end > from);
const shown = ({ pieces }: Pick<Advance, 'pieces'>) => pieces.map(({ start, end }) => [start - T, end - T]);

describe('thresholds', () => {
  const from = anchorAt(at(0, 0), free);

  it('[CK1] [CK4] the wall clock off by less than two seconds is drift, from two seconds on a jump, both ways', () => {
    for (const sign of [1, -1]) {
      const drifted = advance(from, at(1_000 + sign * (JUMP_MS - 1), 1_000), free);
      expect(drifted.jumpMs).toBe(0);
      expect(shown(drifted)).toEqual([[0, 1_000]]);
      expect(drifted.timeline.anchor).toEqual(from.anchor);
      const jumped = advance(from, at(1_000 + sign * JUMP_MS, 1_000), free);
      expect(jumped.jumpMs).toBe(sign * JUMP_MS);
      expect(shown(jumped)).toEqual([[sign * JUMP_MS, 1_000 + sign * JUMP_MS]]);
      expect(jumped.timeline.anchor).toEqual(at(1_000 + sign * JUMP_MS, 1_000));
    }
  });

  it('[RC2] three seconds more on the boot clock are a sleep, a millisecond less are none', () => {
    const slept = advance(from, at(1_000 + SLEEP_MS, 1_000, 1_000 + SLEEP_MS), free);
    expect(shown(slept)).toEqual([[0, 1_000]]);
    expect(slept.asleep).toEqual({ start: T + 1_000, end: T + 1_000 + SLEEP_MS });
    expect([slept.unobserved, slept.jumpMs]).toEqual([null, 0]);
    const awake = advance(from, at(1_000, 1_000, 1_000 + SLEEP_MS - 1), free);
    expect([awake.asleep, shown(awake)]).toEqual([null, [[0, 1_000]]]);
  });

  it('[RC4] thirty seconds between readings are counted, a millisecond more are nobody’s', () => {
    const counted = advance(from, at(UNOBSERVED_MS, UNOBSERVED_MS), free);
    expect([counted.unobserved, shown(counted)]).toEqual([null, [[0, UNOBSERVED_MS]]]);
    const lost = advance(from, at(UNOBSERVED_MS + 1, UNOBSERVED_MS + 1), free);
    expect(shown(lost)).toEqual([]);
    expect(lost.unobserved).toEqual({ start: T, end: T + UNOBSERVED_MS + 1 });
    expect(lost.timeline.cursor).toBe(T + UNOBSERVED_MS + 1);
  });

  it('[CK2] a monotonic clock that stands still gives no piece, not an empty one', () => {
    expect(advance(from, at(0, 0), free).pieces).toEqual([]);
    expect(advance(from, at(JUMP_MS, 0), free).pieces).toEqual([]);
  });
});

describe('time that is taken', () => {
  it('[CK2] is stepped over: before, within and after it, without an empty piece', () => {
    const occupied = taken([1_000, 2_000], [2_500, 3_000]);
    const one = advance(anchorAt(at(0, 0), occupied), at(1_000, 1_000), occupied);
    expect([shown(one), one.timeline.cursor - T]).toEqual([[[0, 1_000]], 1_000]);
    expect(one.timeline.blocked).toEqual(occupied(T));
    const two = advance(one.timeline, at(1_700, 1_700), occupied);
    expect([shown(two), two.timeline.cursor - T]).toEqual([
      [
        [2_000, 2_500],
        [3_000, 3_200],
      ],
      3_200,
    ]);
    expect(two.timeline.blocked).toEqual([]);
  });

  it('[CK2] what has been passed is remembered no longer, what is ahead is', () => {
    const occupied = taken([0, 500], [5_000, 6_000]);
    const next = advance(anchorAt(at(0, 0), occupied), at(1_000, 1_000), occupied);
    expect(shown(next)).toEqual([[500, 1_500]]);
    expect(next.timeline.blocked).toEqual([{ start: T + 5_000, end: T + 6_000 }]);
  });

  it('[CK2] a wall clock set back over time of this session puts nothing on it twice', () => {
    let line = anchorAt(at(0, 0), free);
    const mine: Interval[] = [];
    const occupied = (from: number) => mine.filter(({ end }) => end > from);
    for (const instant of [at(4_000, 4_000), at(1_000, 5_000), at(2_000, 6_000)]) {
      const step = advance(line, instant, occupied);
      mine.push(...step.pieces);
      line = step.timeline;
    }
    expect(mine.map(({ start, end }) => [start - T, end - T])).toEqual([
      [0, 4_000],
      [4_000, 5_000],
      [5_000, 6_000],
    ]);
  });

  it('[RC2] [CK2] a machine that wakes with its wall clock set back puts nothing on what it had just tracked, nor on others', () => {
    const occupied = taken([-1_000, -500]);
    const woke = advance(anchorAt(at(0, 0), free), at(-2_000, 2_000, 2_000 + SLEEP_MS), occupied);
    expect(shown(woke)).toEqual([[0, 2_000]]);
    expect(woke.asleep).toEqual({ start: T + 2_000, end: T + 2_000 });
    expect(woke.jumpMs).toBe(-2_000 - 2_000 - SLEEP_MS);
    expect(woke.timeline.blocked).toEqual([
      { start: T - 1_000, end: T - 500 },
      { start: T, end: T + 2_000 },
    ]);
    const next = advance(woke.timeline, at(2_000, 6_000, 6_000 + SLEEP_MS), occupied);
    expect(shown(next)).toEqual([
      [-2_000, -1_000],
      [-500, 0],
      [2_000, 4_500],
    ]);
  });
});

describe('intervals', () => {
  it('[SL1] pieces are cut where a slot ends', () => {
    const pieces = [
      { start: T + 599_000, end: T + 1_201_000 },
      { start: T + 1_800_000, end: T + 2_400_000 },
    ];
    expect(shown({ pieces: splitBySlot(pieces) })).toEqual([
      [599_000, 600_000],
      [600_000, 1_200_000],
      [1_200_000, 1_201_000],
      [1_800_000, 2_400_000],
    ]);
  });

  it('[CK2] touching and overlapping ones are one, in whatever order they come; what is given stays as it is', () => {
    const given = [
      { start: 5, end: 6 },
      { start: 0, end: 4 },
      { start: 1, end: 2 },
      { start: 4, end: 5 },
      { start: 8, end: 9 },
    ];
    const before = structuredClone(given);
    expect(merged(given)).toEqual([
      { start: 0, end: 6 },
      { start: 8, end: 9 },
    ]);
    expect(given).toEqual(before);
    expect(merged([])).toEqual([]);
  });
});
