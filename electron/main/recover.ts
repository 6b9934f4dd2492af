/**
 * The normal first step of every run: slices that are still open on record were cut off by a crash, a kill or a
 * power cut. They are closed as interrupted, with the seconds up to their last checkpoint. SPEC: RC.
 */
import type { WallMs } from '../../domain/clock';
import type { MissedPicture } from '../../domain/session';
import { type Slice, trackedMs } from '../../domain/slice';
import type { OnRecord } from './record';

export interface Recovered {
  slices: Slice[];
  /** Tracked time in them, and the instant of the last checkpoint; null if nothing was open. */
  told: { ms: number; until: WallMs; contractId: Slice['contractId'] } | null;
  /** Those that have no picture, though their contract asks for one. */
  withoutPicture: Omit<MissedPicture, 'reason'>[];
}

export function recover(
  open: readonly Slice[],
  record: OnRecord,
  wantsPicture: (slice: Slice) => boolean,
): Recovered {
  const slices = open.map(
    (slice): Slice => ({ ...slice, state: 'closed', closeReason: 'interrupted', interrupted: true }),
  );
  for (const slice of slices) record.absorbSlice(slice);
  const last = slices.at(-1);
  return {
    slices,
    told: last
      ? {
          ms: slices.reduce((sum, slice) => sum + trackedMs(slice), 0),
          until: Math.max(
            ...slices.flatMap((slice) => slice.spans.map((span) => span.end)),
            last.slot * 1000,
          ),
          contractId: last.contractId,
        }
      : null,
    withoutPicture: slices
      .filter(wantsPicture)
      .map(({ id, contractId, slot }) => ({ contractId, sliceId: id, slot })),
  };
}
