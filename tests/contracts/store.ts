/** What every `RecorderStore` must do, whatever it is made of. SPEC: ST. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ContractId } from '../../domain/ids';
import { type Slice, trackedMs } from '../../domain/slice';
import { DAY_MS, SLOT_MS, slotStart, WEEK_MS } from '../../domain/week';
import type { IdleQuestion, RecorderStore } from '../../electron/main/ports';
import { anIdle, aSlice, closed, MONDAY, newIdleId, SLOT, work } from '../support/store-fixtures';

export interface StoreUnderTest {
  store: RecorderStore;
  /** Adds a contract and returns its id. */
  addContract(): ContractId;
  /** The same data through a new store, as after a restart without a clean end. */
  restarted(): RecorderStore;
}

export function recorderStoreContract(name: string, setUp: () => StoreUnderTest): void {
  describe(`the contract of a recorder's store: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: RecorderStore;
    let contract: ContractId;
    let other: ContractId;

    beforeEach(() => {
      subject = setUp();
      store = subject.store;
      contract = subject.addContract();
      other = subject.addContract();
    });

    const save = (slices: Slice[], idles: IdleQuestion[] = []) => {
      expect(store.save(slices, idles)).toEqual({ outcome: 'saved' });
    };

    test('[ST2] what was saved is read back the same, after a restart too', () => {
      const slice = aSlice(contract, SLOT);
      const idle = anIdle(contract, MONDAY);
      save([slice], [idle]);
      for (const each of [store, subject.restarted()]) {
        expect(each.sliceAt(contract, SLOT)).toEqual(slice);
        expect(each.openSlices()).toEqual([slice]);
        expect(each.idle(idle.id)).toEqual(idle);
        expect(each.pendingIdles()).toEqual([idle]);
      }
    });

    test('[ST2] what is not there is null or empty', () => {
      expect(store.sliceAt(contract, SLOT)).toBeNull();
      expect(store.idle(newIdleId())).toBeNull();
      expect(store.openSlices()).toEqual([]);
      expect(store.latestSlice()).toBeNull();
      expect(store.slicesBetween(0, MONDAY * 2)).toEqual([]);
      expect(store.occupied(0, MONDAY * 2)).toEqual([]);
      expect(store.trackedMs(contract, 0, MONDAY * 2)).toBe(0);
      expect(store.contract(contract)?.id).toBe(contract);
    });

    test('[ST5] the latest slice is the one worked on last, also where two contracts share its slot', () => {
      const first = aSlice(contract, SLOT - 600);
      const second = aSlice(other, SLOT, { spans: [work(SLOT, 20_000, 30_000)] });
      const third = aSlice(contract, SLOT, { spans: [work(SLOT, 0, 20_000)] });
      save([second, first, third]);
      expect(store.latestSlice()).toEqual(second);
    });

    test('[ST3] saving again changes nothing, saving a newer state replaces the older', () => {
      const slice = aSlice(contract, SLOT);
      save([slice]);
      save([slice]);
      expect(store.slicesBetween(MONDAY, MONDAY + DAY_MS)).toEqual([slice]);

      const later = closed(slice, { spans: [work(SLOT, 0, 600_000)], memo: 'Footer', interrupted: true });
      save([later]);
      expect(store.slicesBetween(MONDAY, MONDAY + DAY_MS)).toEqual([later]);
      expect(store.openSlices()).toEqual([]);

      const idle = anIdle(contract, MONDAY);
      save([], [idle]);
      const answered: IdleQuestion = { ...idle, end: idle.end + 5, state: 'kept', answeredAt: MONDAY + 9 };
      save([], [answered]);
      expect(store.idle(idle.id)).toEqual(answered);
      expect(store.pendingIdles()).toEqual([]);
    });

    test('[ST3] what is handed in or out is not shared with the store', () => {
      const slice = aSlice(contract, SLOT);
      save([slice]);
      slice.spans.push(work(SLOT, 20_000, 30_000));
      store.sliceAt(contract, SLOT)?.spans.pop();
      expect(store.sliceAt(contract, SLOT)?.spans).toEqual([work(SLOT, 0, 10_000)]);
    });

    test('[ST4] a second slice of the same contract and slot is refused and nothing of that save is kept', () => {
      save([aSlice(contract, SLOT)]);
      const stranger = aSlice(contract, SLOT + 600);
      const idle = anIdle(contract, MONDAY);
      expect(() => store.save([stranger, aSlice(contract, SLOT)], [idle])).toThrow();
      expect(store.sliceAt(contract, SLOT + 600)).toBeNull();
      expect(store.idle(idle.id)).toBeNull();
      save([stranger, aSlice(other, SLOT)]);
    });

    test('[ST4] a span outside of its slot, or more than 600 s in it, is refused', () => {
      expect(() => store.save([aSlice(contract, SLOT, { spans: [work(SLOT, -1, 10)] })], [])).toThrow();
      expect(() =>
        store.save([aSlice(contract, SLOT, { spans: [work(SLOT, 0, SLOT_MS + 1)] })], []),
      ).toThrow();
      const twice = [work(SLOT, 0, SLOT_MS), work(SLOT, 0, 1)];
      expect(() => store.save([aSlice(contract, SLOT, { spans: twice })], [])).toThrow();
      save([aSlice(contract, SLOT, { spans: [work(SLOT, 0, SLOT_MS)] })]);
    });

    test('[ST5] slices between are those with a span in the half-open range, ascending by slot', () => {
      const first = aSlice(contract, SLOT, { spans: [work(SLOT, 0, 1_000), work(SLOT, 5_000, 6_000)] });
      const second = aSlice(other, SLOT + 600, { spans: [work(SLOT + 600, 0, 1_000)] });
      const empty = aSlice(contract, SLOT + 1_200, { spans: [] });
      save([second, empty, first]);
      const at = slotStart(SLOT);
      expect(store.slicesBetween(MONDAY, MONDAY + DAY_MS)).toEqual([first, second]);
      expect(store.slicesBetween(at + 1_000, at + 5_000)).toEqual([]);
      expect(store.slicesBetween(at + 999, at + 1_000)).toEqual([first]);
      expect(store.slicesBetween(at + 6_000, at + SLOT_MS)).toEqual([]);
      expect(store.slicesBetween(at + 6_000, at + SLOT_MS + 1)).toEqual([second]);
    });

    test('[ST5] occupied time is merged over contracts and kinds, discarded time too, and not clipped', () => {
      const at = slotStart(SLOT);
      const idle = anIdle(contract, at);
      const discarded = { start: at + 2_000, end: at + 3_000, kind: 'discarded', idleId: idle.id } as const;
      const mine = aSlice(contract, SLOT, { spans: [work(SLOT, 1_000, 2_000), discarded] });
      const theirs = aSlice(other, SLOT, { spans: [work(SLOT, 3_000, 4_000), work(SLOT, 9_000, 10_000)] });
      save([mine, theirs], [idle]);
      const run = { start: at + 1_000, end: at + 4_000 };
      expect(store.occupied(at, at + SLOT_MS)).toEqual([run, { start: at + 9_000, end: at + 10_000 }]);
      expect(store.occupied(at + 3_500, at + 3_600)).toEqual([{ start: at + 3_000, end: at + 4_000 }]);
      expect(store.occupied(at + 4_000, at + 9_000)).toEqual([]);
    });

    test('[ST5] tracked time of a contract is summed over the slots that start in the range, discarded time left out', () => {
      const idle = anIdle(contract, MONDAY);
      const last = MONDAY / 1000 + 604_800 - 600;
      const discarded = {
        start: slotStart(last) + 5_000,
        end: slotStart(last) + 9_000,
        kind: 'discarded',
        idleId: idle.id,
      } as const;
      save(
        [
          aSlice(contract, last, { spans: [work(last, 0, 5_000), discarded] }),
          aSlice(contract, last + 600, { spans: [work(last + 600, 0, 7_000)] }),
          aSlice(other, SLOT),
        ],
        [idle],
      );
      expect(store.trackedMs(contract, MONDAY, MONDAY + WEEK_MS)).toBe(5_000);
      expect(store.trackedMs(contract, MONDAY + WEEK_MS, MONDAY + 2 * WEEK_MS)).toBe(7_000);
      expect(store.trackedMs(contract, slotStart(last) + 1, MONDAY + WEEK_MS)).toBe(0);
      const ids = store.slicesBetween(MONDAY, MONDAY + WEEK_MS).map((slice) => slice.id);
      expect(store.trackedMs(contract, MONDAY, MONDAY + WEEK_MS, ids)).toBe(0);
    });

    test('[ST2] any sequence of saves reads back as the last state of each slice', () => {
      const step = fc.record({
        slot: fc.integer({ min: 0, max: 5 }),
        contract: fc.boolean(),
        end: fc.integer({ min: 1, max: SLOT_MS }),
        closing: fc.boolean(),
        memo: fc.string({ unit: 'grapheme', maxLength: 20 }),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
          const fresh = setUp();
          const contracts = [fresh.addContract(), fresh.addContract()] as const;
          const expected = new Map<string, Slice>();
          for (const { slot, contract: first, end, closing, memo } of steps) {
            const id = contracts[first ? 0 : 1];
            const at = SLOT + slot * 600;
            const before = expected.get(`${id} ${at}`) ?? aSlice(id, at);
            const open = { ...before, memo, spans: [work(at, 0, end)] };
            const slice = closing ? closed(open) : { ...open, state: 'open' as const, closeReason: null };
            expect(fresh.store.save([slice], [])).toEqual({ outcome: 'saved' });
            expected.set(`${id} ${at}`, slice);
          }
          const all = [...expected.values()];
          const read = fresh.restarted().slicesBetween(MONDAY, MONDAY + DAY_MS);
          const byId = (a: Slice, b: Slice) => (a.id < b.id ? -1 : 1);
          expect([...read].sort(byId)).toEqual([...all].sort(byId));
          for (const id of contracts) {
            const sum = all.filter((s) => s.contractId === id).reduce((ms, s) => ms + trackedMs(s), 0);
            expect(fresh.store.trackedMs(id, MONDAY, MONDAY + WEEK_MS)).toBe(sum);
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
