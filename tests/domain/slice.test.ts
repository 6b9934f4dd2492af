/** Slices and the small changes to them: spans, idle marks, window time, backends, memos, and the moments of their pictures. */
import { describe, expect, it } from 'vitest';
import { answerIdle, markIdle } from '../../domain/idle';
import { drawn, drawnAnew, putOff } from '../../domain/moments';
import { type Random, seededRandom } from '../../domain/random';
import { addCounts } from '../../domain/sample';
import { activityLevel, idleMs, type Slice, trackedMs } from '../../domain/slice';
import { emptySlice, extended, withBackends, withMemo, withWindowTime } from '../../domain/slice-edit';
import { MINUTE_MS, minuteOf, SLOT_MS, slotEnd, slotOf, slotStart } from '../../domain/week';
import { MONDAY, newContractId, newIdleId, newSliceId, SLOT, span } from '../support/store-fixtures';

const [ONE, TWO] = [newIdleId(), newIdleId()];
const S = slotStart(SLOT);
const [ID, CONTRACT] = [newSliceId(), newContractId()];

describe('the grid', () => {
  it('[SL1] [SL10] a slot is ten minutes, half-open, and its minutes are 0 to 9', () => {
    expect([slotOf(S), slotOf(S + SLOT_MS - 1), slotOf(S + SLOT_MS)]).toEqual([SLOT, SLOT, SLOT + 600]);
    expect(slotEnd(SLOT) - slotStart(SLOT)).toBe(600_000);
    expect([S, S + MINUTE_MS - 1, S + MINUTE_MS, S + SLOT_MS - 1].map(minuteOf)).toEqual([0, 0, 1, 9]);
    expect(slotOf(-1)).toBe(-600);
  });
});

describe('a slice', () => {
  it('[SL3] begins open, tracked, with ten minutes without input and nothing else', () => {
    expect(emptySlice(ID, CONTRACT, SLOT, 'memo')).toEqual({
      id: ID,
      contractId: CONTRACT,
      slot: SLOT,
      state: 'open',
      closeReason: null,
      interrupted: false,
      memo: 'memo',
      kind: 'tracked',
      tag: '',
      reason: '',
      editedAt: null,
      movedFrom: null,
      excludedMs: 0,
      importId: null,
      spans: [],
      minutes: Array(10).fill({ keys: 0, clicks: 0, scrolls: 0, distance: 0, synthetic: 0 }),
      windows: [],
      jumps: [],
      gaps: [],
      backends: { input: [], window: [], idle: [] },
    });
  });

  it('[SL5] counts are added each to its own; a key, a click or a scroll makes a minute active', () => {
    const a = { keys: 1, clicks: 20, scrolls: 300, distance: 4_000, synthetic: 50_000 };
    const b = { keys: 2, clicks: 30, scrolls: 400, distance: 5_000, synthetic: 60_000 };
    expect(addCounts(a, b)).toEqual({
      keys: 3,
      clicks: 50,
      scrolls: 700,
      distance: 9_000,
      synthetic: 110_000,
    });
    const none = { keys: 0, clicks: 0, scrolls: 0, distance: 9, synthetic: 0 };
    const active = [
      { ...none, keys: 1 },
      { ...none, clicks: 1 },
      { ...none, scrolls: 1 },
    ];
    expect(activityLevel([...active, none])).toBe(3);
  });

  it('[ID1] [ID4] all but discarded idle time counts; what waits for an answer is told apart', () => {
    const spans = [
      span(0, 1),
      span(1, 3, 'idle', ONE),
      span(3, 7, 'kept', ONE),
      span(7, 15, 'discarded', ONE),
    ];
    expect([trackedMs({ spans }), idleMs({ spans })]).toEqual([7, 2]);
  });

  it('[SL6] time of a window is added to the same application and title, else begins a new entry', () => {
    const first = withWindowTime([], { app: 'A', title: 't' }, 5);
    const two = withWindowTime(
      withWindowTime(first, { app: 'A', title: 'u' }, 7),
      { app: 'B', title: 't' },
      9,
    );
    expect(withWindowTime(two, { app: 'A', title: 'u' }, 1)).toEqual([
      { app: 'A', title: 't', ms: 5 },
      { app: 'A', title: 'u', ms: 8 },
      { app: 'B', title: 't', ms: 9 },
    ]);
  });

  it('[RC14] backends that answered are kept once each, in the order of their first answer; none is no backend', () => {
    const known = { input: ['x11'], window: [], idle: ['a', 'b'] };
    expect(
      withBackends(known, { input: ['none', 'uiohook', 'x11'], window: ['none'], idle: ['c', 'b'] }),
    ).toEqual({
      input: ['x11', 'uiohook'],
      window: [],
      idle: ['a', 'b', 'c'],
    });
    const same = withBackends(known, { input: ['x11'], window: [], idle: [] });
    expect(same.input).toBe(known.input);
  });

  it('[SL9] a memo is an edit once the slice is closed, not while it is open', () => {
    const open = { ...emptySlice(ID, CONTRACT, SLOT, 'a'), editedAt: 3 };
    expect(withMemo(open, 'b', 5)).toMatchObject({ memo: 'b', editedAt: 3 });
    const closed: Slice = { ...open, state: 'closed' };
    expect(withMemo(closed, 'b', 5)).toMatchObject({ memo: 'b', editedAt: 5 });
  });
});

describe('spans', () => {
  it('[SL10] a piece goes on with the last span only where it touches it, with the same kind and question', () => {
    const one = [span(0, 5, 'idle', ONE)];
    expect(extended(one, { start: 5, end: 8 }, 'idle', ONE)).toEqual([span(0, 8, 'idle', ONE)]);
    expect(extended(one, { start: 6, end: 8 }, 'idle', ONE)).toEqual([...one, span(6, 8, 'idle', ONE)]);
    expect(extended(one, { start: 5, end: 8 }, 'kept', ONE)).toEqual([...one, span(5, 8, 'kept', ONE)]);
    expect(extended(one, { start: 5, end: 8 }, 'idle', TWO)).toEqual([...one, span(5, 8, 'idle', TWO)]);
    expect(extended([], { start: 5, end: 8 }, 'work', null)).toEqual([span(5, 8)]);
  });

  it('[CK2] a piece that fills a hole before others is put in its place', () => {
    expect(extended([span(5, 8), span(9, 10)], { start: 1, end: 2 }, 'work', null)).toEqual([
      span(1, 2),
      span(5, 8),
      span(9, 10),
    ]);
  });

  it('[ID2] a mark cuts the work it meets and nothing else, without an empty part', () => {
    const mark = (from: number, to: number, one = span(10, 20)) =>
      markIdle({ spans: [one] }, from, to, ONE).spans;
    expect(mark(12, 15)).toEqual([span(10, 12), span(12, 15, 'idle', ONE), span(15, 20)]);
    expect(mark(0, 15)).toEqual([span(10, 15, 'idle', ONE), span(15, 20)]);
    expect(mark(12, 99)).toEqual([span(10, 12), span(12, 20, 'idle', ONE)]);
    expect(mark(0, 99)).toEqual([span(10, 20, 'idle', ONE)]);
    expect(mark(0, 10)).toEqual([span(10, 20)]);
    expect(mark(20, 30)).toEqual([span(10, 20)]);
    expect([mark(25, 30), mark(0, 5)]).toEqual([[span(10, 20)], [span(10, 20)]]);
    const kept = span(10, 20, 'kept', TWO);
    expect(mark(0, 99, kept)).toEqual([kept]);
  });

  it('[ID4] an answer changes only the idle spans of its own question', () => {
    const spans = [span(0, 1), span(1, 2, 'idle', ONE), span(2, 3, 'idle', TWO), span(3, 4, 'kept', ONE)];
    expect(answerIdle({ spans }, ONE, 'discarded').spans.map(({ kind }) => kind)).toEqual([
      'work',
      'discarded',
      'idle',
      'kept',
    ]);
  });
});

describe('moments', () => {
  const slice = { sliceId: ID, contractId: CONTRACT, slot: SLOT };
  /** Draws the numbers given, and keeps for what. */
  function told(...numbers: number[]): Random & { purposes: string[] } {
    const purposes: string[] = [];
    return {
      purposes,
      uniform(purpose) {
        purposes.push(purpose);
        return numbers[purposes.length - 1] ?? 0;
      },
    };
  }

  it('[PI1] [PV7] each is drawn for its own purpose over what is left of the slot; they come in order', () => {
    const random = told(0.5, 0.25, 0.999_999);
    const due = drawn({ random, told: false }, slice, 3, S + 200_000);
    expect(due).toEqual(
      [1, 0, 2].map((nth, at) => ({
        sliceId: ID,
        slot: SLOT,
        at: S + ([300_000, 400_000, 599_999][at] ?? 0),
        postponed: false,
        draw: { nth, from: S + 200_000 },
        told: false,
      })),
    );
    const name = `picture:${CONTRACT}:${SLOT}`;
    expect(random.purposes).toEqual([name, `${name}:2`, `${name}:3`]);
    expect(drawn({ random: told(), told: false }, slice, -1, S)).toEqual([]);
    expect(drawn({ random: told(0.9), told: false }, slice, 1, S + SLOT_MS + 5).map(({ at }) => at)).toEqual([
      S + SLOT_MS + 5,
    ]);
  });

  it('[PV4] what has come is put off, what has not stays; afterwards it is drawn anew, in order', () => {
    const due = drawn({ random: told(0.1, 0.2, 0.3), told: false }, slice, 3, S);
    const [first, second, third] = due.map(({ at }) => at);
    if (!first || !second || !third) throw new Error('three moments were expected');
    expect(putOff(due, first - 1)).toBe(due);
    const off = putOff(due, second);
    expect(off.map(({ postponed }) => postponed)).toEqual([true, true, false]);
    expect(putOff(off, second)).toBe(off);
    expect(putOff(off, first).map(({ postponed }) => postponed)).toEqual([true, true, false]);
    const random = told(0.5, 0.75);
    const anew = drawnAnew(off, () => ({ random, told: false }), CONTRACT, S + 200_000);
    expect(anew.map(({ at, postponed }) => [at - S, postponed])).toEqual([
      [180_000, false],
      [400_000, false],
      [500_000, false],
    ]);
    const name = `picture:${CONTRACT}:${SLOT}:anew`;
    expect(random.purposes).toEqual([name, `${name}:2`]);
    expect(drawnAnew(anew, () => ({ random, told: false }), CONTRACT, S)).toBe(anew);
  });

  it('[PI1] the seeded source gives the same numbers for the same seed, spread over [0, 1)', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 1_000 }, () => random.uniform(''));
    };
    const numbers = draw(MONDAY);
    expect(draw(MONDAY)).toEqual(numbers);
    expect(draw(MONDAY + 1)).not.toEqual(numbers);
    const tenths = numbers.reduce(
      (count, x) => count.with(Math.floor(x * 10), (count[Math.floor(x * 10)] ?? 0) + 1),
      Array<number>(10).fill(0),
    );
    for (const count of tenths) expect(count).toBeGreaterThan(60);
    expect(tenths).toHaveLength(10);
    // As published for mulberry32 with seed 1.
    expect(draw(1)[0]).toBeCloseTo(0.627_073_94, 6);
  });
});
