/** Reports of other programs, at the edges: each bound of a date, a time, a duration; each column; each reason to leave time out. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ContractIdSchema, ImportIdSchema } from '../../domain/ids';
import { layoutOf } from '../../domain/import-columns';
import {
  type Entry,
  type ForeignLine,
  foreignLine,
  identityOf,
  type LineChoices,
  projectKey,
  readLine,
  TAG_MAX,
} from '../../domain/import-lines';
import {
  createPlanner,
  importedSlices,
  type OnRecord,
  type PlannedLine,
  unreadable,
} from '../../domain/import-plan';
import { dateOrders, parseDate, parseDuration, parseTime } from '../../domain/import-values';
import { HOUR_MS, MINUTE_MS, slotOf } from '../../domain/week';

const MONDAY = Date.UTC(2026, 0, 5);
const NINE = MONDAY + 9 * HOUR_MS;

describe('the layouts', () => {
  const TIMED = ['Client', 'Project', 'Task', 'Description', 'Start date', 'Start time'];
  const timed = { client: 0, project: 1, task: 2, description: 3, startDate: 4, startTime: 5 };

  it.each([
    [
      'toggl',
      ['User', 'Tags', 'End date', 'End time', 'Duration'],
      { person: 6, tags: 7, endDate: 8, endTime: 9, duration: 10 },
    ],
    ['toggl', ['Member', 'Tag', 'Stop date', 'Stop time'], { person: 6, tags: 7, endDate: 8, endTime: 9 }],
    [
      'clockify',
      ['User', 'Tags', 'End Date', 'End Time', 'Duration (h)'],
      { person: 6, tags: 7, endDate: 8, endTime: 9, duration: 10 },
    ],
    ['clockify', ['Duration (decimal)'], { duration: 6 }],
    ['clockify', ['Time (h)'], { duration: 6 }],
    ['clockify', ['Time (decimal)'], { duration: 6 }],
  ] as const)('[IM1] %s: each column of %j has its field', (source, more, columns) => {
    expect(layoutOf([...TIMED, ...more])).toEqual({
      outcome: 'known',
      source,
      columns: { ...timed, ...columns },
    });
  });

  it.each([
    ['person', ['Freelancer', 'Talent', 'Provider', 'Contractor']],
    ['client', ['Client', 'Company', 'Client name']],
    ['project', ['Contract', 'Contract title', 'Team', 'Assignment', 'Agency']],
    ['task', ['Task', 'Activity', 'Activities']],
    ['description', ['Memo', 'Description']],
    ['startTime', ['Start time', 'Time from']],
    ['endDate', ['Date to']],
    ['endTime', ['End time', 'Time to']],
  ] as const)('[IM1] upwork’s %s is known by each of its names', (field, names) => {
    for (const name of names)
      expect(layoutOf(['Date', 'Hours', name])).toEqual({
        outcome: 'known',
        source: 'upwork',
        columns: { startDate: 0, duration: 1, [field]: 2 },
      });
  });

  it('[IM1] upwork’s day and hours are known by each of their names', () => {
    for (const day of ['Date', 'Date from', 'Worked on', 'Day'])
      for (const hours of ['Hours', 'Total hours', 'Hours worked', 'Duration'])
        expect(layoutOf([hours, day])).toMatchObject({
          source: 'upwork',
          columns: { startDate: 1, duration: 0 },
        });
  });

  it('[IM1] blanks and case make no difference; of two names of a field the preferred one stands', () => {
    expect(layoutOf([' START   Date', 'start time ', 'Duration'])).toMatchObject({
      outcome: 'known',
      source: 'toggl',
    });
    expect(layoutOf(['Tag', 'Start date', 'Start time', 'Duration', 'Tags'])).toMatchObject({
      columns: { tags: 4 },
    });
    expect(layoutOf(['Duration (decimal)', 'Start date', 'Start time', 'Duration (h)'])).toMatchObject({
      source: 'clockify',
      columns: { duration: 3 },
    });
  });

  it('[IM1] one column alone is no report; what is nearest is named with what it lacks', () => {
    expect(layoutOf(['Client', 'x'])).toEqual({ outcome: 'unknown' });
    expect(layoutOf(['Client', 'Project'])).toMatchObject({ outcome: 'missing' });
    expect(layoutOf(['Start date', 'End date', 'End time'])).toEqual({
      outcome: 'missing',
      source: 'toggl',
      missing: ['Start time'],
    });
    expect(layoutOf(['Start date', 'Start time', 'End date'])).toEqual({
      outcome: 'missing',
      source: 'toggl',
      missing: ['Duration'],
    });
    expect(layoutOf(['Start date', 'Start time', 'End time'])).toMatchObject({ missing: ['Duration'] });
    expect(layoutOf(['Memo', 'Hours'])).toEqual({ outcome: 'missing', source: 'upwork', missing: ['Date'] });
    expect(layoutOf(['Memo', 'Date', 'Talent'])).toEqual({
      outcome: 'missing',
      source: 'upwork',
      missing: ['Hours'],
    });
    expect(layoutOf(['Start time', 'Duration (h)'])).toEqual({
      outcome: 'missing',
      source: 'clockify',
      missing: ['Start Date'],
    });
  });
});

describe('values', () => {
  it.each([
    ['jan', 0],
    ['February', 1],
    ['MAR', 2],
    ['apr.', 3],
    ['may', 4],
    ['June', 5],
    ['jul', 6],
    ['August', 7],
    ['sept', 8],
    ['oct', 9],
    ['nov', 10],
    ['december', 11],
  ] as const)('[IM2] the month %s, before or after its day', (month, index) => {
    const day = Date.UTC(2026, index, 13);
    for (const text of [
      `${month} 13, 2026`,
      `${month} 13 2026`,
      `13 ${month} 2026`,
      `13-${month}-2026`,
      `  Fri., ${month} 13, 2026 `,
    ])
      expect(parseDate(text, 'dmy')).toBe(day);
  });

  it.each([
    'Smarch 3, 2026',
    'Apr 31, 2026',
    'Apr 3, 26',
    'x Apr 3, 2026',
    'Apr 3, 2026 x',
    'x3 Apr 2026',
    '3 Apr 2026x',
    '3Apr2026',
    'x2026-04-03',
    '2026-04/03',
    '2026-04-033',
    'x03/04/2026',
    '03/04/20266',
    '00/04/2026',
    '03/00/2026',
    '1989-12-31',
    '2201-01-01',
    'Fri 2026-04-03',
  ])('[IM2] no date: "%s"', (text) => expect(parseDate(text, 'dmy')).toBeNull());

  it('[IM2] years are 1990 to 2200; one digit of day and month will do; blanks around do not count', () => {
    expect(parseDate('1990-01-01', 'dmy')).toBe(Date.UTC(1990, 0, 1));
    expect(parseDate('2200-12-31', 'dmy')).toBe(Date.UTC(2200, 11, 31));
    expect(parseDate(' 5.1.2026 ', 'dmy')).toBe(MONDAY);
    expect(parseDate('1/5/2026', 'mdy')).toBe(MONDAY);
    expect(parseDate('05-01-2026', 'dmy')).toBe(MONDAY);
    expect(parseDate('2026.01.05', 'mdy')).toBe(MONDAY);
  });

  it('[IM2] a column whose dates read alike both ways, or not at all, is asked nothing', () => {
    expect(dateOrders(['05/05/2026', '2026-01-05'])).toEqual(['dmy']);
    expect(dateOrders(['x'])).toEqual(['dmy']);
    expect(dateOrders([])).toEqual(['dmy']);
  });

  it.each([
    ['00:00', 0, false],
    ['23:59:59', 86_399, true],
    ['1:00 am', 3_600, false],
    ['12:59 pm', 46_740, false],
    ['9h05', 32_700, false],
    ['9.05.07', 32_707, true],
    [' 09:00 ', 32_400, false],
  ])('[IM2] the time "%s"', (text, seconds, exact) => expect(parseTime(text)).toEqual({ seconds, exact }));

  it.each([
    'x9:00',
    '9:00x',
    '9:0',
    '9:000',
    '009:00',
    '9:00:60',
    '9:00:5',
    '9-00',
    '12:60 am',
    '0:00 pm',
    '1:00p',
  ])('[IM2] no time: "%s"', (text) => expect(parseTime(text)).toBeNull());

  it.each([
    ['0:59:59', 3_599],
    [' 1:00 ', 3_600],
    ['9999:59', 35_999_940],
    ['0:59 min', 59],
    ['1', 3_600],
    ['1H', 3_600],
    ['.5', null],
    ['2,5h', 9_000],
    ['0.999999', 3_599],
    ['0.0002', 0],
    ['1 hour', 3_600],
    ['2 hours', 7_200],
    ['5m', 300],
    ['7 s', 7],
    ['2h 7s', 7_207],
    ['1h30m', 5_400],
    ['9999h 9999m 9999s', 9_999 * 3_661],
  ])('[IM2] the duration "%s" is %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each([
    '1:00:60',
    '0:60',
    '1:60 min',
    '0:60 min',
    'x1:00',
    '1:00x',
    '1:0',
    '1:00:0',
    '12345:00',
    'x1:00 min',
    '1:00 minutes',
    '1.2345678',
    'x1.5',
    '1.5x',
    'x1h',
    '1h x',
    '1s 1h',
  ])('[IM2] no duration: "%s"', (text) => expect(parseDuration(text)).toBeNull());
});

describe('what the first mutation run left alive', () => {
  it.each([
    ['10.5', 37_800],
    ['125', 450_000],
    ['12,25 h', 44_100],
  ])('[IM2] hours as a decimal of more than one digit: "%s"', (text, seconds) =>
    expect(parseDuration(text)).toBe(seconds),
  );

  it.each(['Monday,   5 January 2026', 'Jan  5,  2026', '5 January, 2026'])(
    '[IM2] a day however its words are spaced: "%s"',
    (text) => expect(parseDate(text, 'dmy')).toBe(MONDAY),
  );

  it('[IM2] days that only one order can read leave no doubt where there are as many of either', () => {
    expect(dateOrders(['05/05/2026', '13/05/2026', '05/13/2026'])).toEqual(['dmy']);
    expect(dateOrders(['05/05/2026', '06/06/2026'])).toEqual(['dmy']);
    expect(dateOrders(['05/06/2026'])).toEqual(['dmy', 'mdy']);
  });

  it('[IM2] where the clock showed an end twice, the stated duration tells which it was', () => {
    const night = {
      startDate: '2026-10-25',
      startTime: '01:30:00',
      endDate: '2026-10-25',
      endTime: '02:30:00',
    };
    const lasted = (duration: string) => {
      const { place } = entryOf({ ...night, duration }, { zone: 'Europe/Paris' });
      return place.end - place.start;
    };
    expect([lasted('01:00:00'), lasted('02:00:00'), lasted('01:50:00')]).toEqual([
      HOUR_MS,
      2 * HOUR_MS,
      110 * MINUTE_MS,
    ]);
  });

  it('[IM5] lines of one slot: the reason tells that one was laid out, and a line without a memo adds none', () => {
    const contract = ContractIdSchema.parse(randomUUID());
    const part = (from: number, change: Partial<PlannedLine>): PlannedLine => ({
      line: from,
      state: 'ready',
      error: null,
      contractId: contract,
      ms: MINUTE_MS,
      start: NINE + from * MINUTE_MS,
      end: NINE + (from + 1) * MINUTE_MS,
      leftOut: [],
      pieces: [{ start: NINE + from * MINUTE_MS, end: NINE + (from + 1) * MINUTE_MS }],
      placed: false,
      memo: '',
      tag: '',
      ...change,
    });
    const facts = {
      importId: ImportIdSchema.parse(randomUUID()),
      newId: randomUUID,
      reason: 'as it says',
      placedReason: 'laid out',
    };
    const [slice, ...more] = importedSlices(
      [part(5, { memo: 'Header' }), part(1, {}), part(3, { memo: 'Menu', placed: true })],
      facts,
    );
    expect(more).toEqual([]);
    expect(slice).toMatchObject({ memo: 'Header · Menu', tag: '', reason: 'laid out' });
    expect(slice?.spans.map(({ start }) => (start - NINE) / MINUTE_MS)).toEqual([1, 3, 5]);
  });
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
    startTime: '09:00:00',
    endDate: '2026-01-05',
    endTime: '10:00:00',
    duration: '01:00:00',
    ...change,
  };
}

const read = (change: Partial<ForeignLine>, choices: Partial<LineChoices> = {}) =>
  readLine(line(change), { ...CHOICES, ...choices });
function entryOf(change: Partial<ForeignLine>, choices: Partial<LineChoices> = {}): Entry {
  const one = read(change, choices);
  if (!one.ok) throw new Error(one.error);
  return one.entry;
}

describe('a line', () => {
  it('[IM1] has the text of each of its columns, on one line; a lone dash is none', () => {
    const fields = [
      'person',
      'client',
      'project',
      'task',
      'description',
      'tags',
      'startDate',
      'startTime',
      'endDate',
      'endTime',
      'duration',
    ] as const;
    const columns = Object.fromEntries(fields.map((field, n) => [field, n]));
    const cells = fields.map((field) => ` ${field}\n\t\u0000of\u007fit `);
    expect(foreignLine(7, cells, columns)).toEqual({
      line: 7,
      ...Object.fromEntries(fields.map((field) => [field, `${field} of it`])),
    });
    expect(foreignLine(1, ['-', ''], { project: 0, startDate: 1 })).toMatchObject({
      project: '',
      startDate: '',
      tags: '',
    });
    expect(foreignLine(1, ['a-b', '2'], { project: 0, duration: 1 })).toMatchObject({
      project: 'a-b',
      duration: '2',
    });
  });

  it('[IM2] needs its day, its time and its duration; a cell that lacks after them is empty', () => {
    for (const field of ['startDate', 'startTime', 'duration'] as const) {
      expect(foreignLine(1, ['a'], { [field]: 1 })).toBeNull();
      expect(foreignLine(1, ['a', 'b'], { [field]: 1 })).not.toBeNull();
    }
    expect(foreignLine(1, ['a'], { startDate: 0, tags: 5 })).toMatchObject({ tags: '' });
    expect(foreignLine(1, [], {})).toBeNull();
  });

  it('[IM5] is the same as another where all but its number is, in a report of the same program', () => {
    const one = identityOf('toggl', line());
    expect(identityOf('toggl', line({ line: 99 }))).toBe(one);
    expect(identityOf('toggl', line({ tags: 'x' }))).not.toBe(one);
    expect(identityOf('clockify', line())).not.toBe(one);
    expect(projectKey({ client: 'a', project: 'b' })).not.toBe(projectKey({ client: 'ab', project: '' }));
  });

  it('[IM2] of a week is work, of a second more is none; an error has its line', () => {
    const week = { endDate: '2026-01-12', endTime: '09:00:00', duration: '' };
    expect(entryOf(week).seconds).toBe(604_800);
    expect(read({ ...week, endTime: '09:00:01' })).toEqual({ ok: false, line: 2, error: 'too-long' });
    expect(read({ duration: 'long' })).toEqual({ ok: false, line: 2, error: 'duration' });
  });

  it('[IM2] that ends as it starts has no time; an end before the start is an error; an end alone is of the same day', () => {
    expect(entryOf({ endTime: '09:00:00', duration: '' }).seconds).toBe(0);
    expect(read({ endTime: '08:59:59', duration: '' })).toMatchObject({ error: 'order' });
    expect(entryOf({ endDate: '', duration: '' }).place.end).toBe(NINE + HOUR_MS);
    expect(
      read({ endDate: '2026-03-29', endTime: '02:30', startDate: '2026-03-29' }, { zone: 'Europe/Paris' }),
    ).toMatchObject({ error: 'no-such-time' });
  });

  it('[IM4] of a clock without seconds keeps its duration within a minute, and no further', () => {
    const length = (startTime: string, endTime: string, duration: string) => {
      const { place } = entryOf({ startTime, endTime, duration });
      return (place.end - place.start) / 1_000;
    };
    expect(length('9:00', '9:30', '0:30:59')).toBe(1_859);
    expect(length('9:00', '9:30', '0:31:00')).toBe(1_800);
    expect(length('9:00', '9:30', '0:29:01')).toBe(1_741);
    // Seconds on one side only are not exact either.
    expect(length('9:00:00', '9:30', '0:30:59')).toBe(1_859);
    expect(length('9:00', '9:30:00', '0:30:59')).toBe(1_859);
    expect(length('9:00:00', '9:30:00', '0:30:59')).toBe(1_800);
  });

  it('[IM3] of an hour shown twice without a duration is the shortest, earliest pair', () => {
    const back = {
      startDate: '2026-10-25',
      startTime: '02:30:00',
      endDate: '2026-10-25',
      endTime: '02:40:00',
      duration: '',
    };
    const entry = entryOf(back, { zone: 'Europe/Paris' });
    expect([entry.seconds, entry.place.start]).toEqual([600, Date.UTC(2026, 9, 25, 0, 30)]);
  });

  it('[IM6] of days alone: the errors of its day, its end and its hours; only Upwork has such', () => {
    const said = { startTime: '', endDate: '', endTime: '', duration: '2' };
    const upwork = { source: 'upwork' } as const;
    expect(entryOf(said, upwork).place).toEqual({ type: 'day', start: NINE, end: MONDAY + 24 * HOUR_MS });
    expect(entryOf({ ...said, endDate: '05.01.2026' }, upwork).seconds).toBe(7_200);
    expect(read({ ...said, startDate: 'x' }, upwork)).toMatchObject({ error: 'date' });
    expect(read({ ...said, endDate: 'x' }, upwork)).toMatchObject({ error: 'date' });
    expect(read({ ...said, duration: '' }, upwork)).toMatchObject({ error: 'duration' });
    expect(read(said, { source: 'clockify' })).toMatchObject({ error: 'time' });
    // The chosen hour is skipped that day: an hour later.
    const skipped = entryOf(
      { ...said, startDate: '2026-03-29' },
      { ...upwork, zone: 'Europe/Paris', dayStart: 9_000 },
    );
    expect(skipped.place.start).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(read({ ...said, startDate: '2011-12-30' }, { ...upwork, zone: 'Pacific/Apia' })).toMatchObject({
      error: 'no-such-time',
    });
  });

  it('[IM4] its memo and its tags are what fits of them', () => {
    expect(entryOf({ task: '', description: '' }).memo).toBe('');
    expect(entryOf({ task: 'T', description: '' }).memo).toBe('T');
    expect(entryOf({ task: '', description: `${'x'.repeat(499)} y` }).memo).toBe('x'.repeat(499));
    expect(entryOf({ tags: ' a ;b| c,, ' }).tag).toBe('a, b, c');
    const [long, most] = ['x'.repeat(TAG_MAX + 1), 'y'.repeat(TAG_MAX - 3)];
    expect(entryOf({ tags: `${most},b` }).tag).toBe(`${most}, b`);
    expect(entryOf({ tags: `${most},bb,b` }).tag).toBe(`${most}, b`);
    expect(entryOf({ tags: long }).tag).toBe(long.slice(0, TAG_MAX));
  });
});

describe('the plan', () => {
  const contract = ContractIdSchema.parse(randomUUID());
  const other = ContractIdSchema.parse(randomUUID());
  const facts = {
    importId: ImportIdSchema.parse(randomUUID()),
    newId: randomUUID,
    reason: 'r',
    placedReason: 'p',
  };
  const entry = (start: number, end: number, change: Partial<Entry> = {}): Entry => ({
    line: 1,
    seconds: (end - start) / 1_000,
    place: { type: 'at', start, end },
    memo: 'm',
    tag: 't',
    ...change,
  });
  const planner = (record: Partial<OnRecord> = {}, now = Date.UTC(2027, 0, 1)) =>
    createPlanner({ record: () => ({ occupied: [], slots: new Set(), ...record }), now });

  it('[IM2] a line that could not be read says so, and has no time', () => {
    expect(unreadable(9, 'date')).toEqual({
      line: 9,
      state: 'error',
      error: 'date',
      contractId: null,
      ms: 0,
      start: null,
      end: null,
      leftOut: [],
      pieces: [],
      placed: false,
      memo: '',
      tag: '',
    });
  });

  it('[IM4] a line is told with all that the file says of it, taken in or not', () => {
    const said = {
      line: 1,
      error: null,
      contractId: contract,
      ms: 60_000,
      memo: 'm',
      tag: 't',
      placed: false,
    };
    const at = { start: NINE, end: NINE + MINUTE_MS };
    expect(planner().add(entry(NINE, NINE + MINUTE_MS), contract, null)).toEqual({
      ...said,
      ...at,
      state: 'ready',
      leftOut: [],
      pieces: [at],
    });
    expect(planner().add(entry(NINE, NINE + MINUTE_MS), contract, 'other-person')).toEqual({
      ...said,
      ...at,
      state: 'skipped',
      leftOut: [{ why: 'other-person', ms: 60_000 }],
      pieces: [],
    });
    const day = entry(NINE, NINE + MINUTE_MS, { place: { type: 'day', start: NINE, end: NINE + HOUR_MS } });
    expect(planner().add(day, contract, null)).toMatchObject({ start: null, end: null, placed: true });
  });

  it('[IM5] a day that has begun is filled up to the slot under way; one that has not is not over', () => {
    const day = entry(NINE, NINE + HOUR_MS, { place: { type: 'day', start: NINE, end: NINE + 2 * HOUR_MS } });
    const half = planner({}, NINE + 35 * MINUTE_MS).add(day, contract, null);
    expect(half.leftOut).toEqual([{ why: 'no-room', ms: 30 * MINUTE_MS }]);
    expect(half.pieces.at(-1)?.end).toBe(NINE + 30 * MINUTE_MS);
    expect(planner({}, NINE + 5 * MINUTE_MS).add(day, contract, null).leftOut).toEqual([
      { why: 'not-over', ms: HOUR_MS },
    ]);
  });

  it('[IM5] what is logged cuts out exactly itself: before, within, behind; what only touches cuts nothing', () => {
    const left = (...occupied: [number, number][]) =>
      planner({ occupied: occupied.map(([start, end]) => ({ start: NINE + start, end: NINE + end })) })
        .add(entry(NINE + 10_000, NINE + 20_000), contract, null)
        .pieces.map(({ start, end }) => [start - NINE, end - NINE]);
    expect(left([0, 10_000], [20_000, 30_000])).toEqual([[10_000, 20_000]]);
    expect(left([0, 12_000])).toEqual([[12_000, 20_000]]);
    expect(left([18_000, 30_000])).toEqual([[10_000, 18_000]]);
    expect(left([15_000, 16_000], [12_000, 13_000])).toEqual([
      [10_000, 12_000],
      [13_000, 15_000],
      [16_000, 20_000],
    ]);
    expect(left([10_000, 20_000])).toEqual([]);
    expect(left([0, 30_000])).toEqual([]);
  });

  it('[IM5] over midnight an earlier line is remembered on both its days', () => {
    const plan = planner();
    const midnight = MONDAY + 24 * HOUR_MS;
    plan.add(entry(midnight - 2 * HOUR_MS, midnight + 2 * HOUR_MS), contract, null);
    const next = plan.add(entry(midnight + HOUR_MS, midnight + 3 * HOUR_MS), other, null);
    expect(next.leftOut).toEqual([{ why: 'overlap', ms: HOUR_MS }]);
    const before = plan.add(entry(midnight - HOUR_MS, midnight + 30_000), other, null);
    expect(before.state).toBe('skipped');
    expect(plan.add(entry(midnight - 3 * HOUR_MS, midnight - 2 * HOUR_MS), other, null).state).toBe('ready');
  });

  it('[IM6] a day takes exactly its time, in order, and stops in the middle of a slot', () => {
    const day = entry(NINE, NINE + 15 * MINUTE_MS, {
      place: { type: 'day', start: NINE, end: NINE + HOUR_MS },
    });
    const { pieces, state } = planner().add(day, contract, null);
    expect([state, pieces.map(({ start, end }) => [start - NINE, end - NINE])]).toEqual([
      'ready',
      [
        [0, 600_000],
        [600_000, 900_000],
      ],
    ]);
    const whole = planner().add({ ...day, seconds: 600 }, contract, null);
    expect(whole.pieces).toHaveLength(1);
  });

  it('[IM4] one slice a contract and slot, of all that share it: spans in order, each memo and tag once, as many as fit', () => {
    const plan = planner();
    const lines = [
      plan.add(entry(NINE, NINE + MINUTE_MS, { memo: 'a'.repeat(490), tag: '' }), contract, null),
      plan.add(
        entry(NINE + MINUTE_MS, NINE + 2 * MINUTE_MS, { memo: 'b'.repeat(8), tag: 'x' }),
        contract,
        null,
      ),
      plan.add(
        entry(NINE + 2 * MINUTE_MS, NINE + 3 * MINUTE_MS, { memo: 'c'.repeat(7), tag: 'y' }),
        contract,
        null,
      ),
      plan.add(entry(NINE + 3 * MINUTE_MS, NINE + 4 * MINUTE_MS, { memo: '', tag: 'x' }), contract, null),
      plan.add(entry(NINE + 4 * MINUTE_MS, NINE + 5 * MINUTE_MS), other, null),
      unreadable(6, 'date'),
    ];
    const slices = importedSlices([...lines].reverse(), facts);
    expect(slices.map(({ contractId: id, slot }) => [id, slot])).toEqual([
      [other, slotOf(NINE)],
      [contract, slotOf(NINE)],
    ]);
    expect(slices[0]).toMatchObject({ memo: 'm', tag: 't', reason: 'r', closeReason: 'slot-end' });
    expect(slices[1]?.spans.map(({ start }) => (start - NINE) / MINUTE_MS)).toEqual([0, 1, 2, 3]);
    const [first] = importedSlices(lines, facts);
    expect([first?.memo, first?.tag]).toEqual([`${'a'.repeat(490)} · ${'c'.repeat(7)}`, 'x, y']);
  });
});
