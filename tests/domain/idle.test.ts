/** Marking and answering idle time in a slice's spans. */
import { describe, expect, it } from 'vitest';
import { answerIdle, markIdle } from '../../domain/idle';
import type { Span } from '../../domain/slice';
import { newIdleId } from '../support/store-fixtures';

const id = newIdleId();
const other = newIdleId();
const span = (
  start: number,
  end: number,
  kind: Span['kind'] = 'work',
  idleId: Span['idleId'] = null,
): Span => ({
  start,
  end,
  kind,
  idleId,
});
const markedOf = (spans: Span[], from: number, to: number) => markIdle({ spans }, from, to, id).spans;

describe('marking', () => {
  it('[ID2] the stretch cuts work where it begins and ends, and leaves no empty span', () => {
    expect(markedOf([span(0, 10)], 3, 7)).toEqual([span(0, 3), span(3, 7, 'idle', id), span(7, 10)]);
    expect(markedOf([span(0, 10)], 0, 10)).toEqual([span(0, 10, 'idle', id)]);
    expect(markedOf([span(0, 10)], -5, 4)).toEqual([span(0, 4, 'idle', id), span(4, 10)]);
    expect(markedOf([span(0, 10)], 6, 99)).toEqual([span(0, 6), span(6, 10, 'idle', id)]);
  });

  it('[ID2] work that the stretch only touches stays whole', () => {
    expect(markedOf([span(0, 10), span(20, 30)], 10, 20)).toEqual([span(0, 10), span(20, 30)]);
    expect(markedOf([span(0, 10)], 50, 60)).toEqual([span(0, 10)]);
  });

  it('[ID2] what another question has marked, kept or discarded stays with it', () => {
    const spans = [span(0, 10, 'idle', other), span(10, 20, 'kept', other), span(20, 30, 'discarded', other)];
    expect(markedOf(spans, 0, 30)).toEqual(spans);
  });
});

describe('answering', () => {
  it('[ID4] an answer reaches the spans of its own question only, and only those not answered yet', () => {
    const spans = [
      span(0, 10),
      span(10, 20, 'idle', id),
      span(20, 30, 'idle', other),
      span(30, 40, 'kept', id),
    ];
    expect(answerIdle({ spans }, id, 'discarded').spans).toEqual([
      span(0, 10),
      span(10, 20, 'discarded', id),
      span(20, 30, 'idle', other),
      span(30, 40, 'kept', id),
    ]);
    expect(answerIdle({ spans }, id, 'kept').spans[1]).toEqual(span(10, 20, 'kept', id));
  });
});
