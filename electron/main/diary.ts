/**
 * The diary as the window shows it: cells, totals and money of a stretch of time, and one slice in full.
 * Read from the store, with the open slice as it is in memory (newer than its last checkpoint) laid over it.
 * Promises: what is over the weekly limit is decided over the whole UTC week by order of time, whatever stretch
 * is asked for; the sum of the cells is the total. SPEC: SL, WK.
 */
import type { WallMs } from '../../domain/clock';
import type { Cell, Day, SliceDetail } from '../../domain/diary';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { SliceId } from '../../domain/ids';
import { overLimitBySlot } from '../../domain/limit';
import {
  activityLevel,
  type Box,
  type HiddenAreas,
  idleMs,
  type Picture,
  type Slice,
  trackedMs,
} from '../../domain/slice';
import { type Slot, slotStart, weekEnd, weekLocksAt, weekStart } from '../../domain/week';
import type { SliceHead } from './db/slices';
import type { Tombstone } from './db/trash';
import { grossMinor } from './gross';
import { UNDO_MS } from './picture-edits';
import type { PictureStore } from './ports';

export interface DiarySource {
  /** Heads of the slices whose slot starts in [from, to), ascending by slot. */
  cellsBetween(from: WallMs, to: WallMs): SliceHead[];
  /** Of the slices whose slot starts in [from, to): how many of their inputs are known to be synthetic, where any are. */
  syntheticBetween(from: WallMs, to: WallMs): Map<SliceId, number>;
  /** Marks of what was taken away, in slots that start in [from, to). */
  tombstones(from: WallMs, to: WallMs): Tombstone[];
  byId(id: SliceId): Slice | null;
  contracts(): HourlyContract[];
}

export interface DiaryDeps {
  source: DiarySource;
  pictures: Pick<PictureStore, 'ofSlices'>;
  openSlice(): Slice | null;
  now(): WallMs;
}

export interface Diary {
  /** `weekOf`: an instant in [from, to); the week's totals are of the UTC week that holds it, `from` where left out. */
  day(from: WallMs, to: WallMs, weekOf?: WallMs): Day;
  slice(id: SliceId): SliceDetail | null;
}

type Weighed = SliceHead & { overMs: number };
type Totals = Day['totals'];

export function createDiary({ source, pictures, openSlice, now }: DiaryDeps): Diary {
  /** Heads of whole UTC weeks, by slot, with their over-limit time. `from` and `to` are Mondays 00:00 UTC. */
  function weigh(from: WallMs, to: WallMs, contracts: readonly HourlyContract[]): Weighed[] {
    const open = openSlice();
    const heads = source.cellsBetween(from, to).filter((head) => !isSame(head, open));
    if (open !== null && startsIn(open.slot, from, to)) heads.push(headOf(open));
    const weighed: Weighed[] = [];
    for (const [contractId, own] of Map.groupBy(heads, (head) => head.contractId)) {
      const limits = contracts.find((contract) => contract.id === contractId)?.limits ?? [];
      const over = overLimitBySlot(own, limits);
      weighed.push(...own.map((head) => ({ ...head, overMs: over.get(head.slot) ?? 0 })));
    }
    return weighed.sort((a, b) => a.slot - b.slot);
  }

  return {
    day(from, to, weekOf = from) {
      const contracts = source.contracts();
      const weighed = weigh(weekStart(from), weekEnd(Math.max(from, to - 1)), contracts);
      const inDay = weighed.filter((head) => startsIn(head.slot, from, to));
      const inWeek = weighed.filter((head) => startsIn(head.slot, weekStart(weekOf), weekEnd(weekOf)));
      const taken = pictures.ofSlices(inDay.map((head) => head.id));
      const synthetic = source.syntheticBetween(from, to);
      const open = openSlice();
      if (open !== null) synthetic.set(open.id, syntheticOf(open));
      return {
        from,
        to,
        cells: inDay.map((head) => ({
          ...cellOf(head, taken.get(head.id) ?? [], now()),
          synthetic: synthetic.get(head.id) ?? 0,
        })),
        totals: total(inDay),
        tombstones: source.tombstones(from, to).map(({ id, contractId, slot, what, at, trackedMs }) => ({
          id,
          contractId,
          slot,
          what,
          at,
          trackedMs,
        })),
        byContract: contracts.flatMap((contract) => {
          const day = inDay.filter((head) => head.contractId === contract.id);
          const week = inWeek.filter((head) => head.contractId === contract.id);
          if (day.length === 0 && week.length === 0) return [];
          return {
            contractId: contract.id,
            day: total(day),
            grossMinor: grossMinor(contract, day),
            week: total(week),
            weekGrossMinor: grossMinor(contract, week),
          };
        }),
      };
    },

    slice(id) {
      const open = openSlice();
      const slice = open?.id === id ? open : source.byId(id);
      if (slice === null) return null;
      const at = slotStart(slice.slot);
      const weighed = weigh(weekStart(at), weekEnd(at), source.contracts());
      const overMs = weighed.find((head) => isSame(head, slice))?.overMs ?? 0;
      const cell = cellOf({ ...headOf(slice), overMs }, pictures.ofSlices([id]).get(id) ?? [], now());
      return {
        ...cell,
        synthetic: syntheticOf(slice),
        spans: slice.spans.map(({ start, end, kind, idleId }) => ({ start, end, kind, idleId })),
        minutes: slice.minutes,
        windows: slice.windows,
        jumps: slice.jumps,
        gaps: slice.gaps,
        backends: {
          input: [...slice.backends.input],
          window: [...slice.backends.window],
          idle: [...slice.backends.idle],
          // Pictures arrive after their slice may have closed; their own rows say who took them.
          picture: [...new Set(cell.pictures.map((picture) => picture.backend))].filter(
            (name) => name !== 'none',
          ),
        },
      };
    },
  };
}

function cellOf(head: Weighed, pictures: readonly Picture[], now: WallMs): Cell {
  return {
    sliceId: head.id,
    contractId: head.contractId,
    slot: head.slot,
    state: head.state,
    closeReason: head.closeReason,
    interrupted: head.interrupted,
    memo: head.memo,
    trackedMs: head.trackedMs,
    idleMs: head.idleMs,
    overMs: head.overMs,
    activity: head.activity,
    kind: head.kind,
    tag: head.tag,
    reason: head.reason,
    editedAt: head.editedAt,
    movedFrom: head.movedFrom,
    excludedMs: head.excludedMs,
    imported: head.importId !== null,
    editable: now < weekLocksAt(slotStart(head.slot)),
    pictures: pictures.map(pictureView),
  };
}

function headOf(slice: Slice): SliceHead {
  const { id, contractId, slot, state, closeReason, interrupted, memo } = slice;
  const { kind, tag, reason, editedAt, movedFrom, excludedMs, importId } = slice;
  return {
    id,
    contractId,
    slot,
    state,
    closeReason,
    interrupted,
    memo,
    trackedMs: trackedMs(slice),
    idleMs: idleMs(slice),
    activity: activityLevel(slice.minutes),
    kind,
    tag,
    reason,
    editedAt,
    movedFrom,
    excludedMs,
    importId,
  };
}

function syntheticOf(slice: Slice): number {
  return slice.minutes.reduce((sum, minute) => sum + minute.synthetic, 0);
}

function pictureView(picture: Picture): Cell['pictures'][number] {
  const { id, takenAt, trigger, display, backend, blurred, hidden, held } = picture;
  const common = { id, takenAt, trigger, display, backend, blurred, hidden: areasOf(hidden), held };
  return picture.outcome === 'ok'
    ? {
        ...common,
        outcome: 'ok',
        undoUntil: null,
        reason: null,
        width: picture.width,
        height: picture.height,
        bytes: picture.bytes,
      }
    : {
        ...common,
        outcome: 'failed',
        undoUntil: picture.deletedAt === undefined ? null : picture.deletedAt + UNDO_MS,
        reason: picture.reason,
        width: 0,
        height: 0,
        bytes: 0,
      };
}

/** The same areas, as a list that may be sent. */
function areasOf(hidden: HiddenAreas | null): 'whole' | Box[] | null {
  return hidden === null || hidden === 'whole' ? hidden : [...hidden];
}

function total(heads: readonly Weighed[]): Totals {
  return heads.reduce(
    (sum, head) => ({
      trackedMs: sum.trackedMs + head.trackedMs,
      idleMs: sum.idleMs + head.idleMs,
      overMs: sum.overMs + head.overMs,
    }),
    { trackedMs: 0, idleMs: 0, overMs: 0 },
  );
}

type Place = Pick<Slice, 'contractId' | 'slot'>;

/** A contract has one slice a slot, so the place names the slice, also before it was first written. */
function isSame(a: Place, b: Place | null): boolean {
  return b !== null && a.slot === b.slot && a.contractId === b.contractId;
}

function startsIn(slot: Slot, from: WallMs, to: WallMs): boolean {
  const start = slotStart(slot);
  return start >= from && start < to;
}
