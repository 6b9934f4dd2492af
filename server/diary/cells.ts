/** Segments of a record as the diary shows them: cells, details, marks, verdicts. Pure. SPEC: SV46, SV47. */

import type { z } from 'zod';
import type { Cell, Day, SliceDetail, VerdictSchema } from '../../domain/diary';
import type { ContractId } from '../../domain/ids';
import type { PictureRecord, SegmentRecord } from '../../domain/record';
import type { InputCounts } from '../../domain/sample';
import { NO_INPUT } from '../../domain/sample';
import { hiddenFrom } from '../../domain/segment';
import type { StandingSegment } from '../../domain/verify-standing';
import { slotStart } from '../../domain/week';
import { pictureIdOf, sliceIdOf } from '../log/ids';

type Picture = Cell['pictures'][number];

/** A missed picture has no number among those that were taken: its id is made of one that none of them has. */
const MISSED_FROM = 1000;

export function cellOf(contract: ContractId, segment: SegmentRecord, overMs: number): Cell {
  const { entry, memo, tag, reason, time, activity, minutes, ms } = segment;
  const idle = time.told ? time.value.spans.filter(([, , kind]) => kind === 'idle') : [];
  return {
    sliceId: sliceIdOf(segment.leaf),
    contractId: contract,
    slot: entry.slot,
    state: 'closed',
    closeReason: null,
    interrupted: false,
    memo: memo.told ? memo.value : '',
    trackedMs: ms,
    idleMs: idle.reduce((sum, [from, to]) => sum + to - from, 0),
    overMs,
    activity: activity.told ? activity.value : 0,
    kind: entry.kind,
    tag: tag.told ? tag.value : '',
    reason: reason.told ? reason.value : '',
    editedAt: editedAt(segment),
    // Of which contract it was is the other log's to say.
    movedFrom: null,
    excludedMs: entry.excluded ?? 0,
    imported: entry.imported === 1,
    ...(minutes.told && {
      synthetic: minutes.value.reduce((sum, [, , , , synthetic]) => sum + synthetic, 0),
    }),
    editable: false,
    pictures: picturesOf(segment),
  };
}

function editedAt({ entry, amendments }: SegmentRecord): number | null {
  const edits = amendments.flatMap(({ at, fields }) =>
    fields.some((field) => field === 'memo' || field === 'tag') ? [at] : [],
  );
  const last = Math.max(entry.edited ?? Number.NEGATIVE_INFINITY, ...edits);
  return Number.isFinite(last) ? last : null;
}

export function detailOf(contract: ContractId, segment: SegmentRecord, overMs: number): SliceDetail {
  const { time, minutes, windows } = segment;
  const cell = cellOf(contract, segment, overMs);
  const times = time.told ? time.value : { spans: [], jumps: [], gaps: [] };
  return {
    ...cell,
    sealed: segment.index,
    spans: times.spans.map(([start, end, kind]) => ({ start, end, kind, idleId: null })),
    minutes: Array.from({ length: 10 }, (_, n) => countsOf(minutes.told ? minutes.value[n] : undefined)),
    windows: windows.told
      ? windows.value.map((one) =>
          one.length === 2
            ? { app: one[0], title: null, ms: one[1] }
            : { app: one[0], title: one[1], ms: one[2] },
        )
      : [],
    jumps: times.jumps.map(([at, byMs]) => ({ at, byMs })),
    gaps: times.gaps.map(([start, end, reason]) => ({ start, end, reason })),
    backends: {
      input: [],
      window: [],
      idle: [],
      picture: [...new Set(cell.pictures.map(({ backend }) => backend))].filter(
        (name) => name !== '' && name !== 'none',
      ),
    },
  };
}

function countsOf(minute: readonly [number, number, number, number, number] | undefined): InputCounts {
  if (minute === undefined) return NO_INPUT;
  const [keys, clicks, scrolls, distance, synthetic] = minute;
  return { keys, clicks, scrolls, distance, synthetic };
}

/** Those that are told, those that are gone, those that could not be taken; what is withheld is not shown at all. */
function picturesOf(segment: SegmentRecord): Picture[] {
  const taken = segment.pictures.flatMap((one) => pictureOf(segment, one) ?? []);
  const missed = segment.missed.flatMap((one, n) =>
    one.told
      ? [
          {
            ...takenAs(one.value),
            id: pictureIdOf(segment.leaf, MISSED_FROM + n),
            ...NOTHING_TO_SEE,
            reason: one.value.reason,
          },
        ]
      : [],
  );
  return [...taken, ...missed].sort((a, b) => a.takenAt - b.takenAt);
}

const NOTHING_TO_SEE = {
  hidden: null,
  held: false,
  outcome: 'failed',
  undoUntil: null,
  width: 0,
  height: 0,
  bytes: 0,
} as const;

function pictureOf({ leaf, entry }: SegmentRecord, { number, picture }: PictureRecord): Picture | null {
  const id = pictureIdOf(leaf, number);
  if (picture.told) {
    const { hidden, held, width, height, bytes, sha256 } = picture.value;
    return {
      ...takenAs(picture.value),
      id,
      hidden: areasOf(hiddenFrom(hidden)),
      held: held === 1,
      outcome: 'ok',
      undoUntil: null,
      reason: null,
      width,
      height,
      bytes,
      // What is held is told of and not shown.
      ...(held !== 1 && { sha256 }),
    };
  }
  if (picture.why !== 'deleted' && picture.why !== 'expired') return null;
  // When it was taken went with it.
  const gone = { takenAt: slotStart(entry.slot), trigger: 'moment', display: '', backend: '' } as const;
  return { ...gone, blurred: false, id, ...NOTHING_TO_SEE, reason: picture.why };
}

type Taken = Pick<Picture, 'trigger' | 'display' | 'backend'> & { at: number; blurred: 0 | 1 };

function takenAs({ at, trigger, display, backend, blurred }: Taken) {
  return { takenAt: at, trigger, display, backend, blurred: blurred === 1 };
}

function areasOf(hidden: ReturnType<typeof hiddenFrom>): Picture['hidden'] {
  return hidden === null || hidden === 'whole' ? hidden : [...hidden];
}

/** Null where a field that the verdict needs is not seen. */
export function verdictOf(
  contract: ContractId,
  { leaf, protection }: SegmentRecord,
): z.input<typeof VerdictSchema> | null {
  if (protection === null) return null;
  const { slot, rules, parts, reasons } = protection;
  return { sliceId: sliceIdOf(leaf), contractId: contract, slot, rules, parts, reasons };
}

/** What was taken away: whole segments, and pictures of those that stand. */
export function marksOf(
  contract: ContractId,
  segment: SegmentRecord,
  standing: StandingSegment,
): Day['tombstones'] {
  const { leaf, entry, state, goneAt } = segment;
  const about = { contractId: contract, slot: entry.slot };
  if (state !== 'stands')
    return [{ ...about, id: sliceIdOf(leaf), what: 'slice', at: goneAt ?? entry.at, trackedMs: entry.ms }];
  return segment.pictures.flatMap(({ number, redactedAt }): Day['tombstones'] => {
    const mark = { ...about, id: pictureIdOf(leaf, number), trackedMs: 0 };
    const lost = standing.lost?.get(number);
    if (lost === undefined) return redactedAt === null ? [] : [{ ...mark, what: 'redacted', at: redactedAt }];
    const at = standing.lostAt?.get(number) ?? entry.at;
    return [{ ...mark, what: lost === 'expired' ? 'expired' : 'picture', at }];
  });
}

export function totalOf(cells: readonly Cell[]): Day['totals'] {
  const totals = { trackedMs: 0, idleMs: 0, overMs: 0 };
  for (const { trackedMs, idleMs, overMs } of cells) {
    totals.trackedMs += trackedMs;
    totals.idleMs += idleMs;
    totals.overMs += overMs;
  }
  return totals;
}
