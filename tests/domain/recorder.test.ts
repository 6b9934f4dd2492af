/** The recorder's rules, on a clock that moves when told. */
import { describe, expect, it } from 'vitest';
import { activityLevel, idleMs, trackedMs } from '../../domain/slice';
import { HOUR_MS, MINUTE_MS, slotOf } from '../../domain/week';
import { contractId, Desk, terms } from '../support/desk';

const MONDAY = '2026-11-23T10:00:00Z';
const B = terms({ contractId: contractId(2) });

function slots(desk: Desk): string[] {
  return desk.allSlices().map((s) => new Date(s.slot * 1000).toISOString().slice(11, 16));
}

describe('slices', () => {
  it('[SL1] tracked time falls into ten-minute slots of the UTC grid, half-open', () => {
    const desk = new Desk('2026-11-23T09:55:00Z');
    desk.start();
    desk.work(25 * MINUTE_MS);
    desk.stop();
    expect(slots(desk)).toEqual(['09:50', '10:00', '10:10']);
    expect(desk.allSlices().map(trackedMs)).toEqual([300_000, 600_000, 600_000]);
    expect(desk.allSlices().map((s) => s.closeReason)).toEqual(['slot-end', 'slot-end', 'stop']);
  });

  it('[SL2] a key press at 10:09:59.999 counts for the slice of 10:00, also when it is drained after 10:10', () => {
    const desk = new Desk('2026-11-23T10:09:58.500Z');
    desk.start();
    desk.work(1_400);
    desk.input({ keys: 1 }, Date.parse('2026-11-23T10:09:59.999Z'));
    desk.work(1_000);
    desk.input({ keys: 2 }, Date.parse('2026-11-23T10:09:59.999Z'));
    desk.input({ keys: 5 });
    desk.work(1_000);
    desk.stop();
    const [first, second] = desk.allSlices();
    expect(first?.minutes[9]?.keys).toBe(3);
    expect(second?.minutes[0]?.keys).toBe(5);
  });

  it('[SL9] a memo given within seconds of the close stands, with its time, when late input is added to the slice', () => {
    const desk = new Desk('2026-11-23T10:09:58.500Z');
    desk.start();
    desk.work(1_400);
    desk.work(1_000);
    const first = desk.allSlices().find(({ state }) => state === 'closed');
    if (!first) throw new Error('no closed slice');
    const at = Date.parse('2026-11-23T10:10:01Z');
    desk.do({ type: 'amended', sliceIds: [first.id], memo: 'new', at });
    desk.input({ keys: 2 }, Date.parse('2026-11-23T10:09:59.999Z'));
    desk.work(1_000);
    expect(desk.allSlices()[0]).toMatchObject({ memo: 'new', editedAt: at });
    expect(desk.allSlices()[0]?.minutes[9]?.keys).toBe(2);
  });

  it('[SL3] stopping and starting again in one slot goes on with the same slice; after the slot it is final', () => {
    const desk = new Desk('2026-11-23T10:02:00Z');
    desk.start();
    desk.work(60_000);
    desk.stop();
    desk.clock.advance(60_000);
    desk.start();
    desk.work(30_000);
    desk.stop();
    expect(desk.slices.size).toBe(1);
    const [slice] = desk.allSlices();
    expect(slice && trackedMs(slice)).toBe(90_000);
    expect(slice?.spans).toHaveLength(2);
  });

  it('[SL4] two contracts share a slot without sharing a second', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(120_000);
    desk.start(B, 'other');
    desk.work(60_000);
    desk.start(terms(), 'back');
    desk.work(7 * MINUTE_MS);
    desk.stop();
    expect(desk.slices.size).toBe(2);
    const byContract = desk.allSlices().map((s) => [s.contractId, trackedMs(s)]);
    expect(byContract).toContainEqual([contractId(1), 540_000]);
    expect(byContract).toContainEqual([contractId(2), 60_000]);
    expect(desk.total()).toBe(600_000);
  });

  it('[SL5] the activity level is the number of minutes with a key, click or scroll; pointer travel alone is none', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.input({ keys: 1 });
    desk.work(60_000);
    desk.input({ distance: 900 });
    desk.work(60_000);
    desk.input({ scrolls: 3, synthetic: 3 });
    desk.work(60_000);
    desk.stop();
    const [slice] = desk.allSlices();
    expect(slice && activityLevel(slice.minutes)).toBe(2);
    expect(slice?.minutes[2]?.synthetic).toBe(3);
  });

  it('[SL6] window time is kept by application and title, and sums to the time tracked while a window was told', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(30_000);
    desk.window = { app: 'Browser', title: 'docs' };
    desk.work(20_000);
    desk.window = null;
    desk.work(10_000);
    desk.window = { app: 'Editor', title: 'main.ts' };
    desk.work(5_000);
    desk.stop();
    const [slice] = desk.allSlices();
    expect(slice?.windows).toEqual([
      { app: 'Editor', title: 'main.ts', ms: 35_000 },
      { app: 'Browser', title: 'docs', ms: 20_000 },
    ]);
    expect(slice?.gaps).toEqual([
      {
        start: Date.parse('2026-11-23T10:00:50Z'),
        end: Date.parse('2026-11-23T10:01:00Z'),
        reason: 'window-sensor',
      },
    ]);
  });

  it('[SL7] midnight and the end of the week do not stop the timer', () => {
    const desk = new Desk('2026-11-22T23:55:00Z');
    desk.start();
    desk.work(10 * MINUTE_MS);
    expect(desk.state.mode).toBe('tracking');
    desk.stop();
    expect(slots(desk)).toEqual(['23:50', '00:00']);
    expect(desk.total()).toBe(10 * MINUTE_MS);
  });

  it('[SL8] a memo counts from the current slice on; starting the same contract again only changes the memo', () => {
    const desk = new Desk('2026-11-23T10:08:00Z');
    desk.start(terms(), 'first');
    desk.work(3 * MINUTE_MS);
    desk.start(terms(), 'second');
    desk.work(1 * MINUTE_MS);
    desk.stop();
    expect(desk.allSlices().map((s) => s.memo)).toEqual(['first', 'second']);
    expect(desk.total()).toBe(4 * MINUTE_MS);
  });

  it('[SL9] the open slice does not write back a memo that was edited in the diary', () => {
    const desk = new Desk(MONDAY);
    desk.start(terms(), 'old');
    desk.work(5_000);
    const [slice] = desk.allSlices();
    if (!slice) throw new Error('no slice');
    desk.do({ type: 'amended', sliceIds: [slice.id], memo: 'new', at: 1 });
    desk.work(5_000);
    desk.stop();
    expect(desk.allSlices()[0]?.memo).toBe('new');
  });

  it('[SL10] no second is lost or counted twice at a slot boundary, whatever the length of a tick', () => {
    const desk = new Desk('2026-11-23T10:09:59.300Z');
    desk.start();
    desk.clock.advance(1_500);
    desk.tick();
    desk.stop();
    expect(desk.allSlices().map(trackedMs)).toEqual([700, 800]);
  });
});

describe('pictures', () => {
  it('[PI1] the moment is drawn uniformly over what is left of the slot, once a slice', () => {
    const offsets: number[] = [];
    for (let seed = 1; seed <= 400; seed++) {
      const desk = new Desk(MONDAY, seed);
      desk.start();
      let taken = -1;
      for (let second = 0; second < 600 && taken < 0; second++) {
        desk.clock.advance(1000);
        if (desk.tick().pictures.length > 0) taken = second;
      }
      offsets.push(taken);
    }
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
    // Kolmogorov–Smirnov against the uniform distribution, n = 400: 1.63/√n is the 1 % bound.
    const sorted = offsets.toSorted((a, b) => a - b);
    const distance = Math.max(...sorted.map((x, i) => Math.abs((i + 1) / sorted.length - (x + 1) / 600)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(sorted.length) + 1 / 600);
  });

  it('[PI2] one picture a slice, each at its own moment', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(60 * MINUTE_MS);
    desk.stop();
    const taken = desk.pictures.filter((p) => p.trigger === 'moment').map((p) => p.sliceId);
    expect(taken).toHaveLength(6);
    expect(new Set(taken).size).toBe(6);
  });

  it('[PI3] when tracking stops, switches or quits before the moment, the picture is taken then and marked so', () => {
    for (const [act, trigger] of [
      [(d: Desk) => d.stop(), 'stop'],
      [(d: Desk) => d.stop('quit'), 'quit'],
      [(d: Desk) => d.start(B), 'switch'],
    ] as const) {
      const desk = new Desk(MONDAY, 3);
      desk.start();
      desk.work(2_000);
      expect(desk.pictures).toEqual([]);
      const done = act(desk);
      expect(done.pictures.map((p) => p.trigger)).toEqual([trigger]);
    }
  });

  it('[PI4] a locked screen is not pictured: the miss is recorded', () => {
    const desk = new Desk(MONDAY, 3);
    desk.start();
    desk.work(2_000);
    desk.locked = true;
    desk.clock.advance(1000);
    desk.tick();
    expect(desk.state.mode).toBe('paused');
    expect(desk.pictures).toEqual([]);
    expect(desk.missed).toHaveLength(1);
  });

  it('[PI5] a contract without pictures has none, a blurred one only blurred ones', () => {
    const none = new Desk(MONDAY);
    none.start(terms({ pictures: 'none' }));
    none.work(10 * MINUTE_MS);
    none.stop();
    expect(none.pictures).toEqual([]);
    const blurred = new Desk(MONDAY);
    blurred.start(terms({ pictures: 'blurred' }));
    blurred.work(10 * MINUTE_MS);
    expect(blurred.pictures.map((p) => p.blur)).toEqual([true]);
  });

  it('[PI6] a slice that goes on after a stop is drawn a new moment, unless it was pictured at its moment', () => {
    const desk = new Desk(MONDAY, 3);
    desk.start();
    desk.work(2_000);
    desk.stop();
    desk.start();
    desk.work(9 * MINUTE_MS + 57_000);
    expect(desk.pictures.map((p) => p.trigger)).toEqual(['stop', 'moment']);
    for (const p of desk.pictures) desk.pictured.add(p.sliceId);
    desk.stop();
    desk.start();
    desk.work(500);
    desk.stop();
    expect(desk.pictures).toHaveLength(2);
  });
});

describe('idle time', () => {
  it('[ID1] after the idle minutes the stretch since the last input becomes a question and stays counted', () => {
    const desk = new Desk('2026-11-23T10:02:00Z');
    desk.start(terms({ idleMs: 5 * MINUTE_MS }));
    desk.work(60_000);
    desk.idleMs = 0;
    desk.work(5 * MINUTE_MS - 1_000, { idle: true });
    expect(desk.idles.size).toBe(0);
    desk.work(1_000, { idle: true });
    const [question] = desk.idles.values();
    expect(question).toMatchObject({ start: Date.parse('2026-11-23T10:03:00Z'), state: 'pending' });
    expect(desk.total()).toBe(6 * MINUTE_MS);
    expect(desk.allSlices().reduce((sum, s) => sum + idleMs(s), 0)).toBe(5 * MINUTE_MS);
  });

  it('[ID2] the stretch is marked also in slices that were closed before it was noticed', () => {
    const desk = new Desk('2026-11-23T10:08:00Z');
    desk.start(terms({ idleMs: 5 * MINUTE_MS }));
    desk.work(6 * MINUTE_MS, { idle: true });
    expect(desk.allSlices().map(idleMs)).toEqual([2 * MINUTE_MS, 4 * MINUTE_MS]);
  });

  it('[ID3] the first input ends the stretch; the question waits and later time is work', () => {
    const desk = new Desk(MONDAY);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(90_000, { idle: true });
    desk.idleMs = 200;
    desk.work(30_000);
    const [question] = desk.idles.values();
    expect(question?.state).toBe('pending');
    expect(question && question.end - question.start).toBe(90_000);
    expect(desk.allSlices().map(idleMs)).toEqual([90_000]);
    expect(desk.total()).toBe(120_000);
  });

  it('[ID4] keep leaves the total as it was; discard takes away exactly the stretch; stop discards and stops', () => {
    for (const [reply, total, mode] of [
      ['keep', 120_000, 'tracking'],
      ['discard', 30_000, 'tracking'],
      ['stop', 30_000, 'stopped'],
    ] as const) {
      const desk = new Desk('2026-11-23T10:09:00Z');
      desk.start(terms({ idleMs: MINUTE_MS }));
      desk.work(90_000, { idle: true });
      desk.idleMs = 0;
      desk.work(30_000);
      const [question] = desk.idles.values();
      desk.answer(question?.id ?? '', reply);
      expect(desk.total()).toBe(total);
      expect(desk.state.mode).toBe(mode);
      expect(desk.allSlices().reduce((sum, s) => sum + idleMs(s), 0)).toBe(0);
      if (desk.state.mode === 'tracking') expect(desk.state.session.trackedMs).toBe(total);
    }
  });

  it('[ID5] an answer given while the system saw no input is a sign of life: no new question for the same stretch', () => {
    const desk = new Desk(MONDAY);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(70_000, { idle: true });
    const [question] = desk.idles.values();
    desk.answer(question?.id ?? '', 'keep');
    desk.work(50_000, { idle: true });
    expect(desk.idles.size).toBe(1);
    desk.work(20_000, { idle: true });
    expect(desk.idles.size).toBe(2);
    expect(desk.total()).toBe(140_000);
  });

  it('[ID6] left open for an hour, tracking pauses; nothing is cut, and going on is offered on return', () => {
    const desk = new Desk(MONDAY);
    desk.start(terms({ idleMs: 10 * MINUTE_MS }));
    desk.work(3 * HOUR_MS, { idle: true });
    expect(desk.state).toMatchObject({ mode: 'paused', reason: 'idle' });
    expect(desk.total()).toBe(HOUR_MS);
    expect(desk.notices.filter((n) => n.id === 'resume-offer')).toEqual([]);
    desk.idleMs = 0;
    desk.tick();
    desk.tick();
    expect(desk.notices.filter((n) => n.id === 'resume-offer')).toHaveLength(1);
    const [question] = desk.idles.values();
    desk.answer(question?.id ?? '', 'discard');
    expect(desk.total()).toBe(0);
    desk.resume();
    desk.work(5_000);
    expect(desk.total()).toBe(5_000);
  });

  it('[ID7] an older question can still be answered after the session has ended', () => {
    const desk = new Desk(MONDAY);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(90_000, { idle: true });
    desk.stop();
    const [question] = desk.idles.values();
    desk.answer(question?.id ?? '', 'discard');
    expect(desk.total()).toBe(0);
    expect([...desk.idles.values()].map((q) => q.state)).toEqual(['discarded']);
  });
});

describe('lock and sleep', () => {
  it('[RC1] a lock pauses; going on is offered once after the unlock, and only the user goes on', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(10_000);
    desk.locked = true;
    desk.work(120_000);
    expect(desk.total()).toBe(11_000);
    desk.locked = false;
    desk.work(60_000);
    expect(desk.notices.filter((n) => n.id === 'resume-offer')).toHaveLength(1);
    expect(desk.total()).toBe(11_000);
    desk.resume();
    desk.work(5_000);
    desk.stop();
    expect(desk.total()).toBe(16_000);
    expect(desk.allSlices()[0]?.spans).toHaveLength(2);
  });

  it('[RC2] time asleep is never tracked, also when no event told of it; the gap is recorded', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(10_000);
    desk.clock.sleep(2 * HOUR_MS);
    desk.clock.advance(400);
    desk.tick();
    expect(desk.state).toMatchObject({ mode: 'paused', reason: 'suspend' });
    expect(desk.total()).toBe(10_400);
    expect(desk.allSlices()[0]?.gaps.map((g) => [g.reason, Math.round((g.end - g.start) / 60_000)])).toEqual([
      ['suspend', 120],
    ]);
    expect(desk.allSlices()[0]?.jumps).toEqual([]);
    desk.resume();
    desk.work(1_000);
    expect(slots(desk)).toEqual(['10:00', '12:00']);
  });

  it('[RC3] a suspend event pauses at once, twice told is once', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(10_000);
    for (let i = 0; i < 2; i++) desk.do({ type: 'pause', reading: desk.reading(), reason: 'suspend' });
    expect(desk.state).toMatchObject({ mode: 'paused', reason: 'suspend' });
    expect(desk.allSlices().map((s) => s.closeReason)).toEqual(['suspend']);
  });

  it('[RC4] time in which the process did not run is not tracked, and tracking goes on', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(10_000);
    desk.clock.advance(5 * MINUTE_MS);
    desk.tick();
    desk.work(10_000);
    desk.stop();
    expect(desk.total()).toBe(20_000);
    expect(desk.allSlices()[0]?.gaps.map((g) => [g.reason, g.end - g.start])).toEqual([
      ['unobserved', 5 * MINUTE_MS],
    ]);
  });
});

describe('the weekly limit', () => {
  const hour = (overLimit: 'stop' | 'continue') =>
    terms({ overLimit, limits: [{ from: 0, limitSeconds: 3600 }] });

  it('[WK3] told once each at 80, 95 and 100 per cent', () => {
    const desk = new Desk(MONDAY);
    desk.start(hour('continue'));
    desk.work(70 * MINUTE_MS);
    expect(desk.notices.map((n) => n.id)).toEqual(['limit-80', 'limit-95', 'limit-100']);
    expect(desk.state.mode).toBe('tracking');
    expect(desk.total()).toBe(70 * MINUTE_MS);
  });

  it('[WK4] with "stop at the limit" tracking stops exactly there, and cannot start again this week', () => {
    const desk = new Desk('2026-11-23T10:00:00.250Z');
    desk.start(hour('stop'));
    desk.work(70 * MINUTE_MS);
    expect(desk.state.mode).toBe('stopped');
    expect(desk.total()).toBe(HOUR_MS);
    expect(desk.allSlices().at(-1)?.closeReason).toBe('limit');
    expect(desk.notices.at(-1)?.id).toBe('limit-stopped');
    desk.start(hour('stop'));
    expect(desk.state.mode).toBe('stopped');
    desk.work(5_000);
    expect(desk.total()).toBe(HOUR_MS);
  });

  it('[WK5] the week begins anew on Monday 00:00 UTC, in the middle of a session', () => {
    const desk = new Desk('2026-11-22T23:30:00Z');
    desk.start(hour('stop'));
    desk.work(80 * MINUTE_MS);
    expect(desk.state.mode).toBe('tracking');
    desk.work(20 * MINUTE_MS);
    expect(desk.state.mode).toBe('stopped');
    expect(desk.total()).toBe(90 * MINUTE_MS);
  });

  it('[WK7] a slice that goes on after a stop is counted once against the limit', () => {
    const desk = new Desk(MONDAY);
    const fiveMinutes = terms({ overLimit: 'stop', limits: [{ from: 0, limitSeconds: 300 }] });
    desk.start(fiveMinutes);
    desk.work(2 * MINUTE_MS);
    desk.stop();
    desk.start(fiveMinutes);
    desk.work(2 * MINUTE_MS);
    expect(desk.state.mode).toBe('tracking');
    desk.work(2 * MINUTE_MS);
    expect(desk.total()).toBe(5 * MINUTE_MS);
  });

  it('[WK6] a raise during the session counts at once', () => {
    const desk = new Desk(MONDAY);
    desk.start(hour('stop'));
    desk.work(59 * MINUTE_MS);
    const raised = hour('stop');
    desk.do({
      type: 'terms',
      terms: { ...raised, limits: [...raised.limits, { from: desk.now, limitSeconds: 7200 }] },
    });
    desk.work(30 * MINUTE_MS);
    expect(desk.state.mode).toBe('tracking');
  });
});

describe('clocks', () => {
  it('[CK1] a jump forward moves later time on the grid, makes none, and is recorded on the slice', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(60_000);
    desk.clock.jump(HOUR_MS);
    desk.work(60_000);
    desk.stop();
    expect(slots(desk)).toEqual(['10:00', '11:00']);
    expect(desk.total()).toBe(120_000);
    expect(desk.allSlices()[1]?.jumps).toEqual([{ at: expect.any(Number), byMs: HOUR_MS }]);
    expect(desk.notices.map((n) => n.id)).toEqual(['clock-jump']);
  });

  it('[CK2] a jump back never pays a slot twice: later time fills free room only', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(10 * MINUTE_MS);
    desk.clock.jump(-10 * MINUTE_MS);
    desk.work(10 * MINUTE_MS);
    desk.stop();
    expect(desk.total()).toBe(20 * MINUTE_MS);
    expect(desk.allSlices().map(trackedMs)).toEqual([600_000, 600_000]);
    expect(slots(desk)).toEqual(['10:00', '10:10']);
  });

  it('[CK3] a clock set back by a day lets later time fall on that day, where it is free', () => {
    const desk = new Desk('2026-11-24T10:00:00Z');
    desk.start();
    desk.work(60_000);
    desk.clock.jump(-24 * HOUR_MS);
    desk.work(60_000);
    desk.stop();
    expect(desk.total()).toBe(120_000);
    expect(desk.allSlices().map((s) => s.slot)).toEqual([
      slotOf(Date.parse('2026-11-23T10:00:00Z')),
      slotOf(Date.parse('2026-11-24T10:00:00Z')),
    ]);
  });

  it('[CK4] drift of less than two seconds is no jump', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    for (let i = 0; i < 100; i++) {
      desk.clock.advance(1000);
      desk.clock.jump(i % 2 === 0 ? 900 : -900);
      desk.tick();
    }
    expect(desk.allSlices()[0]?.jumps).toEqual([]);
    expect(desk.total()).toBe(100_000);
  });
});
