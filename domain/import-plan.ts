/**
 * Which time of a report is taken in, and what is left out and why. Promises: every second of the file is either taken
 * in or left out for one named reason; nothing is lengthened; no instant is given twice, neither to what is logged nor
 * to another line; exact seconds are kept inside of the ten-minute slots. Pure. SPEC: IM3–IM5.
 */
import type { WallMs } from './clock';
import { MEMO_MAX } from './hourly-contract';
import type { ContractId, ImportId, NewId } from './ids';
import { SliceIdSchema } from './ids';
import { type Entry, type LineError, TAG_MAX } from './import-lines';
import type { Slice, Span } from './slice';
import { emptySlice } from './slice-edit';
import { type Interval, splitBySlot } from './timeline';
import { DAY_MS, type Slot, slotOf, slotStart } from './week';

/** Whole lines: `known` (imported before), `no-contract`, `other-person`, `not-over`, `empty`. Parts of lines: the others. */
export type LeftOut =
  | 'known'
  | 'no-contract'
  | 'other-person'
  | 'not-over'
  | 'empty'
  | 'logged'
  | 'overlap'
  | 'slot-taken'
  | 'no-room'
  | 'disagrees';

export interface PlannedLine {
  line: number;
  /** `partial`: some of its time. `skipped`: none of it. `error`: it could not be read. */
  state: 'ready' | 'partial' | 'skipped' | 'error';
  error: LineError | null;
  contractId: ContractId | null;
  /** What the file says, in ms; 0 where it could not be read. */
  ms: number;
  /** Where the file puts it; null where it could not be read, or tells the day alone. */
  start: WallMs | null;
  end: WallMs | null;
  leftOut: { why: LeftOut; ms: number }[];
  /** What is taken in, ascending, each inside of one slot. */
  pieces: Interval[];
  /** True: the file tells the day alone, and the times are only a place for it. */
  placed: boolean;
  memo: string;
  tag: string;
}

/** What is on record already between two instants. */
export interface OnRecord {
  /** All spans of all contracts. */
  occupied: readonly Interval[];
  /** Slots in which the contract has a slice. */
  slots: ReadonlySet<Slot>;
}

export interface PlanDeps {
  record(contractId: ContractId, from: WallMs, to: WallMs): OnRecord;
  now: WallMs;
}

export interface Planner {
  /** Entries must come in the order of their starts, those of days after those with times. `skip`: leave the line out. */
  add(entry: Entry, contractId: ContractId | null, skip: LeftOut | null): PlannedLine;
}

export function createPlanner({ record, now }: PlanDeps): Planner {
  const accepted = new Map<number, Interval[]>();
  /** Slots under way are the recorder's. */
  const over = slotStart(slotOf(now));

  const acceptedIn = ({ start, end }: Interval) => {
    const found: Interval[] = [];
    for (let day = dayOf(start); day <= dayOf(end); day++) found.push(...(accepted.get(day) ?? []));
    return found;
  };
  const accept = (piece: Interval) => {
    const day = dayOf(piece.start);
    accepted.set(day, [...(accepted.get(day) ?? []), piece]);
  };

  return {
    add(entry, contractId, skip) {
      const { place, seconds } = entry;
      const ms = seconds * 1000;
      const { line, memo, tag } = entry;
      const at = place.type === 'at' ? { start: place.start, end: place.end } : { start: null, end: null };
      const about = { line, error: null, contractId, ms, ...at, memo, tag };
      const none = (why: LeftOut): PlannedLine => ({
        ...about,
        state: 'skipped',
        leftOut: [{ why, ms }],
        pieces: [],
        placed: false,
      });
      if (ms === 0) return none('empty');
      if (skip !== null) return none(skip);
      if (contractId === null) return none('no-contract');
      if (place.type === 'at' ? place.end > over : place.start >= over) return none('not-over');

      const whole = { start: place.start, end: Math.min(place.end, over) };
      const { occupied, slots } = record(contractId, whole.start, whole.end);
      const unlogged = without([whole], occupied);
      const free = without(unlogged, acceptedIn(whole));
      const open = splitBySlot(free).filter((piece) => !slots.has(slotOf(piece.start)));
      const pieces = place.type === 'at' ? open : first(open, ms);
      for (const piece of pieces) accept(piece);

      const taken = lengthOf(pieces);
      const parts: PlannedLine['leftOut'] =
        place.type === 'day'
          ? [{ why: 'no-room', ms: ms - taken }]
          : [
              { why: 'disagrees', ms: ms - lengthOf([whole]) },
              { why: 'logged', ms: lengthOf([whole]) - lengthOf(unlogged) },
              { why: 'overlap', ms: lengthOf(unlogged) - lengthOf(free) },
              { why: 'slot-taken', ms: lengthOf(free) - taken },
            ];
      const leftOut = parts.filter((part) => part.ms > 0);
      const state = taken === 0 ? 'skipped' : leftOut.length > 0 ? 'partial' : 'ready';
      return { ...about, state, leftOut, pieces, placed: place.type === 'day' };
    },
  };
}

export function unreadable(line: number, error: LineError): PlannedLine {
  return {
    line,
    state: 'error',
    error,
    contractId: null,
    ms: 0,
    start: null,
    end: null,
    leftOut: [],
    pieces: [],
    placed: false,
    memo: '',
    tag: '',
  };
}

export interface ImportFacts {
  importId: ImportId;
  newId: NewId;
  /** Why the time was entered by hand; `placed`: and that the file told no times of day. */
  reason: string;
  placedReason: string;
}

/** The slices of these lines: one a contract and slot, with the memos and tags of all lines that share it. */
export function importedSlices(lines: readonly PlannedLine[], facts: ImportFacts): Slice[] {
  const places = new Map<string, Shared[]>();
  for (const line of lines) {
    const { contractId } = line;
    if (contractId === null) continue;
    for (const piece of line.pieces) {
      const key = `${contractId} ${slotOf(piece.start)}`;
      places.set(key, [...(places.get(key) ?? []), { piece, line, contractId }]);
    }
  }
  return [...places.values()].flatMap((shared) => sliceOf(shared, facts));
}

interface Shared {
  piece: Interval;
  line: PlannedLine;
  contractId: ContractId;
}

function sliceOf(shared: readonly Shared[], facts: ImportFacts): Slice[] {
  const [one] = shared;
  if (one === undefined) return [];
  const id = SliceIdSchema.parse(facts.newId());
  return [
    {
      ...emptySlice(id, one.contractId, slotOf(one.piece.start), joined(shared, 'memo', ' · ', MEMO_MAX)),
      state: 'closed',
      closeReason: 'slot-end',
      kind: 'manual',
      tag: joined(shared, 'tag', ', ', TAG_MAX),
      reason: shared.some(({ line }) => line.placed) ? facts.placedReason : facts.reason,
      importId: facts.importId,
      spans: shared
        .map(({ piece }): Span => ({ ...piece, kind: 'work', idleId: null }))
        .sort((a, b) => a.start - b.start),
    },
  ];
}

/** Each text once, as many as there is room for. */
function joined(shared: readonly Shared[], which: 'memo' | 'tag', between: string, max: number): string {
  let all = '';
  for (const text of new Set(shared.map(({ line }) => line[which]))) {
    const longer = all === '' ? text : `${all}${between}${text}`;
    if (text !== '' && longer.length <= max) all = longer;
  }
  return all;
}

/** What is left of the pieces where `taken` is taken away; both in any order. */
function without(pieces: readonly Interval[], taken: readonly Interval[]): Interval[] {
  let left = [...pieces];
  for (const { start, end } of taken) {
    left = left.flatMap((piece) => {
      if (end <= piece.start || start >= piece.end) return [piece];
      return [
        { start: piece.start, end: start },
        { start: end, end: piece.end },
      ].filter((rest) => rest.start < rest.end);
    });
  }
  return left.sort((a, b) => a.start - b.start);
}

/** The first `ms` of the pieces. */
function first(pieces: readonly Interval[], ms: number): Interval[] {
  const kept: Interval[] = [];
  let left = ms;
  for (const { start, end } of pieces) {
    if (left <= 0) break;
    kept.push({ start, end: Math.min(end, start + left) });
    left -= end - start;
  }
  return kept;
}

function lengthOf(pieces: readonly Interval[]): number {
  return pieces.reduce((sum, { start, end }) => sum + end - start, 0);
}

function dayOf(at: WallMs): number {
  return Math.floor(at / DAY_MS);
}
