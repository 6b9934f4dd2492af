/** Small changes to a slice: what grows, what is added, and what stays as it was. */
import { describe, expect, it } from 'vitest';
import { NO_INPUT } from '../../domain/sample';
import { emptySlice, extended, withBackends, withMemo, withWindowTime } from '../../domain/slice-edit';
import { aSlice, closed, newContractId, newIdleId, newSliceId, SLOT, span } from '../support/store-fixtures';

const id = newIdleId();

describe('a slice that begins', () => {
  it('[SL1] has nothing in it yet: ten minutes without input, no time, no facts', () => {
    const [sliceId, contractId] = [newSliceId(), newContractId()];
    expect(emptySlice(sliceId, contractId, SLOT, 'memo')).toEqual({
      id: sliceId,
      contractId,
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
      minutes: Array.from({ length: 10 }, () => NO_INPUT),
      windows: [],
      jumps: [],
      gaps: [],
      backends: { input: [], window: [], idle: [] },
    });
  });
});

describe('spans', () => {
  it('[SL10] a piece that goes on where the last ended lengthens it, if it is of the same kind and question', () => {
    const next = { start: 10, end: 20 };
    expect(extended([], next, 'work', null)).toEqual([span(10, 20)]);
    expect(extended([span(0, 10)], next, 'work', null)).toEqual([span(0, 20)]);
    expect(extended([span(0, 9)], next, 'work', null)).toEqual([span(0, 9), span(10, 20)]);
    expect(extended([span(0, 10)], next, 'idle', id)).toEqual([span(0, 10), span(10, 20, 'idle', id)]);
    expect(extended([span(0, 10, 'idle', id)], next, 'kept', id)).toEqual([
      span(0, 10, 'idle', id),
      span(10, 20, 'kept', id),
    ]);
    expect(extended([span(0, 10, 'idle', newIdleId())], next, 'idle', id)).toHaveLength(2);
  });

  it('[CK2] a piece that fills a hole before the last span takes its place in time', () => {
    const piece = { start: 10, end: 20 };
    expect(extended([span(0, 5), span(30, 40)], piece, 'work', null)).toEqual([
      span(0, 5),
      span(10, 20),
      span(30, 40),
    ]);
  });
});

describe('facts', () => {
  it('[SL6] window time is kept by application and title, both', () => {
    const windows = [
      { app: 'Code', title: 'a', ms: 5 },
      { app: 'Code', title: 'b', ms: 6 },
    ];
    expect(withWindowTime(windows, { app: 'Code', title: 'b' }, 4)).toEqual([
      { app: 'Code', title: 'a', ms: 5 },
      { app: 'Code', title: 'b', ms: 10 },
    ]);
    const other = { app: 'Mail', title: 'a' };
    expect(withWindowTime(windows, other, 4)).toEqual([...windows, { ...other, ms: 4 }]);
  });

  it('[RC14] a backend is named once, in the order in which it first answered; none is no name', () => {
    const known = { input: ['x11'], window: [], idle: ['electron'] };
    const now = { input: ['uiohook', 'x11'], window: ['none', 'x-win'], idle: ['none'] };
    expect(withBackends(known, now)).toEqual({
      input: ['x11', 'uiohook'],
      window: ['x-win'],
      idle: ['electron'],
    });
    expect(withBackends(known, known).input).toBe(known.input);
  });

  it('[SL9] a memo given to a closed slice is an edit with its time, to an open one it is not', () => {
    const open = aSlice(newContractId(), SLOT);
    expect(withMemo(open, 'new', 7)).toEqual({ ...open, memo: 'new', editedAt: null });
    expect(withMemo(closed(open), 'new', 7)).toEqual({ ...closed(open), memo: 'new', editedAt: 7 });
  });
});
