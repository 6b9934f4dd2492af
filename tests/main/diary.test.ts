import { describe, expect, it } from 'vitest';
import { DaySchema, SliceDetailSchema } from '../../domain/diary';
import type { ContractId } from '../../domain/ids';
import { NO_INPUT } from '../../domain/sample';
import type { Slice } from '../../domain/slice';
import { DAY_MS, HOUR_MS, slotStart, weekLocksAt } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import { createDiary } from '../../electron/main/diary';
import { addContract, openSound } from '../support/database';
import {
  aPictureMeta,
  aSlice,
  closed,
  MONDAY,
  newContract,
  newContractId,
  SLOT,
  work,
} from '../support/store-fixtures';

function diaryOf(database: Database, open: Slice | null = null, now = MONDAY) {
  return createDiary({
    source: {
      cellsBetween: (from, to) => database.slices.cellsBetween(from, to),
      syntheticBetween: (from, to) => database.slices.syntheticBetween(from, to),
      tombstones: (from, to) => database.trash.tombstones(from, to),
      byId: (id) => database.slices.byId(id),
      contracts: () => database.contracts.list(),
    },
    pictures: database.pictures,
    openSlice: () => open,
    now: () => now,
  });
}

function save(database: Database, ...slices: Slice[]): void {
  expect(database.recorder.save(slices, [])).toEqual({ outcome: 'saved' });
}

/** A closed slice that is full but for its last `missing` ms. */
function full(contractId: ContractId, slot: number, missing = 0): Slice {
  return closed(aSlice(contractId, slot, { spans: [work(slot, 0, 600_000 - missing)] }));
}

describe('diary.day', () => {
  it('[SL20] holds the slices whose slot starts in [from, to), and their sum is the total', () => {
    const database = openSound();
    const id = addContract(database);
    save(database, full(id, SLOT - 600), full(id, SLOT), full(id, SLOT + 600, 1), full(id, SLOT + 1200));
    const day = DaySchema.parse(diaryOf(database).day(slotStart(SLOT), slotStart(SLOT + 1200)));
    expect(day.cells.map((cell) => cell.slot)).toEqual([SLOT, SLOT + 600]);
    expect(day.totals).toEqual({ trackedMs: 1_199_999, idleMs: 0, overMs: 0 });
    expect(day.byContract).toHaveLength(1);
    expect(day.byContract[0]?.week.trackedMs).toBe(2_399_999);
  });

  it('[SL21] shows the open slice as it is in memory, once, whether or not it was written before', () => {
    const database = openSound();
    const id = addContract(database);
    const written = aSlice(id, SLOT);
    save(database, written);
    const newer = { ...written, memo: 'newer', spans: [work(SLOT, 0, 77_000)] };
    const day = diaryOf(database, newer).day(MONDAY, MONDAY + DAY_MS);
    expect(day.cells).toHaveLength(1);
    expect(day.cells[0]).toMatchObject({ memo: 'newer', trackedMs: 77_000, state: 'open' });
    expect(day.totals.trackedMs).toBe(77_000);

    const unwritten = aSlice(id, SLOT + 600);
    expect(diaryOf(database, unwritten).day(MONDAY, MONDAY + DAY_MS).cells).toHaveLength(2);
  });

  it('[WK10] decides what is over the limit over the whole week, by order of time, whatever day is asked for', () => {
    const database = openSound();
    const id = newContractId();
    database.contracts.create(id, newContract({ limitSeconds: 1500, rateMinor: 3600 }), MONDAY);
    save(database, full(id, SLOT), full(id, SLOT + 600));
    save(database, full(id, SLOT + 86_400), full(id, SLOT + 87_000));
    const tuesday = diaryOf(database).day(MONDAY + DAY_MS, MONDAY + 2 * DAY_MS);
    expect(tuesday.cells.map((cell) => cell.overMs)).toEqual([300_000, 600_000]);
    expect(tuesday.byContract[0]).toMatchObject({
      day: { trackedMs: 1_200_000, overMs: 900_000 },
      grossMinor: 300,
      week: { trackedMs: 2_400_000, overMs: 900_000 },
      weekGrossMinor: 1500,
    });
  });

  it('[WK11] a local day that crosses Monday 00:00 UTC takes each slice against its own week', () => {
    const database = openSound();
    const id = newContractId();
    database.contracts.create(id, newContract({ limitSeconds: 600 }), MONDAY - DAY_MS);
    const sunday = MONDAY / 1000 - 1200;
    save(database, full(id, sunday), full(id, sunday + 600), full(id, MONDAY / 1000));
    const day = diaryOf(database).day(MONDAY - HOUR_MS, MONDAY + HOUR_MS);
    expect(day.cells.map((cell) => cell.overMs)).toEqual([0, 600_000, 0]);
    expect(day.byContract[0]?.week.trackedMs).toBe(1_200_000);
  });

  it('[WK14] the week is the one of the instant that is asked about, which a local Monday in the east needs', () => {
    const database = openSound();
    const id = addContract(database);
    save(database, full(id, MONDAY / 1000 - 600), full(id, MONDAY / 1000), full(id, MONDAY / 1000 + 600));
    const day = diaryOf(database).day(MONDAY - HOUR_MS, MONDAY + HOUR_MS, MONDAY);
    expect(day.totals.trackedMs).toBe(1_800_000);
    expect(day.byContract[0]?.week.trackedMs).toBe(1_200_000);
  });

  it('[SL25] a cell says how many of its inputs are known to be synthetic, the open one from memory', () => {
    const database = openSound();
    const id = addContract(database);
    const minutes = (...synthetic: number[]) =>
      Array.from({ length: 10 }, (_, n) => ({ ...NO_INPUT, keys: 50, synthetic: synthetic[n] ?? 0 }));
    const open = aSlice(id, SLOT + 1200, { spans: [work(SLOT + 1200, 0, 1_000)], minutes: minutes(1) });
    save(
      database,
      { ...full(id, SLOT), minutes: minutes(40, 2) },
      { ...full(id, SLOT + 600), minutes: minutes() },
      open,
    );
    const newer = { ...open, minutes: minutes(5) };
    const diary = diaryOf(database, newer);
    const day = diary.day(MONDAY, MONDAY + DAY_MS);
    expect(day.cells.map(({ synthetic }) => synthetic)).toEqual([42, 0, 5]);
    expect(diary.slice(newer.id)?.synthetic).toBe(5);
  });

  it('[WK12] a memo may be edited until its week locks, to the millisecond', () => {
    const database = openSound();
    const id = addContract(database);
    save(database, full(id, SLOT));
    const locks = weekLocksAt(slotStart(SLOT));
    const editable = (now: number) =>
      diaryOf(database, null, now).day(MONDAY, MONDAY + DAY_MS).cells[0]?.editable;
    expect([editable(locks - 1), editable(locks)]).toEqual([true, false]);
  });

  it('[PI20] a picture that failed is shown with its reason', () => {
    const database = openSound();
    const id = addContract(database);
    const slice = full(id, SLOT);
    save(database, slice);
    const fact = { outcome: 'failed', reason: 'black', detail: 'x', hidden: null, held: false } as const;
    const failure = { ...aPictureMeta(slice.id), ...fact };
    expect(database.pictures.add(failure, [])).toEqual({ outcome: 'saved' });
    const [cell] = diaryOf(database).day(MONDAY, MONDAY + DAY_MS).cells;
    expect(cell?.pictures).toMatchObject([{ outcome: 'failed', reason: 'black', bytes: 0 }]);
  });
});

describe('diary.slice', () => {
  it('[SL22] gives a slice in full, the open one from memory; an unknown one is null', () => {
    const database = openSound();
    const id = addContract(database);
    const slice = full(id, SLOT);
    save(database, slice);
    const detail = SliceDetailSchema.parse(diaryOf(database).slice(slice.id));
    expect(detail.minutes[0]).toEqual(slice.minutes[0]);
    expect(detail.windows).toEqual(slice.windows);
    expect(detail.backends.window).toEqual(['x11', 'active-win']);
    const open = aSlice(id, SLOT + 600);
    expect(diaryOf(database, open).slice(open.id)?.sliceId).toBe(open.id);
    expect(diaryOf(database).slice(open.id)).toBeNull();
  });
});
