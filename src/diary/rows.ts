/**
 * The day as a grid: one row per local hour, six places, with the empty stretches folded. Pure.
 * Promises: every slot of the day has exactly one place, whatever the zone's offset and however long its day is;
 * an hour that the clocks repeat is two rows.
 */
import type { Slot } from '../../domain/week';
import { SLOT_MS, SLOT_SECONDS } from '../../domain/week';
import { minuteOfDay, offsetMinutes } from '../ui/zone';
import type { DiaryCell, DiaryTombstone } from './types';

/** One place in an hour's row: a slot of the UTC grid and its column 0–5 by the local minute. */
export interface Place {
  slot: Slot;
  start: number;
  column: number;
  cells: readonly DiaryCell[];
}

export interface HourRow {
  kind: 'hour';
  /** The first slot's start, ms: unique on the day, also for an hour that comes twice. */
  start: number;
  /** The full local hour, ms; earlier than `start` where slots do not begin on the hour. */
  hour: number;
  places: readonly Place[];
}

/** Hours without work between two with work, folded into one line. */
export interface FoldedHours {
  kind: 'folded';
  start: number;
  end: number;
}

export type DayRow = HourRow | FoldedHours;

export interface DayInput {
  /** The local day, half-open, ms. */
  from: number;
  to: number;
  zone: string;
  cells: readonly DiaryCell[];
  /** The present, if it lies on this day and its hour is to be shown; else null. */
  now: number | null;
  /** Slots that are shown though nothing is logged in them: deletions left their marks there. */
  marked?: ReadonlySet<Slot>;
}

export function buildRows({ from, to, zone, cells, now, marked }: DayInput): DayRow[] {
  const bySlot = groupBySlot(cells);
  const hours = hoursOf(from, to, zone, bySlot);
  const shown = hours.map(
    (row) =>
      row.places.some((place) => place.cells.length > 0 || marked?.has(place.slot)) ||
      (now !== null && row.places.some(({ start }) => start <= now && now < start + SLOT_MS)),
  );
  const first = shown.indexOf(true);
  if (first === -1) return [];
  const rows: DayRow[] = [];
  for (let i = first; i <= shown.lastIndexOf(true); i += 1) {
    const row = hours[i];
    if (!row) continue;
    const last = rows.at(-1);
    const end = hours[i + 1]?.hour ?? to;
    if (shown[i]) rows.push(row);
    else if (last?.kind === 'folded') last.end = end;
    else rows.push({ kind: 'folded', start: row.hour, end });
  }
  return rows;
}

/** The minute that each column starts at, for the head of the grid: [0, 10, …], or [5, 15, …] in Kathmandu. */
export function columnMinutes(from: number, zone: string): number[] {
  const shift = ((offsetMinutes(from, zone) % 10) + 10) % 10;
  return [0, 1, 2, 3, 4, 5].map((column) => column * 10 + shift);
}

/**
 * An instant of the UTC week that a local day is counted with: the present on the present day, else the middle of the
 * day. East of Greenwich a local Monday begins on the UTC Sunday; its week is nevertheless the one that begins.
 */
export function weekOfDay(from: number, to: number, now: number): number {
  return now >= from && now < to ? now : Math.floor((from + to) / 2);
}

/** In the order of the grid. Several slices of one slot stay beside each other. */
export function inOrder(cells: readonly DiaryCell[]): DiaryCell[] {
  return [...groupBySlot(cells).values()].flat();
}

/**
 * The slices of each slot, ascending by slot. Where two contracts share a slot, the one that goes on from the slot
 * before stands first and the one that goes on into the next stands last.
 */
function groupBySlot(cells: readonly DiaryCell[]): Map<Slot, DiaryCell[]> {
  const groups = new Map<Slot, DiaryCell[]>();
  for (const cell of [...cells].sort((a, b) => a.slot - b.slot)) {
    const group = groups.get(cell.slot);
    if (group) group.push(cell);
    else groups.set(cell.slot, [cell]);
  }
  for (const [slot, group] of groups) {
    if (group.length < 2) continue;
    const before = groups.get(slot - SLOT_SECONDS)?.at(-1)?.contractId;
    const after = groups.get(slot + SLOT_SECONDS);
    const weight = (cell: DiaryCell) =>
      cell.contractId === before
        ? -1
        : after?.some(({ contractId }) => contractId === cell.contractId)
          ? 1
          : 0;
    group.sort((a, b) => weight(a) - weight(b));
  }
  return groups;
}

function hoursOf(from: number, to: number, zone: string, bySlot: Map<Slot, DiaryCell[]>): HourRow[] {
  const rows: { hour: number; places: Place[] }[] = [];
  for (let start = Math.ceil(from / SLOT_MS) * SLOT_MS; start < to; start += SLOT_MS) {
    const minute = minuteOfDay(start, zone) % 60;
    // The instant at which the local hour began: another one where the clocks give the same hour twice.
    const hour = start - minute * 60_000;
    const slot = start / 1000;
    const place = { slot, start, column: Math.floor(minute / 10), cells: bySlot.get(slot) ?? [] };
    const row = rows.at(-1);
    if (row && row.hour === hour) row.places.push(place);
    else rows.push({ hour, places: [place] });
  }
  return rows.map(({ hour, places }) => ({ kind: 'hour', start: places[0]?.start ?? hour, hour, places }));
}

/** Time deleted in each slot, in ms: of all contracts, however often something was deleted there. */
export function deletedBySlot(tombstones: readonly DiaryTombstone[]): Map<Slot, number> {
  const deleted = new Map<Slot, number>();
  for (const { what, slot, trackedMs } of tombstones) {
    if (what === 'slice') deleted.set(slot, (deleted.get(slot) ?? 0) + trackedMs);
  }
  return deleted;
}
