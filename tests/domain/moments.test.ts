/** The moments of a slice's pictures: where they may fall, and what an excluded window does to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DueMoment, drawn, drawnAnew, putOff } from '../../domain/moments';
import { seededRandom } from '../../domain/random';
import { slotEnd, slotStart } from '../../domain/week';
import { newContractId, newSliceId, SLOT } from '../support/store-fixtures';

const slice = { sliceId: newSliceId(), contractId: newContractId(), slot: SLOT };
const [START, END] = [slotStart(SLOT), slotEnd(SLOT)];
const fixed = (...draws: number[]) => {
  const asked: string[] = [];
  return {
    asked,
    uniform(purpose: string) {
      asked.push(purpose);
      return draws[asked.length - 1] ?? 0;
    },
  };
};
const due = (at: number, postponed = false): DueMoment => ({
  sliceId: slice.sliceId,
  slot: SLOT,
  at: START + at,
  postponed,
});

describe('drawing', () => {
  it('[PI1] [PV7] every moment lies in what is left of the slot, ascending, as many as were asked for', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -1, max: 3 }),
        fc.integer({ min: 0, max: END - START - 1 }),
        (seed, count, from) => {
          const moments = drawn(seededRandom(seed), slice, count, START + from);
          expect(moments).toHaveLength(Math.max(0, count));
          const instants = moments.map(({ at }) => at);
          expect(instants).toEqual([...instants].sort((a, b) => a - b));
          for (const at of instants) expect(at >= START + from && at < END).toBe(true);
        },
      ),
    );
  });

  it('[PI1] [PV7] each moment is a draw of its own, named after the contract, the slot and its number', () => {
    const random = fixed(0.75, 0.25, 0.5);
    expect(drawn(random, slice, 3, START)).toEqual([due(150_000), due(300_000), due(450_000)]);
    const purpose = `picture:${slice.contractId}:${SLOT}`;
    expect(random.asked).toEqual([purpose, `${purpose}:2`, `${purpose}:3`]);
  });

  it('[PI1] where nothing of the slot is left, the moment is now', () => {
    expect(drawn(fixed(0.9), slice, 1, END + 5).map(({ at }) => at)).toEqual([END + 5]);
  });
});

describe('an excluded window in front', () => {
  it('[PV3] puts off exactly the moments that have come', () => {
    const moments = [due(1_000), due(2_000), due(3_000)];
    expect(putOff(moments, START + 2_000)).toEqual([due(1_000, true), due(2_000, true), due(3_000)]);
    expect(putOff(moments, START + 999)).toBe(moments);
    const put = [due(1_000, true), due(3_000)];
    expect(putOff(put, START + 2_000)).toBe(put);
    expect(putOff([], START)).toEqual([]);
  });

  it('[PV3] once it has left, what was put off is drawn over what is left, the others stay, all in order', () => {
    const random = fixed(0.5);
    const anew = drawnAnew([due(1_000, true), due(400_000)], random, slice.contractId, START + 300_000);
    expect(anew).toEqual([due(400_000), due(450_000)]);
    expect(random.asked).toEqual([`picture:${slice.contractId}:${SLOT}:anew`]);
    const none = [due(400_000)];
    expect(drawnAnew(none, random, slice.contractId, START)).toBe(none);
    expect(random.asked).toHaveLength(1);
  });
});
