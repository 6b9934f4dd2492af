/**
 * What a verified log comes to in a range: time by part and week, what is over the weekly limit, deleted segments,
 * money, the protection verdicts by reason. Pure, of the record alone, so every report says the same. Promises: each
 * millisecond that counts is in exactly one part; what lies over the limit is decided over whole UTC weeks by order of
 * time, whatever the range. SPEC: VF10, WK.
 */
import type { WallMs } from './clock';
import { limitOfWeek } from './limit';
import { earned } from './money';
import type { Because } from './protection';
import { RULE_IDS, type RuleId } from './protection-rules';
import type { LogRecord, SegmentRecord } from './record';
import { inForce } from './verify-dated';
import { SLOT_MS, slotStart, weekStart } from './week';

/** Milliseconds; their sum is `total`. A part of `protected` to `unjudged` is within the limit and not by hand. */
export interface PartsOfTime {
  totalMs: number;
  protectedMs: number;
  atRiskMs: number;
  /** A field that the verdict needs is not told. */
  unjudgedMs: number;
  manualMs: number;
  /** Taken over from another program's report: counted, never billed by this log. */
  importedMs: number;
  overMs: number;
}

export interface RangeFigures extends PartsOfTime {
  /** Segments that stand, were deleted, or were moved to another contract. */
  segments: number;
  deleted: number;
  moved: number;
  /** Before any fee; minor units of the log's currency, rounded once for each rate. */
  grossMinor: number;
}

export interface WeekFigures extends RangeFigures {
  /** Monday 00:00 UTC. */
  week: WallMs;
  /** Milliseconds a week; null: no limit. */
  limitMs: number | null;
}

/** A reason of the rules, in how many segments of the range it was found. */
export interface ReasonFigures {
  rule: RuleId;
  because: Because;
  segments: number;
}

export interface ReportFigures {
  /** The range's segments, as the record has them. */
  segments: readonly SegmentRecord[];
  total: RangeFigures;
  /** Those with anything in the range, ascending. */
  weeks: readonly WeekFigures[];
  /** By rule, then by text. */
  reasons: readonly ReasonFigures[];
  /** Of each segment of the range by its index. */
  parts: ReadonlyMap<number, PartsOfTime>;
}

/** `from`, `to`: Unix seconds; the slots in [from, to). */
export function reportFigures(record: LogRecord, { from, to }: { from: number; to: number }): ReportFigures {
  const over = overBySegment(record);
  const segments = record.segments.filter(({ entry }) => entry.slot >= from && entry.slot < to);
  const parts = new Map(
    segments.map((segment) => [segment.index, partsOf(segment, over.get(segment.index) ?? 0)]),
  );
  const figures = (some: readonly SegmentRecord[]): RangeFigures => ({
    ...summed(some.map(({ index }) => parts.get(index) ?? NOTHING)),
    segments: some.filter(({ state }) => state === 'stands').length,
    deleted: some.filter(({ state }) => state === 'deleted').length,
    moved: some.filter(({ state }) => state === 'moved').length,
    grossMinor: grossOf(record, some, over),
  });
  const byWeek = grouped(segments, ({ entry }) => weekStart(slotStart(entry.slot)));
  const limits = record.limits.map((one) => ({ from: one.from, limitSeconds: one.value }));
  return {
    segments,
    total: {
      ...figures(segments),
      grossMinor: sumOf([...byWeek.values()].map((some) => figures(some).grossMinor)),
    },
    weeks: [...byWeek]
      .sort(([a], [b]) => a - b)
      .map(([week, some]) => ({ week, limitMs: limitOfWeek(limits, week), ...figures(some) })),
    reasons: reasonsOf(segments),
    parts,
  };
}

const NOTHING: PartsOfTime = {
  totalMs: 0,
  protectedMs: 0,
  atRiskMs: 0,
  unjudgedMs: 0,
  manualMs: 0,
  importedMs: 0,
  overMs: 0,
};

function partsOf({ entry, ms, state, protection }: SegmentRecord, overMs: number): PartsOfTime {
  if (state !== 'stands') return NOTHING;
  if (entry.imported === 1) return { ...NOTHING, totalMs: ms, importedMs: ms };
  if (protection !== null) {
    const { parts } = protection;
    return { ...NOTHING, totalMs: ms, ...parts };
  }
  const within = ms - overMs;
  const part = entry.kind === 'manual' ? { manualMs: within } : { unjudgedMs: within };
  return { ...NOTHING, totalMs: ms, overMs, ...part };
}

/** How much of each segment's time lies above the limit of its week: of one slot's, the later entry's. */
export function overBySegment(record: {
  segments: readonly Pick<SegmentRecord, 'index' | 'entry' | 'ms' | 'state'>[];
  limits: LogRecord['limits'];
}): ReadonlyMap<number, number> {
  const limits = record.limits.map((one) => ({ from: one.from, limitSeconds: one.value }));
  const counted = record.segments.filter(({ entry, state }) => state === 'stands' && entry.imported !== 1);
  const inOrder = [...counted].sort((a, b) => a.entry.slot - b.entry.slot || a.index - b.index);
  const over = new Map<number, number>();
  let week = Number.NEGATIVE_INFINITY;
  let cap = 0;
  let used = 0;
  for (const { index, entry, ms } of inOrder) {
    const start = weekStart(slotStart(entry.slot));
    if (start !== week) {
      week = start;
      cap = limitOfWeek(limits, start) ?? Number.POSITIVE_INFINITY;
      used = 0;
    }
    const before = Math.max(0, used - cap);
    used += ms;
    over.set(index, Math.max(0, used - cap) - before);
  }
  return over;
}

/**
 * What is billed, in ms by rate. `exact`: the milliseconds within the limit. `whole`: ten minutes for each slot with any
 * time within the limit, whoever's. A slot has the rate and the way of billing that were in force at its start.
 */
export function billedByRate(
  record: Pick<LogRecord, 'terms' | 'rates'>,
  segments: readonly Pick<SegmentRecord, 'index' | 'entry' | 'ms' | 'state'>[],
  over: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const msByRate = new Map<number, number>();
  const whole = new Set<number>();
  for (const { index, entry, ms, state } of segments) {
    const within = ms - (over.get(index) ?? 0);
    if (state !== 'stands' || entry.imported === 1 || within <= 0) continue;
    const at = slotStart(entry.slot);
    const byWhole = inForce(record.terms, at)?.billing === 'whole';
    if (byWhole && whole.has(entry.slot)) continue;
    if (byWhole) whole.add(entry.slot);
    const rate = inForce(record.rates, at) ?? 0;
    msByRate.set(rate, (msByRate.get(rate) ?? 0) + (byWhole ? SLOT_MS : within));
  }
  return msByRate;
}

/** Summed for each rate, in whole seconds. */
function grossOf(
  record: LogRecord,
  segments: readonly SegmentRecord[],
  over: ReadonlyMap<number, number>,
): number {
  const billed = billedByRate(record, segments, over);
  return sumOf([...billed].map(([rate, ms]) => earned(Math.floor(ms / 1000), rate)));
}

function reasonsOf(segments: readonly SegmentRecord[]): ReasonFigures[] {
  const all = segments.flatMap(({ protection }) => protection?.reasons ?? []);
  return [...grouped(all, ({ rule, because }) => `${rule} ${because}`).values()]
    .flatMap((same) => {
      const [first] = same;
      return first ? [{ rule: first.rule, because: first.because, segments: same.length }] : [];
    })
    .sort((a, b) => RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule) || (a.because < b.because ? -1 : 1));
}

function summed(all: readonly PartsOfTime[]): PartsOfTime {
  const sum = { ...NOTHING };
  for (const one of all) {
    sum.totalMs += one.totalMs;
    sum.protectedMs += one.protectedMs;
    sum.atRiskMs += one.atRiskMs;
    sum.unjudgedMs += one.unjudgedMs;
    sum.manualMs += one.manualMs;
    sum.importedMs += one.importedMs;
    sum.overMs += one.overMs;
  }
  return sum;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
