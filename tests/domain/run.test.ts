/** The edges of the recorder's rules: to the millisecond, to the minute of a late count, and what a step gives out. */
import { describe, expect, it } from 'vitest';
import { STOPPED, termsOf } from '../../domain/recorder';
import type { Terms } from '../../domain/session';
import { trackedMs } from '../../domain/slice';
import { HOUR_MS, MINUTE_MS, slotOf } from '../../domain/week';
import { BY_HAND, contractId, Desk, onlySlice, sessionOf, terms, tickWith, withDue } from '../support/desk';

const MONDAY = '2026-11-23T10:00:00Z';
const T = Date.parse(MONDAY);
const WEEK = T - 10 * HOUR_MS;
const B = terms({ contractId: contractId(2) });

const limited = (seconds: number, overLimit: Terms['overLimit'] = 'stop') =>
  terms({ overLimit, limits: [{ from: 0, limitSeconds: seconds }] });

describe('what is durable at once', () => {
  it('[RC6] a start, a memo, a new slot, a pause, a resumption, an answer and a stop; a plain tick and a change of terms can wait', () => {
    const desk = new Desk(T + 9 * MINUTE_MS);
    expect(desk.tick().urgent).toBe(false);
    expect(desk.start(terms({ idleMs: 2 * MINUTE_MS })).urgent).toBe(true);
    expect(tickWith(desk, {}).urgent).toBe(true); // its slice is opened
    expect(tickWith(desk, {}).urgent).toBe(false);
    expect(desk.do({ type: 'terms', terms: terms({ idleMs: 2 * MINUTE_MS }) }).urgent).toBe(false);
    expect(desk.do({ type: 'edited', sliceIds: [] }).urgent).toBe(false);
    expect(desk.do({ type: 'memo', memo: 'm' }).urgent).toBe(true);
    desk.work(57_000);
    expect(tickWith(desk, {}).urgent).toBe(false); // up to 10:10:00
    expect(tickWith(desk, {}).urgent).toBe(true);
    desk.do({ type: 'pause', reading: desk.reading(), reason: 'lock' });
    expect(desk.resume().urgent).toBe(true);
    expect(desk.resume().urgent).toBe(false); // it runs
    desk.work(MINUTE_MS);
    expect(tickWith(desk, { idleMs: MINUTE_MS }).urgent).toBe(false);
    desk.work(58_000);
    expect(tickWith(desk, { idleMs: 2 * MINUTE_MS }).urgent).toBe(true);
    const [question] = desk.idles.values();
    expect(desk.answer(question?.id ?? '', 'keep').urgent).toBe(true);
    expect(desk.do({ type: 'pause', reading: desk.reading(), reason: 'lock' }).urgent).toBe(true);
    desk.resume();
    desk.work(1_000);
    expect(desk.stop().urgent).toBe(true);
    expect(desk.stop()).toMatchObject({ urgent: false, slices: [] });
  });
});

describe('counts', () => {
  const late = T + 9 * MINUTE_MS;

  it.each([
    [5_000, 2, 0],
    [6_000, 2, 0],
    [7_000, 0, 2],
    [60_000, 0, 2],
  ])(
    '[SL2] counts of 10:09 that come %i ms after 10:10: %i are its slice’s, %i the present minute’s',
    (after, mine, next) => {
      const desk = new Desk(T + 10 * MINUTE_MS - 1_000);
      desk.start();
      desk.work(after);
      desk.input({ keys: 2 }, late);
      desk.work(1_000);
      const [first, second] = desk.allSlices();
      expect(first?.minutes[9]?.keys).toBe(mine);
      expect(second?.minutes[0]?.keys).toBe(next);
      const all = desk.allSlices().flatMap(({ minutes }) => minutes.map(({ keys }) => keys));
      expect(all.reduce((sum, keys) => sum + keys, 0)).toBe(2);
    },
  );

  it('[SL2] [CK2] where the wall clock was set back, counts go to the minute that is being tracked', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(10 * MINUTE_MS);
    desk.clock.jump(-10 * MINUTE_MS);
    desk.work(1_000);
    desk.input({ keys: 4 });
    desk.work(60_000);
    const [first, second] = desk.allSlices();
    expect(first?.minutes.map(({ keys }) => keys)).toEqual(Array(10).fill(0));
    expect(second?.minutes.map(({ keys }) => keys)).toEqual([4, ...Array(9).fill(0)]);
  });

  it('[SL2] a clock two seconds off is followed, one further off is not', () => {
    const keys = (behind: number) => {
      const desk = new Desk(T + MINUTE_MS);
      desk.start();
      desk.work(1_000);
      if (desk.state.mode !== 'tracking') throw new Error('not tracking');
      const { session } = desk.state;
      // The timeline stands ahead of the wall, as it does after stepping over taken time.
      const timeline = { ...session.timeline, cursor: session.timeline.cursor + behind };
      desk.state = { ...desk.state, session: { ...session, timeline } };
      desk.input({ keys: 1 }, T);
      desk.work(1_000);
      return onlySlice(desk)
        .minutes.slice(0, 2)
        .map((minute) => minute.keys);
    };
    expect(keys(2_000)).toEqual([1, 0]);
    expect(keys(2_001)).toEqual([0, 1]);
  });

  it('[SL2] [CK2] the last second of a minute is its own, where the wall clock was set back too', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(10 * MINUTE_MS);
    desk.clock.jump(-10 * MINUTE_MS);
    desk.work(MINUTE_MS - 1_000);
    desk.input({ keys: 4 });
    desk.work(1_000);
    expect(desk.allSlices()[1]?.minutes.map(({ keys }) => keys)).toEqual([4, ...Array(9).fill(0)]);
  });

  it('[SL2] late counts leave the open slice open and the closed one closed, also where none is open', () => {
    const desk = new Desk(T + 10 * MINUTE_MS - 1_000);
    desk.start();
    desk.work(2_000);
    const [first, second] = desk.allSlices();
    desk.input({ keys: 2 }, late);
    desk.work(1_000);
    expect(sessionOf(desk)).toMatchObject({
      slice: { id: second?.id, state: 'open' },
      previous: { id: first?.id, state: 'closed' },
    });
    const other = new Desk(T);
    other.start();
    other.work(1_000);
    other.do({ type: 'pause', reading: other.reading(), reason: 'lock' });
    other.resume();
    other.input({ keys: 3 });
    other.tick();
    expect(sessionOf(other)).toMatchObject({ slice: null, previous: { state: 'closed' } });
    expect(onlySlice(other).minutes[0]?.keys).toBe(3);
  });

  it('[SL2] counts before any slice is open are nobody’s', () => {
    const desk = new Desk(T);
    desk.start();
    desk.input({ keys: 1 });
    desk.tick();
    expect(desk.allSlices()).toEqual([]);
  });

  it('[SL9] a slice that was edited on record is not written back by late counts', () => {
    const desk = new Desk(T + 10 * MINUTE_MS - 1_000);
    desk.start();
    desk.work(2_000);
    const [first, second] = desk.allSlices();
    if (!first || !second) throw new Error('two slices were expected');
    desk.do({ type: 'edited', sliceIds: [second.id] });
    expect(sessionOf(desk).previous?.id).toBe(first.id);
    desk.do({ type: 'edited', sliceIds: [first.id] });
    desk.input({ keys: 1 }, late);
    desk.clock.advance(1_000);
    expect(desk.tick().slices.map(({ id }) => id)).toEqual([second.id]);
  });

  it('[SL9] a memo given to other slices leaves the open one and the one before alone', () => {
    const desk = new Desk(T + 10 * MINUTE_MS - 1_000);
    desk.start(terms(), 'old');
    desk.work(2_000);
    const done = desk.do({ type: 'amended', sliceIds: [], memo: 'new', at: 1 });
    expect(done.slices).toEqual([]);
    expect(sessionOf(desk)).toMatchObject({ memo: 'old', slice: { memo: 'old' }, previous: { memo: 'old' } });
  });
});

describe('a slice that goes on', () => {
  it('[SL3] keeps its memo where none is given, and takes the one that is', () => {
    const desk = new Desk(T);
    desk.start(terms(), 'first');
    desk.work(1_000);
    desk.stop();
    desk.start(terms(), '');
    desk.work(1_000);
    expect(onlySlice(desk)).toMatchObject({ memo: 'first', state: 'open', closeReason: null });
    desk.stop();
    desk.start(terms(), 'second');
    desk.work(1_000);
    expect(onlySlice(desk).memo).toBe('second');
  });

  it('[PI5] a contract that wants pictures from now on has one of the open slice; one that wants fewer, fewer', () => {
    const desk = new Desk(T);
    desk.start(terms({ pictures: 'none' }));
    desk.work(1_000);
    expect(sessionOf(desk).due).toEqual([]);
    desk.do({ type: 'terms', terms: terms({ perSlice: 3 }) });
    const { due } = sessionOf(desk);
    expect(due).toHaveLength(3);
    desk.do({ type: 'terms', terms: terms({ perSlice: 2 }) });
    expect(sessionOf(desk).due).toEqual(due.slice(0, 2));
    desk.do({ type: 'terms', terms: terms({ pictures: 'none' }) });
    expect(sessionOf(desk).due).toEqual([]);
  });

  it('[PI6] new terms draw no second picture of a slice that has had its own', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    desk.pictured.add(onlySlice(desk).id);
    withDue(desk, []);
    desk.do({ type: 'terms', terms: terms() });
    expect(sessionOf(desk).due).toEqual([]);
  });

  it('[WK6] the terms of another contract change nothing', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    desk.do({ type: 'terms', terms: B });
    expect(sessionOf(desk).terms.contractId).toBe(contractId(1));
  });
});

describe('moments', () => {
  it('[PI1] a moment is due from its own millisecond on', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    const slice = onlySlice(desk);
    const at = (ms: number) => ({
      ...BY_HAND,
      sliceId: slice.id,
      slot: slice.slot,
      at: T + ms,
      postponed: false,
    });
    withDue(desk, [at(2_000), at(2_001)]);
    expect(tickWith(desk, {}).pictures).toEqual([
      {
        contractId: contractId(1),
        sliceId: slice.id,
        slot: slice.slot,
        trigger: 'moment',
        blur: false,
        moment: { ...BY_HAND, at: T + 2_000 },
      },
    ]);
    expect(sessionOf(desk).due).toEqual([at(2_001)]);
  });

  it('[PI4] a screen that locks at the moment is not pictured, and not by the stop either', () => {
    const desk = new Desk(T, 3);
    desk.start();
    desk.work(1_000);
    desk.clock.advance(1_000);
    const reading = desk.reading();
    const done = desk.do({
      type: 'stop',
      reading: { ...reading, sample: { ...reading.sample, locked: true } },
      reason: 'stop',
    });
    expect(done.pictures).toEqual([]);
    expect(done.missed).toMatchObject([{ reason: 'locked', contractId: contractId(1), slot: slotOf(T) }]);
  });

  it('[RC3] [PI4] a suspend event takes no picture and notes what was due', () => {
    const desk = new Desk(T, 3);
    desk.start();
    desk.work(1_000);
    const done = desk.do({ type: 'pause', reading: desk.reading(), reason: 'suspend' });
    expect(done.pictures).toEqual([]);
    expect(done.missed).toMatchObject([{ reason: 'locked' }]);
    expect(sessionOf(desk).due).toEqual([]);
  });

  it('[PI3] a timer that pauses because nobody is there takes what is due, marked as a stop', () => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: 10 * MINUTE_MS }));
    desk.work(HOUR_MS - 1_000, { idle: true });
    const slice = desk.allSlices().at(-1);
    if (!slice) throw new Error('no slice');
    withDue(desk, [
      { ...BY_HAND, sliceId: slice.id, slot: slice.slot, at: T + HOUR_MS + 1, postponed: false },
    ]);
    desk.idleMs = HOUR_MS;
    expect(tickWith(desk, {}).pictures.map(({ trigger }) => trigger)).toEqual(['stop']);
    expect(desk.state).toMatchObject({ mode: 'paused', reason: 'idle' });
  });

  it('[PI4] a switch on a locked screen notes the picture that it could not take; a pause while nothing runs is nothing', () => {
    const desk = new Desk(T);
    desk.do({ type: 'pause', reading: desk.reading(), reason: 'lock' });
    expect(desk.state.mode).toBe('stopped');
    desk.start();
    desk.work(1_000);
    withDue(desk, [
      { ...BY_HAND, sliceId: onlySlice(desk).id, slot: slotOf(T), at: T + 599_999, postponed: false },
    ]);
    desk.locked = true;
    const done = desk.start(B);
    expect([done.pictures, done.missed.map(({ reason }) => reason)]).toEqual([[], ['locked']]);
  });

  it('[RC2] [PI4] a machine that slept is not pictured on waking; what was due is noted', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    withDue(desk, [
      { ...BY_HAND, sliceId: onlySlice(desk).id, slot: slotOf(T), at: T + 599_999, postponed: false },
    ]);
    desk.clock.sleep(10_000);
    const done = desk.tick();
    expect([done.pictures, done.missed.map(({ reason }) => reason)]).toEqual([[], ['locked']]);
  });

  it('[PI1] a session that begins within a slot is drawn no moment before it began', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const desk = new Desk(T + 5 * MINUTE_MS, seed);
      desk.start(terms({ perSlice: 3 }));
      desk.work(1);
      const at = [...sessionOf(desk).due.map((one) => one.at)];
      for (const one of at) expect(one).toBeGreaterThanOrEqual(T + 5 * MINUTE_MS);
    }
  });

  it('[PV5] a picture that comes back while the timer is paused is missed', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    const { id: sliceId, slot } = onlySlice(desk);
    desk.do({ type: 'pause', reading: desk.reading(), reason: 'lock' });
    const moment = { ...BY_HAND, at: T + 500 };
    const order = {
      contractId: contractId(1),
      sliceId,
      slot,
      trigger: 'moment',
      blur: false,
      moment,
    } as const;
    expect(desk.do({ type: 'postponed', order }).missed).toMatchObject([{ reason: 'excluded', sliceId }]);
  });

  it('[PV5] only a moment of the open slice is drawn anew; a picture of a stop, or of a slice before, is missed', () => {
    const desk = new Desk(T, 3);
    desk.start();
    desk.work(1_000);
    const { id: sliceId, slot } = onlySlice(desk);
    const moment = { ...BY_HAND, at: T + 500 };
    const order = {
      contractId: contractId(1),
      sliceId,
      slot,
      trigger: 'moment',
      blur: false,
      moment,
    } as const;
    withDue(desk, []);
    const again = desk.do({ type: 'postponed', order });
    expect(again.missed).toEqual([]);
    expect(sessionOf(desk).due).toEqual([{ ...BY_HAND, sliceId, slot, at: T + 1_000, postponed: true }]);
    const missed = [{ contractId: contractId(1), sliceId, slot, reason: 'excluded' }];
    expect(desk.do({ type: 'postponed', order: { ...order, trigger: 'stop' } }).missed).toEqual(missed);
    desk.work(10 * MINUTE_MS);
    expect(desk.do({ type: 'postponed', order }).missed).toEqual(missed);
  });
});

describe('gaps', () => {
  it.each([
    ['input', 'input-sensor'],
    ['window', 'window-sensor'],
    ['idleMs', 'idle-sensor'],
  ] as const)(
    '[RC14] without the sensor of %s there is a gap of its own kind, one for a stretch, cut where the slot is',
    (sensor, reason) => {
      const desk = new Desk(T + 9 * MINUTE_MS + 57_000);
      desk.start();
      tickWith(desk, {});
      tickWith(desk, { [sensor]: null }, 500);
      tickWith(desk, { [sensor]: null }, 500);
      tickWith(desk, {}, 500);
      tickWith(desk, { [sensor]: null }, 1_000);
      tickWith(desk, {});
      const gaps = desk
        .allSlices()
        .map((slice) =>
          slice.gaps.map(({ start, end, reason: why }) => [start - T - 597_000, end - T - 597_000, why]),
        );
      expect(gaps).toEqual([[[1_000, 2_000, reason]], [[3_000, 3_500, reason]]]);
    },
  );

  it('[RC14] a gap begins where the tracked time does after a jump; a reading without time leaves none', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(5_000);
    tickWith(desk, { window: null }, 0);
    expect(onlySlice(desk).gaps).toEqual([]);
    desk.clock.jump(HOUR_MS);
    tickWith(desk, { window: null });
    expect(desk.allSlices()[1]?.gaps).toEqual([
      { start: T + HOUR_MS + 5_000, end: T + HOUR_MS + 6_000, reason: 'window-sensor' },
    ]);
  });

  it('[RC14] two stretches without a sensor are two gaps; another sensor’s gap between does not part one', () => {
    const desk = new Desk(T);
    desk.start();
    for (const change of [
      { window: null },
      { window: null, input: null },
      { window: null },
      {},
      { window: null },
    ])
      tickWith(desk, change);
    expect(onlySlice(desk).gaps.map(({ start, end, reason }) => [start - T, end - T, reason])).toEqual([
      [0, 3_000, 'window-sensor'],
      [1_000, 2_000, 'input-sensor'],
      [4_000, 5_000, 'window-sensor'],
    ]);
  });
});

describe('jumps of the clock', () => {
  it.each([
    [59_999, 0],
    [60_000, 1],
    [-59_999, 0],
    [-60_000, 1],
  ])('[CK1] one of %i ms is kept on the slice, and told %i times', (byMs, told) => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    desk.clock.jump(byMs);
    desk.work(1_000);
    const jump = { at: T + 2_000 + byMs, byMs };
    expect(desk.allSlices().flatMap(({ jumps }) => jumps)).toEqual([jump]);
    expect(desk.notices).toEqual(told ? [{ id: 'clock-jump', ...jump }] : []);
  });
});

describe('the weekly limit', () => {
  it('[WK4] a limit that is met at the end of a tick stops with that tick, whose picture it takes, and says what and when', () => {
    const desk = new Desk(T);
    desk.start(limited(5));
    desk.work(4_000);
    expect(desk.state.mode).toBe('tracking');
    withDue(desk, [
      { ...BY_HAND, sliceId: onlySlice(desk).id, slot: slotOf(T), at: T + 600_000 - 1, postponed: false },
    ]);
    const done = tickWith(desk, {});
    expect(desk.state).toEqual(STOPPED);
    expect(done.urgent).toBe(true);
    expect(done.pictures.map(({ trigger }) => trigger)).toEqual(['limit']);
    expect(done.notices.at(-1)).toEqual({
      id: 'limit-stopped',
      contractId: contractId(1),
      week: WEEK,
      limitMs: 5_000,
    });
  });

  it('[WK4] nothing above the limit is tracked, however long the tick, over the end of a slot', () => {
    const desk = new Desk(T + 10 * MINUTE_MS - 5_000);
    desk.start(limited(5));
    tickWith(desk, {}, 20_000);
    expect(desk.allSlices().map(trackedMs)).toEqual([5_000]);
    expect(desk.state.mode).toBe('stopped');
  });

  it('[WK4] what is over its limit opens no slice, and the next week’s room is not used by the same tick', () => {
    const desk = new Desk(T + 9 * MINUTE_MS);
    desk.start(limited(3_600));
    desk.work(MINUTE_MS);
    desk.do({ type: 'terms', terms: limited(30) });
    desk.work(1_000);
    expect([desk.state.mode, onlySlice(desk).closeReason]).toEqual(['stopped', 'limit']);
    const sunday = new Desk(WEEK - 2_000);
    sunday.start(limited(1));
    tickWith(sunday, {}, 4_000);
    expect([sunday.state.mode, sunday.total()]).toEqual(['stopped', 1_000]);
  });

  it('[WK4] no limit stops nothing; a limit with "go on" neither', () => {
    for (const t of [terms({ overLimit: 'stop' }), limited(5, 'continue')]) {
      const desk = new Desk(T);
      desk.start(t);
      desk.work(10_000);
      expect([desk.state.mode, desk.total()]).toEqual(['tracking', 10_000]);
    }
  });

  it('[WK4] a lock at the limit is the limit; a paused timer that is at its limit does not go on', () => {
    const desk = new Desk(T);
    desk.start(limited(5));
    desk.work(4_000);
    desk.clock.advance(2_000);
    desk.do({ type: 'pause', reading: desk.reading(), reason: 'lock' });
    expect(desk.state.mode).toBe('stopped');
    const other = new Desk(T);
    other.start(limited(5));
    other.work(4_000);
    other.do({ type: 'pause', reading: other.reading(), reason: 'lock' });
    other.do({ type: 'terms', terms: limited(4) });
    const done = other.resume();
    expect(other.state.mode).toBe('stopped');
    expect(done.notices).toMatchObject([{ id: 'limit-stopped', limitMs: 4_000 }]);
  });

  it('[WK4] a start that the limit refuses is durable, after a switch too, whose slice is closed', () => {
    const desk = new Desk(T);
    desk.start(B);
    desk.work(2_000);
    const done = desk.start(limited(0));
    expect([desk.state.mode, done.urgent]).toEqual(['stopped', true]);
    expect(done.slices.map(({ closeReason }) => closeReason)).toEqual(['switch']);
    expect(done.notices.map(({ id }) => id)).toEqual(['limit-stopped']);
  });

  it('[WK3] each mark is told with its limit and week; in the next week again', () => {
    const desk = new Desk(WEEK - 25_000);
    desk.start(limited(20, 'continue'));
    desk.work(50_000);
    const of = (id: string, week: number) => ({ id, contractId: contractId(1), week, limitMs: 20_000 });
    expect(desk.notices).toEqual([
      ...['limit-80', 'limit-95', 'limit-100'].map((id) => of(id, WEEK - 7 * 24 * HOUR_MS)),
      ...['limit-80', 'limit-95', 'limit-100'].map((id) => of(id, WEEK)),
    ]);
  });

  it('[WK3] [ID4] discarded idle time is given back to the limit', () => {
    const desk = new Desk(T);
    desk.start({ ...limited(100), idleMs: MINUTE_MS });
    desk.work(MINUTE_MS, { idle: true });
    const [question] = desk.idles.values();
    desk.answer(question?.id ?? '', 'discard');
    desk.idleMs = 0;
    desk.work(99_000);
    expect(desk.state.mode).toBe('tracking');
    desk.work(1_000);
    expect([desk.state.mode, desk.total()]).toEqual(['stopped', 100_000]);
  });
});

describe('starting', () => {
  it('[SL8] the contract that is paused, it goes on with the new memo', () => {
    const desk = new Desk(T);
    desk.start(terms(), 'old');
    desk.work(1_000);
    tickWith(desk, { locked: true });
    desk.start(terms(), 'new');
    expect(desk.state).toMatchObject({ mode: 'tracking', session: { memo: 'new', startedAt: T } });
    desk.work(1_000);
    expect(onlySlice(desk)).toMatchObject({ memo: 'new' });
    expect(sessionOf(desk).trackedMs).toBe(3_000);
  });

  it('[RC13] the contract that is tracked, with a new memo, loses no counts', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    desk.input({ keys: 1 });
    desk.clock.advance(1_000);
    desk.start(terms(), 'new');
    expect(onlySlice(desk).minutes[0]?.keys).toBe(1);
  });

  it('[RC13] another contract while paused ends the old session without a second of it', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    tickWith(desk, { locked: true });
    desk.clock.advance(5_000);
    desk.start(B);
    desk.work(1_000);
    expect(desk.allSlices().map((slice) => [slice.contractId, trackedMs(slice)])).toEqual([
      [contractId(1), 2_000],
      [contractId(2), 1_000],
    ]);
  });

  it('[RC13] a switch gives out both its halves: the closed slice, its picture, and a session from that millisecond on', () => {
    const desk = new Desk(T, 3);
    desk.start();
    desk.work(1_500);
    desk.clock.advance(700);
    desk.input({ clicks: 2 });
    const done = desk.start(B);
    expect(done.slices).toMatchObject([{ closeReason: 'switch', state: 'closed' }]);
    expect(done.slices[0]?.minutes[0]?.clicks).toBe(2);
    expect(done.pictures).toHaveLength(1);
    expect(sessionOf(desk)).toMatchObject({ startedAt: T + 2_200, runStart: T + 2_200, trackedMs: 0 });
  });

  it('[CK2] a switch to a wall clock set back puts nothing on the slice that the same step closed', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(20_000);
    const reading = desk.reading();
    const at = { ...reading.at, wall: T + 5_000 };
    desk.clock.jump(-15_000);
    desk.do({ type: 'start', reading: { ...reading, at }, terms: B, memo: '' });
    desk.work(2_000);
    const spans = desk.allSpans().sort((a, b) => a.start - b.start);
    expect(spans.map(({ start, end }) => [start - T, end - T])).toEqual([
      [0, 20_000],
      [20_000, 22_000],
    ]);
  });

  it('[WK6] the terms of a session are those of its contract', () => {
    const limits = [{ from: 1, limitSeconds: 2 }];
    const { contractId: id } = terms();
    expect(
      termsOf({
        id,
        idleMinutes: 7,
        overLimit: 'stop',
        pictures: 'blurred',
        privacy: { perSlice: 3 },
        limits,
      }),
    ).toEqual({
      contractId: id,
      idleMs: 420_000,
      overLimit: 'stop',
      pictures: 'blurred',
      perSlice: 3,
      limits,
    });
  });
});
