/** The moments of a slice's pictures: where they may fall, and what an excluded window does to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../domain/day-key';
import type { Draw } from '../../domain/field';
import { type DueMoment, drawn, drawnAnew, momentOf, putOff, tellable } from '../../domain/moments';
import { seededRandom } from '../../domain/random';
import { slotEnd, slotStart } from '../../domain/week';
import { sha256 } from '../support/evidence';
import { newContractId, newSliceId, SLOT } from '../support/store-fixtures';

const slice = { sliceId: newSliceId(), contractId: newContractId(), slot: SLOT };
const [START, END] = [slotStart(SLOT), slotEnd(SLOT)];
const fixed = (...draws: number[]) => {
  const asked: string[] = [];
  const uniform = (purpose: string) => {
    asked.push(purpose);
    return draws[asked.length - 1] ?? 0;
  };
  return { asked, random: { uniform }, told: true };
};
const due = (at: number, nth: Draw['nth'], from = 0, postponed = false): DueMoment => ({
  sliceId: slice.sliceId,
  slot: SLOT,
  at: START + at,
  postponed,
  draw: { nth, from: START + from },
  told: true,
});

describe('drawing', () => {
  it('[PI1] [PV7] every moment lies in what is left of the slot, ascending, as many as were asked for', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -1, max: 3 }),
        fc.integer({ min: 0, max: END - START - 1 }),
        (seed, count, from) => {
          const moments = drawn({ random: seededRandom(seed), told: false }, slice, count, START + from);
          expect(moments).toHaveLength(Math.max(0, count));
          const instants = moments.map(({ at }) => at);
          expect(instants).toEqual([...instants].sort((a, b) => a - b));
          for (const at of instants) expect(at >= START + from && at < END).toBe(true);
        },
      ),
    );
  });

  it('[PI1] [PV7] each moment is a draw of its own, named after the contract, the slot and its number', () => {
    const chance = fixed(0.75, 0.25, 0.5);
    expect(drawn(chance, slice, 3, START)).toEqual([due(150_000, 1), due(300_000, 2), due(450_000, 0)]);
    const purpose = `picture:${slice.contractId}:${SLOT}`;
    expect(chance.asked).toEqual([purpose, `${purpose}:2`, `${purpose}:3`]);
  });

  it('[PI1] where nothing of the slot is left, the moment is now', () => {
    expect(drawn(fixed(0.9), slice, 1, END + 5).map(({ at }) => at)).toEqual([END + 5]);
  });
});

describe('an excluded window in front', () => {
  it('[PV3] puts off exactly the moments that have come', () => {
    const moments = [due(1_000, 0), due(2_000, 1), due(3_000, 2)];
    expect(putOff(moments, START + 2_000)).toEqual([
      due(1_000, 0, 0, true),
      due(2_000, 1, 0, true),
      due(3_000, 2),
    ]);
    expect(putOff(moments, START + 999)).toBe(moments);
    const put = [due(1_000, 0, 0, true), due(3_000, 1)];
    expect(putOff(put, START + 2_000)).toBe(put);
    expect(putOff([], START)).toEqual([]);
  });

  it('[PV3] once it has left, what was put off is drawn over what is left, the others stay, all in order', () => {
    const chance = fixed(0.5);
    const [off, kept] = [due(1_000, 0, 0, true), due(400_000, 1)];
    const anew = drawnAnew([off, kept], () => chance, slice.contractId, START + 300_000);
    expect(anew).toEqual([kept, due(450_000, 'anew', 300_000)]);
    expect(chance.asked).toEqual([`picture:${slice.contractId}:${SLOT}:anew`]);
    const none = [kept];
    expect(drawnAnew(none, () => chance, slice.contractId, START)).toBe(none);
    expect(chance.asked).toHaveLength(1);
  });
});

describe('a day key as the source', () => {
  const key = (n: number) => keyedRandom(sha256(new Uint8Array([n])), sha256);

  it('[SG16] two moments that are drawn anew at once are draws of their own, also when they are put off again', () => {
    const chance = { random: key(1), told: true };
    let moments: readonly DueMoment[] = drawn(chance, slice, 3, START);
    for (const at of [START + 1_000, START + 60_000]) {
      moments = drawnAnew(putOff(moments, END), () => chance, slice.contractId, at);
      expect(moments.map(({ draw }) => draw.nth).sort()).toEqual(['anew', 'anew:2', 'anew:3']);
      expect(new Set(moments.map((one) => one.at)).size).toBe(3);
      for (const one of moments) expect(one.draw.from).toBe(at);
    }
  });

  it('[SG16] what is told of a moment draws it again; a slice that goes on draws with the numbers that it has not had', () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: END - START - 1 }),
        (n, had, from) => {
          const chance = { random: key(n), told: true };
          const moments = drawn(chance, slice, 3 - had, START + from, had);
          expect(moments.map(({ draw }) => draw.nth).sort()).toEqual([0, 1, 2].slice(had));
          const anew = drawnAnew(putOff(moments, END), () => chance, slice.contractId, START + from + 1);
          for (const { at, draw } of [...moments, ...anew])
            expect(momentOf(key(n), slice.contractId, SLOT, draw.nth, draw.from)).toBe(at);
        },
      ),
    );
  });

  it.each<[string, boolean, number, boolean]>([
    ['at its moment', true, 0, true],
    ['half a minute late', true, 30_000, true],
    ['later than that', true, 30_001, false],
    ['before it, by a clock that was set back', true, -1, false],
    ['by a stop before it', false, -60_000, true],
    ['by a stop, and before the draw itself', false, -60_001, false],
  ])('[SG16] a picture taken %s: its draw is told or not', (_, atMoment, late, is) => {
    const moment = due(100_000, 0, 40_000);
    expect(tellable(moment, moment.at + late, atMoment)).toEqual(is ? moment.draw : null);
    expect(tellable({ ...moment, told: false }, moment.at + late, atMoment)).toBeNull();
  });
});
