/** Idle time at the edges: where a stretch begins and ends, whom it belongs to, and what an answer reaches. */
import { describe, expect, it } from 'vitest';
import { type IdleReply, STOPPED, settled } from '../../domain/recorder';
import { idleMs, trackedMs } from '../../domain/slice';
import { HOUR_MS, MINUTE_MS } from '../../domain/week';
import { contractId, Desk, onlySlice, sessionOf, terms, tickWith } from '../support/desk';

const MONDAY = '2026-11-23T10:00:00Z';
const T = Date.parse(MONDAY);
const B = terms({ contractId: contractId(2) });

describe('idle time', () => {
  it('[ID1] is not looked for before tracking began, went on, or was unobserved', () => {
    const desk = new Desk(T);
    desk.idleMs = HOUR_MS;
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(59_000);
    expect(desk.idles.size).toBe(0);
    desk.clock.advance(5 * MINUTE_MS);
    desk.tick();
    const from = desk.now;
    desk.work(59_000);
    expect(desk.idles.size).toBe(0);
    desk.work(1_000);
    const [question] = desk.idles.values();
    expect(question).toMatchObject({ start: from, end: from + MINUTE_MS, answeredAt: null });
  });

  it('[ID1] is not looked for before a jump of the clock', () => {
    const desk = new Desk(T);
    desk.idleMs = 24 * HOUR_MS;
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(30_000);
    desk.clock.jump(HOUR_MS);
    desk.work(59_000);
    expect(desk.idles.size).toBe(0);
    desk.work(1_000);
    const [question] = desk.idles.values();
    expect(question?.start).toBe(T + HOUR_MS + 30_000);
  });

  it('[ID3] a reading that says as much idle time as the stretch is long goes on with it', () => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(MINUTE_MS, { idle: true });
    expect(sessionOf(desk).idle?.away).toBe(true);
    tickWith(desk, { idleMs: MINUTE_MS });
    expect(sessionOf(desk).idle?.away).toBe(true);
    tickWith(desk, { idleMs: null });
    expect(sessionOf(desk).idle?.away).toBe(true);
    tickWith(desk, { idleMs: MINUTE_MS + 1_999 });
    expect(sessionOf(desk).idle).toMatchObject({ away: false, question: { end: T + MINUTE_MS + 2_000 } });
  });

  it('[ID5] a second stretch begins no earlier than the first one ended', () => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(MINUTE_MS, { idle: true });
    desk.idleMs = 0;
    desk.work(1_000);
    desk.idleMs = HOUR_MS;
    desk.work(MINUTE_MS);
    const [first, second] = [...desk.idles.values()];
    expect(second?.start).toBe(first?.end);
    expect(first?.end).toBe(T + MINUTE_MS);
  });

  it('[ID2] a stretch that begins with its slot leaves the slice before alone; one a second earlier reaches into it', () => {
    for (const [before, asked] of [
      [0, 0],
      [1_000, 1],
    ] as const) {
      const desk = new Desk(T + 9 * MINUTE_MS);
      desk.start(terms({ idleMs: 30_000 }));
      desk.work(MINUTE_MS - before);
      desk.idleMs = 0;
      desk.work(29_000, { idle: true });
      desk.clock.advance(1_000);
      desk.idleMs = 30_000;
      expect(desk.tick().remark).toHaveLength(asked);
    }
  });

  it('[ID6] it pauses after an hour, not a second before, and says since when', () => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: 10 * MINUTE_MS }));
    desk.work(HOUR_MS - 1_000, { idle: true });
    expect(desk.state.mode).toBe('tracking');
    desk.work(1_000, { idle: true });
    expect(desk.state).toMatchObject({ mode: 'paused', reason: 'idle', since: T + HOUR_MS, offered: false });
    expect(desk.allSlices().at(-1)?.closeReason).toBe('idle');
    for (const [change, offers] of [
      [{ idleMs: null }, 0],
      [{ idleMs: 5_000 }, 0],
      [{ idleMs: 0, locked: true }, 0],
      [{ idleMs: 4_999 }, 1],
      [{ idleMs: 0 }, 0],
    ] as const)
      expect(tickWith(desk, change).notices).toHaveLength(offers);
    expect(desk.notices).toEqual([
      { id: 'resume-offer', contractId: contractId(1), reason: 'idle', since: T + HOUR_MS },
    ]);
    desk.resume();
    expect(sessionOf(desk).idle?.away).toBe(false);
    tickWith(desk, { idleMs: 0 });
    expect(sessionOf(desk).idle?.question.end).toBe(T + HOUR_MS);
  });

  it('[RC1] after an unlock going on is offered also where nobody knows of the input', () => {
    const desk = new Desk(T);
    desk.start();
    desk.work(1_000);
    tickWith(desk, { locked: true });
    expect(tickWith(desk, { idleMs: null }).notices).toMatchObject([{ id: 'resume-offer', reason: 'lock' }]);
  });

  it.each<[IdleReply, number]>([
    ['keep', 100_000],
    ['discard', 40_000],
  ])('[ID4] "%s" of an earlier session’s question is no part of this session’s own sum', (reply, total) => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(MINUTE_MS, { idle: true });
    desk.stop();
    const [question] = desk.idles.values();
    desk.idleMs = 0;
    desk.start(terms({ idleMs: HOUR_MS }));
    desk.work(40_000);
    const done = desk.answer(question?.id ?? '', reply);
    expect(desk.total()).toBe(total);
    expect(sessionOf(desk).trackedMs).toBe(40_000);
    expect(done.answered).toEqual([
      { ...question, state: reply === 'keep' ? 'kept' : 'discarded', answeredAt: desk.now },
    ]);
    expect(done.idles).toEqual(done.answered);
  });

  it('[ID4] [ID9] "stop" for another contract’s question leaves the timer running, and its idle time its own', () => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(MINUTE_MS, { idle: true });
    const [question] = desk.idles.values();
    desk.idleMs = 0;
    desk.start(B);
    desk.work(10_000);
    desk.answer(question?.id ?? '', 'stop');
    expect(desk.state.mode).toBe('tracking');
    expect(desk.total()).toBe(10_000);
    expect(sessionOf(desk).trackedMs).toBe(10_000);
  });

  it('[ID4] what was not yet observed belongs to the question where the user was still away', () => {
    const desk = new Desk(T);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(MINUTE_MS, { idle: true });
    const [question] = desk.idles.values();
    desk.clock.advance(5_000);
    desk.idleMs = MINUTE_MS + 5_000;
    desk.input({ keys: 3 });
    desk.answer(question?.id ?? '', 'stop');
    expect(desk.total()).toBe(0);
    expect([...desk.idles.values()]).toMatchObject([{ end: T + MINUTE_MS + 5_000, state: 'discarded' }]);
    expect(onlySlice(desk).minutes[1]?.keys).toBe(3);
    expect(onlySlice(desk).closeReason).toBe('stop');
  });

  it('[ID7] a paused session’s question is answered as it stands, with its slices', () => {
    const desk = new Desk(T + 9 * MINUTE_MS);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(3 * MINUTE_MS, { idle: true });
    tickWith(desk, { locked: true, idleMs: 3 * MINUTE_MS + 1_000 });
    const [question] = desk.idles.values();
    if (!question) throw new Error('no question');
    const done = desk.do({
      type: 'idle-answer',
      reading: desk.reading(),
      question: { ...question, end: question.start + 1 },
      answer: 'discard',
    });
    expect(done.answered[0]?.end).toBe(question.end);
    expect(done.notices).toEqual([]);
    expect(desk.state.mode).toBe('paused');
    expect(sessionOf(desk)).toMatchObject({ idle: null, trackedMs: 0 });
    expect(desk.total()).toBe(0);
  });

  it('[ID2] [ID9] a stretch marks and answers for its own contract’s slices only', () => {
    const desk = new Desk(T);
    desk.start(B);
    desk.work(30_000);
    const other = structuredClone(onlySlice(desk));
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(70_000, { idle: true });
    const [question] = desk.idles.values();
    if (!question) throw new Error('no question');
    const wide = { ...question, start: T, state: 'discarded' as const };
    const mine = desk.allSlices().filter(({ contractId: id }) => id === contractId(1));
    const done = { ...desk.tick(), state: STOPPED, slices: [], answered: [wide] };
    expect(settled(done, () => [other, ...mine]).map(({ id }) => id)).toEqual(mine.map(({ id }) => id));
    expect(
      settled({ ...done, answered: [{ ...wide, state: 'kept' }] }, () => mine)[0]?.spans.at(-1)?.kind,
    ).toBe('kept');
    expect(settled({ ...done, answered: [], remark: [{ ...wide, id: question.id }] }, () => [other])).toEqual(
      [],
    );
  });
});

describe('idle time of several slices', () => {
  it('[ID4] an answer while tracking reaches the open slice, the one before, and those on record', () => {
    const desk = new Desk(T + 9 * MINUTE_MS);
    desk.start(terms({ idleMs: MINUTE_MS }));
    desk.work(MINUTE_MS + 2_000, { idle: true });
    const [question] = desk.idles.values();
    desk.answer(question?.id ?? '', 'discard');
    expect(desk.allSlices().map(trackedMs)).toEqual([0, 0]);
    expect(desk.allSlices().map(idleMs)).toEqual([0, 0]);
    expect(sessionOf(desk).previous?.spans.map(({ kind }) => kind)).toEqual(['discarded']);
    expect(sessionOf(desk).trackedMs).toBe(0);
  });
});
