/**
 * Which program wrote a CSV report, and which of its columns holds what. The layouts are those of Toggl Track's
 * detailed report (the one of before 2024 and the present one), Clockify's detailed report and Upwork's timesheet
 * report, by the names of their columns: order and further columns make no difference. SPEC: IM1.
 */

export const IMPORT_SOURCES = ['toggl', 'clockify', 'upwork'] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

export type ImportField =
  | 'person'
  | 'client'
  | 'project'
  | 'task'
  | 'description'
  | 'tags'
  | 'startDate'
  | 'startTime'
  | 'endDate'
  | 'endTime'
  | 'duration';

/** Where each field stands in a row, counted from 0; fields that the file does not have are absent. */
export type ImportColumns = Partial<Record<ImportField, number>>;

export type Layout =
  | { outcome: 'known'; source: ImportSource; columns: ImportColumns }
  /** The nearest of the layouts, and the columns of it that are missing, as that program names them. */
  | { outcome: 'missing'; source: ImportSource; missing: string[] }
  | { outcome: 'unknown' };

/** Names of each field, in lower case, the preferred first. */
type Names = Partial<Record<ImportField, readonly string[]>>;

const TIMED: Names = {
  person: ['user', 'member'],
  client: ['client'],
  project: ['project'],
  task: ['task'],
  description: ['description'],
  tags: ['tags', 'tag'],
  startDate: ['start date'],
  startTime: ['start time'],
  endDate: ['end date', 'stop date'],
  endTime: ['end time', 'stop time'],
};

const NAMES: Readonly<Record<ImportSource, Names>> = {
  toggl: { ...TIMED, duration: ['duration'] },
  clockify: { ...TIMED, duration: ['duration (h)', 'duration (decimal)', 'time (h)', 'time (decimal)'] },
  upwork: {
    person: ['freelancer', 'talent', 'provider', 'contractor'],
    client: ['client', 'company', 'client name'],
    project: ['contract', 'contract title', 'team', 'assignment', 'agency'],
    task: ['task', 'activity', 'activities'],
    description: ['memo', 'description'],
    startDate: ['date', 'date from', 'worked on', 'day'],
    startTime: ['start time', 'time from'],
    endDate: ['date to'],
    endTime: ['end time', 'time to'],
    duration: ['hours', 'total hours', 'hours worked', 'duration'],
  },
};

/** What a line cannot do without, as the program names it. */
const REQUIRED: Readonly<Record<ImportSource, readonly (readonly [ImportField, string])[]>> = {
  toggl: [
    ['startDate', 'Start date'],
    ['startTime', 'Start time'],
  ],
  clockify: [
    ['startDate', 'Start Date'],
    ['startTime', 'Start Time'],
    ['duration', 'Duration (h)'],
  ],
  upwork: [
    ['startDate', 'Date'],
    ['duration', 'Hours'],
  ],
};

/** Reads a row as a header. `unknown`: it has no column that any of the programs could not do without. */
export function layoutOf(header: readonly string[]): Layout {
  const names = header.map((name) => name.trim().toLowerCase().replaceAll(/\s+/g, ' '));
  const candidates = IMPORT_SOURCES.map((source) => {
    const columns = columnsOf(names, NAMES[source]);
    return { source, columns, missing: missingOf(source, columns) };
  });
  // Clockify's own names of the duration tell it from Toggl, so it is asked first.
  const order: ImportSource[] = ['clockify', 'toggl', 'upwork'];
  const whole = order.flatMap((source) =>
    candidates.filter((one) => one.source === source && one.missing.length === 0),
  )[0];
  if (whole) return { outcome: 'known', source: whole.source, columns: whole.columns };
  const near = candidates
    .filter(({ columns }) => Object.keys(columns).length >= 2)
    .sort(
      (a, b) =>
        a.missing.length - b.missing.length || Object.keys(b.columns).length - Object.keys(a.columns).length,
    )[0];
  return near ? { outcome: 'missing', source: near.source, missing: near.missing } : { outcome: 'unknown' };
}

function columnsOf(header: readonly string[], names: Names): ImportColumns {
  const columns: ImportColumns = {};
  for (const field of FIELDS) {
    const at = (names[field] ?? []).map((name) => header.indexOf(name)).find((index) => index >= 0);
    if (at !== undefined) columns[field] = at;
  }
  return columns;
}

const FIELDS: readonly ImportField[] = [
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
];

function missingOf(source: ImportSource, columns: ImportColumns): string[] {
  const missing = REQUIRED[source].filter(([field]) => columns[field] === undefined).map(([, name]) => name);
  const hasEnd = columns.endDate !== undefined && columns.endTime !== undefined;
  if (source === 'toggl' && columns.duration === undefined && !hasEnd) missing.push('Duration');
  return missing;
}
