/** The export as one JSON document, written piece by piece: contracts with all their terms, then every slice. */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import { activityLevel, idleMs, type Picture, type Slice, trackedMs } from '../../domain/slice';
import { slotStart } from '../../domain/week';

export const EXPORT_FORMAT = 'minutier-export';
export const EXPORT_VERSION = 1;

export interface ExportFacts {
  appVersion: string;
  at: WallMs;
}

export function jsonStart(facts: ExportFacts, contracts: readonly HourlyContract[]): string {
  const head = JSON.stringify({
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    appVersion: facts.appVersion,
    exportedAt: new Date(facts.at).toISOString(),
    contracts,
  });
  return `${head.slice(0, -1)},"slices":[\n`;
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
