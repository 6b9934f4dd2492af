/** What may be changed in the diary, and until when. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualSlice, refusalOfEdit, refusalOfManual, refusalOfMove } from '../../domain/edit';
import { trackedMs } from '../../domain/slice';
import { slotEnd, slotOf, slotStart, weekEnd, weekLocksAt, weekStart } from '../../domain/week';
import { aSlice, closed, MONDAY, newContractId, newSliceId, SLOT } from '../support/store-fixtures';

const HOUR = 3_600_000;
const slice = closed(aSlice(newContractId(), SLOT));
const open = { manualAllowed: true, archivedAt: null };

describe('the lock', () => {
  it('[ED1] a week can be edited up to the last millisecond before Monday 12:00 UTC', () => {
    const lock = MONDAY + 7 * 24 * HOUR + 12 * HOUR;
    expect(weekLocksAt(slotStart(SLOT))).toBe(lock);
    expect(refusalOfEdit(slice, lock - 1)).toBeNull();
    expect(refusalOfEdit(slice, lock)).toBe('locked');
  });

  it('[ED2] what is being tracked is not edited but in its memo', () => {
    expect(refusalOfEdit({ ...slice, state: 'open' }, slotEnd(SLOT))).toBe('open');
  });
});

describe('moving', () => {
  const now = slotEnd(SLOT);
  it('[ED3] needs a contract in use with no time in that slot', () => {
    const target = { id: newContractId(), archivedAt: null };
    expect(refusalOfMove(slice, target, false, now)).toBeNull();
    expect(refusalOfMove(slice, target, true, now)).toBe('taken');
    expect(refusalOfMove(slice, { ...target, archivedAt: 1 }, false, now)).toBe('archived');
    expect(refusalOfMove(slice, target, false, weekLocksAt(now))).toBe('locked');
    expect(refusalOfMove(slice, { ...target, id: slice.contractId }, true, now)).toBeNull();
  });
});

describe('manual time', () => {
  const now = slotEnd(SLOT) + 1;
  it('[ED6] is its ten minutes of work, closed as a slot that ended, with what was said of it', () => {
    const entry = { contractId: slice.contractId, slot: SLOT, memo: 'm', tag: 't', reason: 'r' };
    expect(manualSlice(slice.id, entry)).toMatchObject({
      ...entry,
      id: slice.id,
      kind: 'manual',
      state: 'closed',
      closeReason: 'slot-end',
      spans: [{ start: slotStart(SLOT), end: slotEnd(SLOT), kind: 'work', idleId: null }],
    });
  });

  it('[ED6] only where the contract allows it and is in use', () => {
    expect(refusalOfManual(open, [SLOT], [], now)).toBeNull();
    expect(refusalOfManual({ ...open, manualAllowed: false }, [SLOT], [], now)).toBe('not-allowed');
    expect(refusalOfManual({ ...open, archivedAt: 1 }, [SLOT], [], now)).toBe('archived');
  });

  it('[ED6] only in spots of the present week that are over', () => {
    expect(refusalOfManual(open, [SLOT], [], slotEnd(SLOT))).toBeNull();
    expect(refusalOfManual(open, [SLOT], [], slotEnd(SLOT) - 1)).toBe('future');
    const last = slotOf(weekEnd(MONDAY) - 1);
    expect(refusalOfManual(open, [last], [], weekEnd(MONDAY))).toBe('other-week');
    expect(refusalOfManual(open, [SLOT, SLOT], [], now)).toBe('twice');
  });

  it('[ED6] only where nothing is logged: a span that touches the spot does not take it', () => {
    const [start, end] = [slotStart(SLOT), slotEnd(SLOT)];
    expect(refusalOfManual(open, [SLOT], [{ start: start - 5, end: start }], now)).toBeNull();
    expect(refusalOfManual(open, [SLOT], [{ start: end, end: end + 5 }], now)).toBeNull();
    expect(refusalOfManual(open, [SLOT], [{ start: end - 1, end: end + 5 }], now)).toBe('taken');
  });

  it('[ED6] whatever is entered, a spot is ten minutes by hand, in the present week, and overlaps nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 36_000 }), fc.integer({ min: 1, max: 900 })), {
          maxLength: 6,
        }),
        (spots, spans) => {
          const base = slotOf(MONDAY);
          const slots = spots.map((n) => base + n * 600);
          const occupied = spans.map(([at, s]) => ({
            start: MONDAY + at * 1000,
            end: MONDAY + (at + s) * 1000,
          }));
          const at = MONDAY + 8 * HOUR;
          if (refusalOfManual(open, slots, occupied, at) !== null) return;
          const entry = { contractId: newContractId(), memo: 'm', tag: '', reason: 'r' };
          for (const slot of slots) {
            const made = manualSlice(newSliceId(), { ...entry, slot });
            expect(trackedMs(made)).toBe(600_000);
            expect(made).toMatchObject({ kind: 'manual', reason: 'r', state: 'closed', windows: [] });
            expect(weekStart(slotStart(slot))).toBe(weekStart(at));
            for (const span of occupied) {
              expect(span.end <= slotStart(slot) || span.start >= slotEnd(slot)).toBe(true);
            }
          }
        },
      ),
    );
  });
});
