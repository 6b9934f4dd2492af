/**
 * Signals: stretches of time whose numbers are unusual for a person at work, by published rules. Each comes with its
 * numbers, is shown to both sides alike, and changes no pay and no verdict: it is a reason to look, not a finding. Pure.
 * SPEC: SV50–SV52; docs/signals.md.
 */
import type { WallMs } from './clock';
import type { FieldKind, FieldValue } from './field';
import { MINUTE_MS, SLOT_MS, SLOT_SECONDS, type Slot, slotStart } from './week';

export const SIGNAL_RULES = [
  'regular-input',
  'high-activity',
  'low-variation',
  'identical-pictures',
  'one-window',
  'one-device',
] as const;
export type SignalRule = (typeof SIGNAL_RULES)[number];

/** Version 1 of the rules. Inputs are keys, clicks and scrolls together. A changed number is a new version. */
export const SIGNALS = {
  version: 1,
  /** Input at equal intervals, each time as much to within `apart`. */
  'regular-input': { minutes: 30, times: 6, longestInterval: 10, apart: 1 },
  /** More than `percent` of the minutes have `inputs` or more: one a second. */
  'high-activity': { minutes: 45, percent: 95, inputs: 60 },
  /** Standard deviation of the inputs of a minute, in percent of their mean. */
  'low-variation': { minutes: 60, percent: 4 },
  'identical-pictures': { minutes: 30, pictures: 4, alike: 380 },
  /** Of each slot's time in windows, in one of them; with input in `active` minutes of each slot. */
  'one-window': { minutes: 120, percent: 95, active: 3 },
  'one-device': { minutes: 60, inputs: 60 },
} as const;

export interface Signal {
  rule: SignalRule;
  from: WallMs;
  to: WallMs;
  /** The numbers that the rule compared, by name. */
  values: Record<string, number>;
}

/** Tracked time of one slot, of one device. A field that is not told is null. */
export interface SignalSegment {
  slot: Slot;
  ms: number;
  time: FieldValue<'time'> | null;
  activity: number | null;
  minutes: FieldValue<'minutes'> | null;
  windows: FieldValue<'windows'> | null;
  pictures: readonly SignalPicture[] | null;
}

export interface SignalPicture {
  at: WallMs;
  display: string;
  blurred: boolean;
  /** See `LIKENESS`; null where it is not known. */
  likeness: string | null;
}

/** What each rule needs. */
const NEEDS = {
  'regular-input': 'minutes',
  'high-activity': 'minutes',
  'low-variation': 'minutes',
  'identical-pictures': 'picture',
  'one-window': 'windows',
  'one-device': 'minutes',
} as const satisfies Record<SignalRule, FieldKind>;

export interface Signals {
  /** By their beginning, then by rule. */
  signals: Signal[];
  /** For how many segments a rule could not be looked at, and for which field. */
  notTold: { rule: SignalRule; field: FieldKind; segments: number }[];
}

/** `segments`: tracked ones that stand, of one device, any order. */
export function signalsOf(segments: readonly SignalSegment[]): Signals {
  const inOrder = [...segments].sort((a, b) => a.slot - b.slot);
  const runs = runsOf(inOrder);
  const signals = [
    ...runs.flatMap(regularInput),
    ...runs.flatMap(highActivity),
    ...runs.flatMap(lowVariation),
    ...runs.flatMap(oneDevice),
    ...identicalPictures(inOrder),
    ...oneWindow(inOrder),
  ];
  return {
    signals: signals.sort(
      (a, b) => a.from - b.from || SIGNAL_RULES.indexOf(a.rule) - SIGNAL_RULES.indexOf(b.rule),
    ),
    notTold: SIGNAL_RULES.flatMap((rule) => {
      const count = inOrder.filter((segment) => !tells(segment, rule)).length;
      return count > 0 ? [{ rule, field: NEEDS[rule], segments: count }] : [];
    }),
  };
}

function tells(segment: SignalSegment, rule: SignalRule): boolean {
  switch (NEEDS[rule]) {
    case 'minutes':
      return segment.minutes !== null;
    case 'picture':
      return segment.pictures !== null;
    default:
      return segment.windows !== null;
  }
}

interface Minute {
  at: WallMs;
  keys: number;
  clicks: number;
  scrolls: number;
  distance: number;
  /** Keys, clicks and scrolls. */
  inputs: number;
}

/** Eight hours: a longer run is looked at in pieces, because the work grows with the square. */
const RUN_MAX = 480;

/** Minutes of work that follow each other, of segments whose counts are told. */
function runsOf(segments: readonly SignalSegment[]): Minute[][] {
  const runs: Minute[][] = [];
  for (const minute of segments.flatMap(minutesOf)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.at === minute.at - MINUTE_MS && run.length < RUN_MAX) run.push(minute);
    else runs.push([minute]);
  }
  return runs;
}

/** The worked minutes of a slot: at least half of the minute counts, and is no idle time. */
function minutesOf({ slot, ms, time, minutes }: SignalSegment): Minute[] {
  if (minutes === null) return [];
  return minutes.flatMap(([keys, clicks, scrolls, distance], n) => {
    const at = slotStart(slot) + n * MINUTE_MS;
    const worked = time === null ? ms >= SLOT_MS - MINUTE_MS / 2 : workedMs(time, at) >= MINUTE_MS / 2;
    return worked ? [{ at, keys, clicks, scrolls, distance, inputs: keys + clicks + scrolls }] : [];
  });
}

function workedMs({ spans }: FieldValue<'time'>, at: WallMs): number {
  return spans.reduce(
    (sum, [from, to, kind]) =>
      kind === 'work' || kind === 'kept'
        ? sum + Math.max(0, Math.min(to, at + MINUTE_MS) - Math.max(from, at))
        : sum,
    0,
  );
}

/** The longest stretches of a run, from the left, of at least so many minutes, for which something holds; [from, to). */
function stretches(
  run: readonly Minute[],
  least: number,
  holds: (from: number, to: number) => boolean,
): [number, number][] {
  const found: [number, number][] = [];
  for (let from = 0; from + least <= run.length; ) {
    let to = run.length;
    while (to >= from + least && !holds(from, to)) to--;
    if (to < from + least) from++;
    else {
      found.push([from, to]);
      from = to;
    }
  }
  return found;
}

/** sums[n]: of the first n. */
function sumsOf(run: readonly Minute[], of: (minute: Minute) => number): number[] {
  const sums = [0];
  for (const minute of run) sums.push((sums.at(-1) ?? 0) + of(minute));
  return sums;
}

function between(sums: readonly number[], from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}

function signal(
  rule: SignalRule,
  run: readonly Minute[],
  [from, to]: readonly [number, number],
  values: Record<string, number>,
): Signal {
  const start = run[from]?.at ?? 0;
  return {
    rule,
    from: start,
    to: start + (to - from) * MINUTE_MS,
    values: { minutes: to - from, ...values },
  };
}

function regularInput(run: readonly Minute[]): Signal[] {
  const { minutes, times, longestInterval, apart } = SIGNALS['regular-input'];
  const beats = run.flatMap(({ inputs }, n) => (inputs > 0 ? [{ n, inputs }] : []));
  const found: Signal[] = [];
  for (let first = 0; first + 1 < beats.length; ) {
    const every = (beats[first + 1]?.n ?? 0) - (beats[first]?.n ?? 0);
    let [least, most] = [beats[first]?.inputs ?? 0, beats[first]?.inputs ?? 0];
    let last = first;
    for (let next = first + 1; next < beats.length; next++) {
      const beat = beats[next];
      if (beat === undefined || beat.n - (beats[last]?.n ?? 0) !== every) break;
      const [lower, upper] = [Math.min(least, beat.inputs), Math.max(most, beat.inputs)];
      if (upper - lower > apart) break;
      [least, most, last] = [lower, upper, next];
    }
    const [from, to] = [beats[first]?.n ?? 0, (beats[last]?.n ?? 0) + 1];
    const count = last - first + 1;
    if (count >= times && to - from >= minutes && every <= longestInterval) {
      found.push(
        signal('regular-input', run, [from, to], { everyMinutes: every, times: count, least, most }),
      );
      first = last + 1;
    } else first = Math.max(first + 1, last);
  }
  return found;
}

function highActivity(run: readonly Minute[]): Signal[] {
  const { minutes, percent, inputs } = SIGNALS['high-activity'];
  const full = sumsOf(run, (minute) => (minute.inputs >= inputs ? 1 : 0));
  const holds = (from: number, to: number) => between(full, from, to) * 100 > percent * (to - from);
  return stretches(run, minutes, holds).map(([from, to]) => {
    const count = between(full, from, to);
    return signal('high-activity', run, [from, to], {
      full: count,
      percent: rounded((count * 100) / (to - from)),
    });
  });
}

function lowVariation(run: readonly Minute[]): Signal[] {
  const { minutes, percent } = SIGNALS['low-variation'];
  const sums = sumsOf(run, ({ inputs }) => inputs);
  const squares = sumsOf(run, ({ inputs }) => inputs * inputs);
  const variation = (from: number, to: number) => {
    const mean = between(sums, from, to) / (to - from);
    const variance = between(squares, from, to) / (to - from) - mean * mean;
    return mean === 0 ? Number.POSITIVE_INFINITY : (Math.sqrt(Math.max(0, variance)) * 100) / mean;
  };
  return stretches(run, minutes, (from, to) => variation(from, to) <= percent).map(([from, to]) =>
    signal('low-variation', run, [from, to], {
      mean: rounded(between(sums, from, to) / (to - from)),
      variationPercent: rounded(variation(from, to)),
    }),
  );
}

function oneDevice(run: readonly Minute[]): Signal[] {
  const { minutes, inputs } = SIGNALS['one-device'];
  const sums = {
    keys: sumsOf(run, ({ keys }) => keys),
    clicks: sumsOf(run, ({ clicks }) => clicks),
    scrolls: sumsOf(run, ({ scrolls }) => scrolls),
    distance: sumsOf(run, ({ distance }) => distance),
  };
  const countsOf = (from: number, to: number) => ({
    keys: between(sums.keys, from, to),
    clicks: between(sums.clicks, from, to),
    scrolls: between(sums.scrolls, from, to),
  });
  const holds = (from: number, to: number) => {
    const { keys, clicks, scrolls } = countsOf(from, to);
    const byHand = clicks + scrolls + between(sums.distance, from, to);
    return keys + clicks + scrolls >= inputs && (keys === 0 || byHand === 0);
  };
  return stretches(run, minutes, holds).map(([from, to]) =>
    signal('one-device', run, [from, to], countsOf(from, to)),
  );
}

/** The grid of a picture's likeness: the brightness (0–255) of each place, as two hexadecimal digits. */
export const LIKENESS = { across: 24, down: 16, places: 384, within: 4 } as const;

/** Of how many places two likenesses have the same brightness, to within 4 of 255. */
export function alikePlaces(a: string, b: string): number {
  let alike = 0;
  for (let at = 0; at < LIKENESS.places * 2; at += 2) {
    const apart = Number.parseInt(a.slice(at, at + 2), 16) - Number.parseInt(b.slice(at, at + 2), 16);
    if (Math.abs(apart) <= LIKENESS.within) alike++;
  }
  return alike;
}

/**
 * Pictures of one display that follow each other, each like the first, taken while there was input. A blurred picture is
 * like any other of its kind, so it says nothing and ends nothing.
 */
function identicalPictures(segments: readonly SignalSegment[]): Signal[] {
  const { minutes, pictures: least, alike } = SIGNALS['identical-pictures'];
  const all = segments.flatMap(({ activity, pictures }) =>
    (pictures ?? []).flatMap(({ at, display, blurred, likeness }) =>
      blurred || likeness === null || activity === 0 ? [] : [{ at, display, likeness }],
    ),
  );
  const displays = new Map<string, typeof all>();
  for (const one of all.sort((a, b) => a.at - b.at)) {
    const row = displays.get(one.display);
    if (row === undefined) displays.set(one.display, [one]);
    else row.push(one);
  }
  return [...displays.values()].flatMap((row) => {
    const found: Signal[] = [];
    for (let first = 0; first < row.length; ) {
      const start = row[first];
      let lowest: number = LIKENESS.places;
      let next = first + 1;
      for (; start !== undefined && next < row.length; next++) {
        const places = alikePlaces(start.likeness, row[next]?.likeness ?? '');
        if (places < alike) break;
        lowest = Math.min(lowest, places);
      }
      const [from, to] = [start?.at ?? 0, row[next - 1]?.at ?? 0];
      const isLong = to - from >= minutes * MINUTE_MS;
      if (next - first >= least && isLong) {
        const values = { pictures: next - first, minutes: Math.floor((to - from) / MINUTE_MS) };
        found.push({
          rule: 'identical-pictures',
          from,
          to,
          values: { ...values, alike: lowest, of: LIKENESS.places },
        });
      }
      first = next;
    }
    return found;
  });
}

/** Slots that follow each other, nearly all of each in one and the same window, with input. */
function oneWindow(segments: readonly SignalSegment[]): Signal[] {
  const { minutes, percent, active } = SIGNALS['one-window'];
  const found: Signal[] = [];
  let row: { slot: Slot; name: string; share: number }[] = [];
  const end = () => {
    const [first, last] = [row[0], row.at(-1)];
    if (first !== undefined && last !== undefined) {
      const long = row.length * (SLOT_MS / MINUTE_MS);
      const values = { minutes: long, percent: rounded(Math.min(...row.map(({ share }) => share))) };
      if (long >= minutes)
        found.push({
          rule: 'one-window',
          from: slotStart(first.slot),
          to: slotStart(last.slot) + SLOT_MS,
          values,
        });
    }
    row = [];
  };
  for (const segment of segments) {
    const main = mainWindow(segment);
    const last = row.at(-1);
    const isSame = last?.name === main?.name && last?.slot === segment.slot - SLOT_SECONDS;
    const hasInput = segment.activity === null || segment.activity >= active;
    const counts = main !== null && main.share >= percent && hasInput;
    if (!counts || !isSame) end();
    if (counts) row.push({ slot: segment.slot, ...main });
  }
  end();
  return found;
}

/** Which window the slot was spent in most, by application and title, with its share in percent; null: no titles are told. */
function mainWindow({ windows }: SignalSegment): { name: string; share: number } | null {
  const byName = new Map<string, number>();
  let total = 0;
  for (const one of windows ?? []) {
    if (one.length === 2) return null;
    const [app, title, ms] = one;
    const name = JSON.stringify([app, title]);
    byName.set(name, (byName.get(name) ?? 0) + ms);
    total += ms;
  }
  const [name, ms] = [...byName].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
  return total === 0 ? null : { name, share: (ms * 100) / total };
}

/** To one decimal, for people. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
