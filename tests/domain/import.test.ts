/** Reports of other programs: what is read from a line, and which of its time is taken in. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type ContractId, ContractIdSchema, ImportIdSchema } from '../../domain/ids';
import { layoutOf } from '../../domain/import-columns';
import {
  type Entry,
  type ForeignLine,
  foreignLine,
  type LineChoices,
  readLine,
} from '../../domain/import-lines';
import { createPlanner, importedSlices, type OnRecord, type PlannedLine } from '../../domain/import-plan';
import { dateOrders, parseDate, parseDuration, parseTime } from '../../domain/import-values';
import { trackedMs } from '../../domain/slice';
import { DAY_MS, HOUR_MS, MINUTE_MS, slotEnd, slotOf, slotStart } from '../../domain/week';
import { instantsAt } from '../../domain/zone';

const MONDAY = Date.UTC(2026, 0, 5);
const NEVER = Date.UTC(2027, 0, 1);

describe('the layouts', () => {
  it.each([
    [
      'toggl',
      'User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()',
    ],
    ['toggl', 'Description,Duration,Member,Email,Project,Tags,Start date,Start time,Stop date,Stop time'],
    [
      'clockify',
      'Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal)',
    ],
    ['upwork', 'Date from,Date to,Talent,Hours,Memo'],
    ['upwork', 'Memo,Hours,Date'],
  ])('[IM1] %s is known by the names of its columns: %s', (source, header) => {
    expect(layoutOf(header.split(','))).toMatchObject({ outcome: 'known', source });
  });

  it('[IM1] a column that is missing is named; a row without any of them is none', () => {
    expect(layoutOf(['Project', 'Client', 'Start Date', 'End Date', 'Duration (h)'])).toEqual({
      outcome: 'missing',
      source: 'clockify',
      missing: ['Start Time'],
    });
    expect(layoutOf(['Project', 'Start date', 'Start time'])).toEqual({
      outcome: 'missing',
      source: 'toggl',
      missing: ['Duration'],
    });
    expect(layoutOf(['id', 'name', 'price'])).toEqual({ outcome: 'unknown' });
  });
});

describe('values', () => {
  const day = Date.UTC(2026, 3, 3);

  it.each([
    ['2026-04-03', 'dmy'],
    ['2026/4/3', 'dmy'],
    ['03.04.2026', 'dmy'],
    ['04/03/2026', 'mdy'],
    ['Apr 3, 2026', 'dmy'],
    ['Fri, April 3 2026', 'dmy'],
    ['3 Apr 2026', 'mdy'],
    ['3-Apr-2026', 'mdy'],
  ] as const)('[IM2] the date %s', (text, order) => {
    expect(parseDate(text, order)).toBe(day);
  });

  it.each(['', '31/02/2026', '2026-13-01', '3.4.26', 'yesterday', '2026-04-03T10:00', '03/04-2026'])(
    '[IM2] no date: "%s"',
    (text) => expect(parseDate(text, 'dmy')).toBeNull(),
  );

  it('[IM2] whether day or month stands first is told by the column as a whole, and asked where nothing tells', () => {
    expect(dateOrders(['03/04/2026', '13/04/2026'])).toEqual(['dmy']);
    expect(dateOrders(['03/04/2026', '04/13/2026'])).toEqual(['mdy']);
    expect(dateOrders(['03/04/2026', '12/11/2026'])).toEqual(['dmy', 'mdy']);
    expect(dateOrders(['2026-04-03', '04/04/2026'])).toEqual(['dmy']);
    // One line that is wrong decides nothing.
    expect(dateOrders(['03/04/2026', 'total'])).toEqual(['dmy', 'mdy']);
  });

  it.each([
    ['09:03:20', 32_600, true],
    ['9:03', 32_580, false],
    ['12:00 AM', 0, false],
    ['12:30:05 pm', 45_005, true],
    ['11:59 p.m.', 86_340, false],
    ['09.15', 33_300, false],
  ])('[IM2] the time %s', (text, seconds, exact) => expect(parseTime(text)).toEqual({ seconds, exact }));

  it.each(['24:00', '9', '13:00 PM', '0:30 am', '09:60', 'noon', ''])('[IM2] no time: "%s"', (text) =>
    expect(parseTime(text)).toBeNull(),
  );

  it.each([
    ['01:13:45', 4_425],
    ['120:00:01', 432_001],
    ['1:30', 5_400],
    ['47:06 min', 2_826],
    ['2.75', 9_900],
    ['0,33', 1_188],
    ['3.17', 11_412],
    ['1.50 h', 5_400],
    ['0.33333', 1_199],
    ['1 h 30 min', 5_400],
    ['1h 2m 3s', 3_723],
    ['12 sec', 12],
  ])('[IM2] the duration %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each(['', '-1:00', '1:60', 'an hour', '1.2.3', '12345'])('[IM2] no duration: "%s"', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );
});

const CHOICES: LineChoices = { source: 'toggl', zone: 'UTC', dateOrder: 'dmy', dayStart: 32_400 };

function line(change: Partial<ForeignLine> = {}): ForeignLine {
  return {
    line: 2,
    person: '',
    client: 'Acme',
    project: 'Site',
    task: '',
    description: 'Header',
    tags: '',
    startDate: '2026-01-05',
    startTime: '09:03:20',
    endDate: '2026-01-05',
    endTime: '10:17:05',
    duration: '01:13:45',
    ...change,
  };
}

function entryOf(change: Partial<ForeignLine>, choices: Partial<LineChoices> = {}): Entry {
  const read = readLine(line(change), { ...CHOICES, ...choices });
  if (!read.ok) throw new Error(read.error);
  return read.entry;
}

const errorOf = (change: Partial<ForeignLine>, choices: Partial<LineChoices> = {}) => {
  const read = readLine(line(change), { ...CHOICES, ...choices });
  return read.ok ? null : read.error;
};

describe('a line', () => {
  it('[IM4] keeps its seconds', () => {
    const { place, seconds } = entryOf({});
    expect(seconds).toBe(4_425);
    expect(place).toEqual({ type: 'at', start: MONDAY + 32_600_000, end: MONDAY + 37_025_000 });
  });

  it('[IM4] is at most as long as from its start to its end, and as its duration', () => {
    // Paused: the duration is less.
    expect(entryOf({ duration: '01:00:00' }).place.end).toBe(MONDAY + 36_200_000);
    // Edited by hand: the duration is more than there is room for.
    const longer = entryOf({ duration: '02:00:00' });
    expect(longer).toMatchObject({ seconds: 7_200, place: { end: MONDAY + 37_025_000 } });
    // A clock without seconds cuts start and end, not the duration.
    const cut = entryOf({ startTime: '1:15 PM', endTime: '1:48 PM', duration: '00:33:20' });
    expect(cut.place.end - cut.place.start).toBe(2_000_000);
    // Neither end nor duration alone is needed.
    expect(entryOf({ duration: '' }).seconds).toBe(4_425);
    expect(entryOf({ endDate: '', endTime: '' }).place.end).toBe(MONDAY + 37_025_000);
  });

  it('[IM3] is where its zone has it, in summer and winter', () => {
    const winter = entryOf({}, { zone: 'America/New_York' });
    expect(winter.place.start).toBe(Date.UTC(2026, 0, 5, 14, 3, 20));
    const summer = { startDate: '2026-07-06', endDate: '2026-07-06' };
    expect(entryOf(summer, { zone: 'Europe/Paris' }).place.start).toBe(Date.UTC(2026, 6, 6, 7, 3, 20));
    expect(instantsAt(Date.UTC(2026, 6, 6, 12), 'Asia/Kathmandu')).toEqual([Date.UTC(2026, 6, 6, 6, 15)]);
  });

  it('[IM3] an hour that the clock shows twice is the one that fits, one that it skips is an error', () => {
    const back = {
      startDate: '2026-10-25',
      startTime: '01:30:00',
      endDate: '2026-10-25',
      endTime: '02:30:00',
    };
    const [paris, start] = [{ zone: 'Europe/Paris' }, Date.UTC(2026, 9, 24, 23, 30)];
    expect(entryOf({ ...back, duration: '01:00:00' }, paris).place).toEqual({
      type: 'at',
      start,
      end: start + HOUR_MS,
    });
    expect(entryOf({ ...back, duration: '02:00:00' }, paris).place).toEqual({
      type: 'at',
      start,
      end: start + 2 * HOUR_MS,
    });
    const on = { startDate: '2026-03-29', startTime: '02:30:00', endDate: '2026-03-29', endTime: '04:00:00' };
    expect(errorOf(on, paris)).toBe('no-such-time');
    // Over the jump, the clock says two hours and one has passed.
    const over = { ...on, startTime: '01:30:00', endTime: '03:30:00', duration: '' };
    expect(entryOf(over, paris).seconds).toBe(3_600);
  });

  it.each([
    ['date', { startDate: '05/31/2026' }],
    ['date', { endDate: 'x' }],
    ['time', { startTime: '25:00' }],
    ['time', { startTime: '' }],
    ['time', { endTime: 'now' }],
    ['duration', { duration: 'long' }],
    ['duration', { endTime: '', duration: '' }],
    ['order', { endTime: '09:00:00' }],
    ['too-long', { endDate: '2026-02-05', duration: '' }],
  ] as const)('[IM2] error %s: %o', (error, change) => expect(errorOf(change)).toBe(error));

  it('[IM2] with too few cells is none', () => {
    const layout = layoutOf(['Project', 'Start date', 'Start time', 'Duration']);
    if (layout.outcome !== 'known') throw new Error(layout.outcome);
    expect(foreignLine(2, ['Site', '2026-01-05', '09:00'], layout.columns)).toBeNull();
    expect(foreignLine(2, ['-', '2026-01-05', '09:00', ' 1:00 '], layout.columns)).toMatchObject({
      project: '',
      duration: '1:00',
    });
  });

  it('[IM6] of Upwork is somewhere in its day, from the chosen hour on; a sum over days is an error', () => {
    const upwork = { source: 'upwork' as const, zone: 'Europe/Paris' };
    const said = { startTime: '', endDate: '', endTime: '', startDate: 'Jan 8, 2026', duration: '3.17' };
    expect(entryOf(said, upwork)).toMatchObject({
      seconds: 11_412,
      place: { type: 'day', start: Date.UTC(2026, 0, 8, 8), end: Date.UTC(2026, 0, 8, 23) },
    });
    expect(errorOf({ ...said, endDate: 'Jan 11, 2026' }, upwork)).toBe('several-days');
  });

  it('memo and tag are taken over, within their bounds', () => {
    expect(entryOf({ task: 'Meetings', description: 'Weekly call' }).memo).toBe('Meetings: Weekly call');
    expect(entryOf({ task: 'Same', description: 'Same' }).memo).toBe('Same');
    expect(entryOf({ description: `${'x'.repeat(499)}🌞` }).memo).toBe('x'.repeat(499));
    expect(entryOf({ tags: 'Design, Client' }).tag).toBe('Design, Client');
    expect(entryOf({ tags: ['a', 'b'].map((one) => one.repeat(40)).join(', ') }).tag).toBe('a'.repeat(40));
  });
});

const contract = ContractIdSchema.parse(randomUUID());
const other = ContractIdSchema.parse(randomUUID());
const NOTHING: OnRecord = { occupied: [], slots: new Set() };

function at(start: number, end: number, n = 1): Entry {
  return {
    line: n,
    seconds: (end - start) / 1000,
    place: { type: 'at', start, end },
    memo: `memo ${n}`,
    tag: '',
  };
}

const facts = {
  importId: ImportIdSchema.parse(randomUUID()),
  newId: randomUUID,
  reason: 'Imported from Toggl, a.csv',
  placedReason: 'Imported; no times of day',
};

const NINE = MONDAY + 9 * HOUR_MS;
const plannerOn = (record: OnRecord = NOTHING, now = NEVER) => createPlanner({ record: () => record, now });

describe('the plan', () => {
  it('[IM4] cuts at the slots and keeps the seconds', () => {
    const [start, end] = [NINE + 200_000, NINE + 1_225_000];
    const planned = plannerOn().add(at(start, end), contract, null);
    expect(planned).toMatchObject({ state: 'ready', leftOut: [] });
    const slices = importedSlices([planned], facts);
    expect(slices.map(trackedMs)).toEqual([400_000, 600_000, 25_000]);
    expect(slices[0]).toMatchObject({
      kind: 'manual',
      state: 'closed',
      reason: facts.reason,
      importId: facts.importId,
    });
    expect(slices[0]?.spans).toEqual([{ start, end: NINE + 600_000, kind: 'work', idleId: null }]);
  });

  it('[IM5] leaves out what is logged, what an earlier line has, and slots that the contract has', () => {
    const planner = plannerOn({
      occupied: [{ start: NINE + 10 * MINUTE_MS, end: NINE + 12 * MINUTE_MS }],
      slots: new Set([slotOf(NINE + 10 * MINUTE_MS)]),
    });
    const first = planner.add(at(NINE, NINE + 30 * MINUTE_MS), contract, null);
    expect(first).toMatchObject({
      state: 'partial',
      leftOut: [
        { why: 'logged', ms: 2 * MINUTE_MS },
        { why: 'slot-taken', ms: 8 * MINUTE_MS },
      ],
    });
    const second = planner.add(at(NINE + 25 * MINUTE_MS, NINE + 40 * MINUTE_MS, 2), other, null);
    expect(second.leftOut).toEqual([{ why: 'overlap', ms: 5 * MINUTE_MS }]);
    expect(second.pieces).toEqual([{ start: NINE + 30 * MINUTE_MS, end: NINE + 40 * MINUTE_MS }]);
    const third = planner.add(at(NINE + 30 * MINUTE_MS, NINE + 40 * MINUTE_MS, 3), contract, null);
    expect(third).toMatchObject({ state: 'skipped', pieces: [] });
  });

  it('[IM5] a line that reaches into the slot under way is not over', () => {
    const planner = plannerOn(NOTHING, NINE + 65 * MINUTE_MS);
    const late = planner.add(at(NINE, NINE + 61 * MINUTE_MS), contract, null);
    expect(late).toMatchObject({ state: 'skipped', leftOut: [{ why: 'not-over', ms: 61 * MINUTE_MS }] });
    expect(planner.add(at(NINE, NINE + HOUR_MS), contract, null).state).toBe('ready');
  });

  it('[IM4] whole lines are left out for one reason', () => {
    const planner = plannerOn();
    const entry = at(NINE, NINE + 1_000);
    expect(planner.add(entry, contract, 'known').leftOut).toEqual([{ why: 'known', ms: 1_000 }]);
    expect(planner.add(entry, null, null).leftOut).toEqual([{ why: 'no-contract', ms: 1_000 }]);
    expect(planner.add({ ...entry, seconds: 0 }, contract, null).leftOut).toEqual([{ why: 'empty', ms: 0 }]);
    const longer = planner.add({ ...entry, seconds: 5 }, contract, null);
    expect(longer).toMatchObject({ state: 'partial', leftOut: [{ why: 'disagrees', ms: 4_000 }] });
  });

  it('[IM6] time of a day is laid around what is there, and what finds no room is left out', () => {
    const day = { type: 'day' as const, start: NINE, end: NINE + 2 * HOUR_MS };
    const planner = plannerOn({
      occupied: [{ start: NINE + 20 * MINUTE_MS, end: NINE + 80 * MINUTE_MS }],
      slots: new Set(),
    });
    const entry = { line: 1, seconds: 1_800, place: day, memo: '', tag: '' };
    const first = planner.add(entry, contract, null);
    expect(first).toMatchObject({ state: 'ready', placed: true });
    expect(
      first.pieces.map(({ end, start }) => [(start - NINE) / MINUTE_MS, (end - NINE) / MINUTE_MS]),
    ).toEqual([
      [0, 10],
      [10, 20],
      [80, 90],
    ]);
    const second = planner.add({ ...entry, line: 2, seconds: 3_600 }, contract, null);
    expect(second.leftOut).toEqual([{ why: 'no-room', ms: 30 * MINUTE_MS }]);
    expect(importedSlices([second], facts)[0]?.reason).toBe(facts.placedReason);
  });

  it('lines that share a slot make one slice with the memos and tags of both', () => {
    const planner = plannerOn();
    const lines = [
      planner.add({ ...at(NINE, NINE + 3 * MINUTE_MS, 1), tag: 'Design' }, contract, null),
      planner.add({ ...at(NINE + 3 * MINUTE_MS, NINE + 10 * MINUTE_MS, 2), tag: 'Design' }, contract, null),
    ];
    const slices = importedSlices(lines, facts);
    expect(slices).toHaveLength(1);
    expect(slices[0]).toMatchObject({ memo: 'memo 1 · memo 2', tag: 'Design' });
  });

  test('[IM4] [IM5] whatever the lines and the record: every second is taken in or left out, and no instant twice', () => {
    const minute = fc.integer({ min: 0, max: 600 });
    const stretch = fc.tuple(minute, fc.integer({ min: 1, max: 5_000 }));
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(stretch, fc.constantFrom<ContractId>(contract, other), fc.boolean(), fc.nat(4_000)),
          {
            maxLength: 25,
          },
        ),
        fc.array(stretch, { maxLength: 6 }),
        (asked, logged) => {
          const occupied = logged.map(([from, seconds]) => ({
            start: NINE + from * MINUTE_MS,
            end: NINE + from * MINUTE_MS + seconds * 1_000,
          }));
          const slots = new Set(occupied.map(({ start }) => slotOf(start)));
          const planner = createPlanner({
            record: (id) => ({ occupied, slots: id === contract ? slots : new Set() }),
            now: NEVER,
          });
          const entries = asked.map(([[from, seconds], id, day, more], n) => {
            const start = NINE + from * MINUTE_MS;
            const place = day
              ? { type: 'day' as const, start: NINE, end: MONDAY + DAY_MS }
              : { type: 'at' as const, start, end: start + seconds * 1_000 };
            return {
              id,
              entry: { line: n, seconds: day ? seconds : seconds + (more % 3), place, memo: '', tag: '' },
            };
          });
          entries.sort(
            (a, b) =>
              Number(a.entry.place.type === 'day') - Number(b.entry.place.type === 'day') ||
              a.entry.place.start - b.entry.place.start,
          );
          const planned = entries.map(({ entry, id }) => planner.add(entry, id, null));
          for (const one of planned) expect(taken(one) + leftOut(one)).toBe(one.ms);
          const slices = importedSlices(planned, facts);
          expect(slices.reduce((sum, slice) => sum + trackedMs(slice), 0)).toBe(
            planned.reduce((sum, one) => sum + taken(one), 0),
          );
          const spans = [...occupied.map((one) => ({ ...one, logged: true }))].sort(
            (a, b) => a.start - b.start,
          );
          const ours = slices.flatMap((slice) => slice.spans).sort((a, b) => a.start - b.start);
          for (const [n, span] of ours.entries()) {
            expect(span.end).toBeGreaterThan(span.start);
            expect(span.end).toBeLessThanOrEqual(ours[n + 1]?.start ?? Number.POSITIVE_INFINITY);
            expect(spans.some((one) => one.start < span.end && one.end > span.start)).toBe(false);
          }
          for (const slice of slices) {
            for (const span of slice.spans) {
              expect(span.start).toBeGreaterThanOrEqual(slotStart(slice.slot));
              expect(span.end).toBeLessThanOrEqual(slotEnd(slice.slot));
            }
          }
          const places = slices.map(({ contractId, slot }) => `${contractId} ${slot}`);
          expect(new Set(places).size).toBe(places.length);
        },
      ),
    );
  });
});

const taken = ({ pieces }: PlannedLine) => pieces.reduce((sum, { start, end }) => sum + end - start, 0);
const leftOut = (line: PlannedLine) => line.leftOut.reduce((sum, { ms }) => sum + ms, 0);
