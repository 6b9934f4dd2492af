/** The export as one JSON document, written piece by piece: contracts with all their terms, then every slice. */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { IdleQuestion } from '../../domain/idle';
import { activityLevel, idleMs, type Picture, type Slice, trackedMs } from '../../domain/slice';
import { slotStart } from '../../domain/week';
import type { Tombstone } from './db/trash';

export const EXPORT_FORMAT = 'minutier-export';
export const EXPORT_VERSION = 1;

export interface ExportFacts {
  appVersion: string;
  at: WallMs;
}

/** What stands beside the slices: few enough to be held at once. */
export interface ExportHead {
  contracts: readonly HourlyContract[];
  /** Every question about a stretch without input, answered or not. */
  idleQuestions: readonly IdleQuestion[];
  /** Marks of what was taken away: of slices, and of pictures. */
  tombstones: readonly Tombstone[];
}

export function jsonStart(facts: ExportFacts, head: ExportHead): string {
  const { contracts, idleQuestions, tombstones } = head;
  const text = JSON.stringify({
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    appVersion: facts.appVersion,
    exportedAt: new Date(facts.at).toISOString(),
    contracts,
    idleQuestions,
    tombstones,
  });
  return `${text.slice(0, -1)},"slices":[\n`;
}

export function jsonSlice(
  slice: Slice,
  overMs: number,
  pictures: readonly Picture[],
  isFirst: boolean,
): string {
  const document = {
    ...slice,
    slotUtc: slotText(slice),
    trackedMs: trackedMs(slice),
    idleMs: idleMs(slice),
    overMs,
    activity: activityLevel(slice.minutes),
    pictures,
  };
  return `${isFirst ? '' : ',\n'}${JSON.stringify(document)}`;
}

export function jsonEnd(count: number): string {
  return `\n],"sliceCount":${count}}\n`;
}

/** `2026-11-24T10:20:00.000Z`: the slot's start. */
export function slotText(slice: Pick<Slice, 'slot'>): string {
  return new Date(slotStart(slice.slot)).toISOString();
}
