/**
 * One line of another program's report, from its cells to an entry with a place in time. Pure; what is ambiguous in a
 * file (its zone, the order of day and month, whose lines) is chosen by a person. Promises: an entry is never longer
 * than the file says, and never longer than from its start to its end. SPEC: IM2, IM3.
 */
import type { WallMs } from './clock';
import { MEMO_MAX } from './hourly-contract';
import type { ImportColumns, ImportField, ImportSource } from './import-columns';
import { type DateOrder, parseDate, parseDuration, parseTime } from './import-values';
import { DAY_MS, HOUR_MS } from './week';
import { instantsAt } from './zone';

/** The texts of a line by field; what the file does not have is empty. */
export type ForeignLine = { line: number } & Record<ImportField, string>;

export interface LineChoices {
  source: ImportSource;
  /** IANA name of the zone of the file's dates and times. */
  zone: string;
  dateOrder: DateOrder;
  /** Seconds after midnight from which time without a time of day is laid. */
  dayStart: number;
}

export type LineError =
  | 'cells'
  | 'date'
  | 'time'
  | 'duration'
  | 'order'
  | 'no-such-time'
  | 'several-days'
  | 'too-long';

/** `at`: from start to end. `day`: somewhere in it, because the file tells no times of day. */
export type Place = { type: 'at' | 'day'; start: WallMs; end: WallMs };

export interface Entry {
  line: number;
  /** What the file says that was worked. */
  seconds: number;
  place: Place;
  memo: string;
  tag: string;
}

export type ReadLine = { ok: true; entry: Entry } | { ok: false; line: number; error: LineError };

/** As the command that sets a tag has it. */
export const TAG_MAX = 60;
/** A timer that was forgotten for longer than a week is no work. */
const LONGEST_SECONDS = 7 * 86_400;
/** Reports without seconds may cut start and end to the minute, and not the duration. */
const ROUNDED_SECONDS = 60;

/** Null: the line has fewer cells than it needs. */
export function foreignLine(
  line: number,
  cells: readonly string[],
  columns: ImportColumns,
): ForeignLine | null {
  const text = (field: ImportField) => {
    const at = columns[field];
    const cell = at === undefined ? '' : oneLine(cells[at] ?? '');
    // So the present Toggl report writes "none".
    return cell === '-' ? '' : cell;
  };
  const needed = [columns.startDate, columns.startTime, columns.duration].map((at) => at ?? 0);
  if (cells.length <= Math.max(...needed)) return null;
  return {
    line,
    person: text('person'),
    client: text('client'),
    project: text('project'),
    task: text('task'),
    description: text('description'),
    tags: text('tags'),
    startDate: text('startDate'),
    startTime: text('startTime'),
    endDate: text('endDate'),
    endTime: text('endTime'),
    duration: text('duration'),
  };
}

/** What makes two lines the same, whatever the file they stand in. */
export function identityOf(source: ImportSource, { line: _, ...said }: ForeignLine): string {
  return JSON.stringify([source, ...Object.values(said)]);
}

/** The client and project under which the line stands. */
export function projectKey({ client, project }: Pick<ForeignLine, 'client' | 'project'>): string {
  return `${client}\n${project}`;
}

export function readLine(said: ForeignLine, choices: LineChoices): ReadLine {
  const { line } = said;
  const place = said.startTime === '' ? dayPlace(said, choices) : timedPlace(said, choices);
  if ('error' in place) return { ok: false, line, error: place.error };
  if (place.seconds > LONGEST_SECONDS) return { ok: false, line, error: 'too-long' };
  const { seconds, ...where } = place;
  return { ok: true, entry: { line, seconds, place: where, memo: memoOf(said), tag: tagOf(said.tags) } };
}

type Placed = (Place & { seconds: number }) | { error: LineError };

function timedPlace(said: ForeignLine, { zone, dateOrder }: LineChoices): Placed {
  const date = parseDate(said.startDate, dateOrder);
  if (date === null) return { error: 'date' };
  const time = parseTime(said.startTime);
  if (time === null) return { error: 'time' };
  const stated = said.duration === '' ? null : parseDuration(said.duration);
  if (stated === null && said.duration !== '') return { error: 'duration' };
  const starts = instantsAt(date + time.seconds * 1000, zone);
  const [start] = starts;
  if (start === undefined) return { error: 'no-such-time' };

  if (said.endTime === '') {
    return stated === null
      ? { error: 'duration' }
      : { type: 'at', start, end: start + stated * 1000, seconds: stated };
  }
  const endDate = said.endDate === '' ? date : parseDate(said.endDate, dateOrder);
  if (endDate === null) return { error: 'date' };
  const endTime = parseTime(said.endTime);
  if (endTime === null) return { error: 'time' };
  const ends = instantsAt(endDate + endTime.seconds * 1000, zone);
  if (ends.length === 0) return { error: 'no-such-time' };
  return between(starts, ends, stated, time.exact && endTime.exact);
}

/** Where a clock showed the same time twice, the pair that fits the duration best; the earlier one among equals. */
function between(
  starts: readonly WallMs[],
  ends: readonly WallMs[],
  stated: number | null,
  exact: boolean,
): Placed {
  const pairs = starts.flatMap((start) => ends.map((end) => ({ start, seconds: (end - start) / 1000 })));
  const best = pairs
    .filter(({ seconds }) => seconds >= 0)
    .sort((a, b) => Math.abs(a.seconds - (stated ?? 0)) - Math.abs(b.seconds - (stated ?? 0)))[0];
  if (best === undefined) return { error: 'order' };
  const { start, seconds } = best;
  if (stated === null) return { type: 'at', start, end: start + seconds * 1000, seconds };
  const rounded = !exact && Math.abs(seconds - stated) < ROUNDED_SECONDS;
  const length = rounded ? stated : Math.min(seconds, stated);
  return { type: 'at', start, end: start + length * 1000, seconds: stated };
}

function dayPlace(said: ForeignLine, { zone, dateOrder, dayStart, source }: LineChoices): Placed {
  // Only Upwork's report has days alone.
  if (source !== 'upwork') return { error: 'time' };
  const date = parseDate(said.startDate, dateOrder);
  if (date === null) return { error: 'date' };
  if (said.endDate !== '') {
    const last = parseDate(said.endDate, dateOrder);
    if (last === null) return { error: 'date' };
    if (last !== date) return { error: 'several-days' };
  }
  const seconds = parseDuration(said.duration);
  if (seconds === null) return { error: 'duration' };
  const start = firstAt(date + dayStart * 1000, zone);
  const end = firstAt(date + DAY_MS, zone);
  if (start === null || end === null) return { error: 'no-such-time' };
  return { type: 'day', start, end, seconds };
}

/** The instant at which the clock shows `local`, or, where it skips that, an hour later. */
function firstAt(local: number, zone: string): WallMs | null {
  return instantsAt(local, zone)[0] ?? instantsAt(local + HOUR_MS, zone)[0] ?? null;
}

function memoOf({ task, description }: ForeignLine): string {
  const memo = [task, description].filter((text, n, all) => text !== '' && all.indexOf(text) === n);
  return shortened(memo.join(': '), MEMO_MAX);
}

/** All tags as one text, as many as there is room for. */
function tagOf(tags: string): string {
  let kept = '';
  for (const tag of tags.split(/[,;|]/).map((one) => one.trim())) {
    const longer = kept === '' ? tag : `${kept}, ${tag}`;
    if (tag !== '' && longer.length <= TAG_MAX) kept = longer;
  }
  return kept === '' ? shortened(tags, TAG_MAX) : kept;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
}

/** Cut without leaving half a character. */
function shortened(text: string, max: number): string {
  return text
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
