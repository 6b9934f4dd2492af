/**
 * What the server shows of a stretch of days against what its log says: every cell is a segment that stands, says the same
 * of itself, and none is left out. Pure. SPEC: WP21, WP22.
 */
import type { z } from 'zod';
import type { VerdictSchema } from '../../../domain/diary';
import type { LogRecord, SegmentRecord } from '../../../domain/record';
import { overBySegment } from '../../../domain/report-figures';
import { SLOT_MS, SLOT_SECONDS, slotStart } from '../../../domain/week';
import type { DiaryCell, DiaryDay } from '../../diary/types';

export const PARTS = [
  'slot',
  'time',
  'kind',
  'memo',
  'tag',
  'reason',
  'activity',
  'pictures',
  'verdict',
] as const;
export type Part = (typeof PARTS)[number];

/** Each names its slot, Unix seconds. */
export type Difference =
  /** Shown, and no segment of the log has this name. */
  | { what: 'unknown'; slot: number }
  /** Shown, and deleted or moved by the log. */
  | { what: 'gone'; slot: number }
  /** Shown twice: one segment, two cells. */
  | { what: 'twice'; slot: number }
  /** Stands in the log, and is not shown. */
  | { what: 'left-out'; slot: number }
  /** The log says something else of these parts. */
  | { what: 'other'; slot: number; parts: Part[] }
  /** Shown, but the server did not give what was signed of it. */
  | { what: 'untold'; slot: number; parts: Part[] };

export interface Shown {
  day: Pick<DiaryDay, 'from' | 'to' | 'cells'> & Partial<Pick<DiaryDay, 'totals' | 'byContract'>>;
  verdicts: readonly z.infer<typeof VerdictSchema>[];
  proofs: readonly { sliceId: string; leaf: string; index: number }[];
}

export interface Compared {
  differences: Difference[];
  /** Cells that say what the log says. */
  matched: number;
}

export function compare({ day, verdicts, proofs }: Shown, { segments, limits }: LogRecord): Compared {
  const differences: Difference[] = [];
  const byLeaf = new Map<string, SegmentRecord>(segments.map((one) => [one.leaf, one]));
  const leafOf = new Map(proofs.map((one) => [one.sliceId, one]));
  const verdictOf = new Map<string, (typeof verdicts)[number]>(verdicts.map((one) => [one.sliceId, one]));
  const over = overBySegment({ segments, limits });
  const shown = new Set<string>();
  let matched = 0;
  for (const cell of day.cells) {
    const { slot } = cell;
    const proof = leafOf.get(cell.sliceId);
    const segment = byLeaf.get(proof?.leaf ?? '');
    if (segment === undefined || segment.index !== proof?.index) {
      differences.push({ what: 'unknown', slot });
      continue;
    }
    if (shown.has(segment.leaf)) differences.push({ what: 'twice', slot });
    else if (segment.state !== 'stands') differences.push({ what: 'gone', slot });
    else {
      const { other, untold } = partsOf(
        cell,
        segment,
        over.get(segment.index) ?? 0,
        verdictOf.get(cell.sliceId),
      );
      if (other.length > 0) differences.push({ what: 'other', slot, parts: other });
      if (untold.length > 0) differences.push({ what: 'untold', slot, parts: untold });
      if (other.length + untold.length === 0) matched++;
    }
    shown.add(segment.leaf);
  }
  for (const { leaf, state, entry } of segments) {
    const at = slotStart(entry.slot);
    if (state === 'stands' && at >= day.from && at < day.to && !shown.has(leaf))
      differences.push({ what: 'left-out', slot: entry.slot });
  }
  // The sum is what people read first.
  if (!addsUp(day)) {
    const slot = Math.ceil(day.from / SLOT_MS) * SLOT_SECONDS;
    differences.push({ what: 'other', slot: day.cells[0]?.slot ?? slot, parts: ['time'] });
  }
  return { differences: differences.sort((a, b) => a.slot - b.slot), matched };
}

/** Whether the totals are those of the cells. */
function addsUp({ cells, totals, byContract }: Shown['day']): boolean {
  const sum = (of: (cell: DiaryCell) => number) => cells.reduce((all, cell) => all + of(cell), 0);
  const [tracked, over] = [sum(({ trackedMs }) => trackedMs), sum(({ overMs }) => overMs)];
  const said = [...(totals === undefined ? [] : [totals]), ...(byContract ?? []).map((one) => one.day)];
  return said.every(({ trackedMs, overMs }) => trackedMs === tracked && overMs === over);
}

function partsOf(
  cell: DiaryCell,
  segment: SegmentRecord,
  overMs: number,
  verdict: Shown['verdicts'][number] | undefined,
): { other: Part[]; untold: Part[] } {
  const other: Part[] = [];
  const untold: Part[] = [];
  const { entry, memo, tag, reason, activity } = segment;
  if (cell.slot !== entry.slot) other.push('slot');
  if (cell.trackedMs !== segment.ms || cell.overMs !== overMs) other.push('time');
  if (cell.kind !== entry.kind) other.push('kind');
  const texts = [
    ['memo', cell.memo, memo],
    ['tag', cell.tag, tag],
    ['reason', cell.reason, reason],
  ] as const;
  for (const [part, said, field] of texts) {
    // What is empty here claims nothing: it may be what was not shared.
    if (field.told ? field.value !== said : false) other.push(part);
    else if (!field.told && said !== '') untold.push(part);
  }
  if (activity.told && activity.value !== cell.activity) other.push('activity');
  else if (!activity.told && cell.activity > 0) untold.push('activity');
  const pictures = picturesOf(cell, segment);
  if (pictures === 'other') other.push('pictures');
  if (pictures === 'untold') untold.push('pictures');
  const { protection } = segment;
  // What is left out would be read as if there were nothing to say against it.
  if (protection !== null && (verdict === undefined || !isSame(protection, verdict))) other.push('verdict');
  if (protection === null && verdict !== undefined) untold.push('verdict');
  return { other, untold };
}

function picturesOf(cell: DiaryCell, { pictures }: SegmentRecord): 'same' | 'other' | 'untold' {
  const signed = pictures.flatMap(({ picture }) => (picture.told ? [picture.value] : []));
  const hashes = new Set<string>(signed.map(({ sha256 }) => sha256));
  const shown = cell.pictures.filter(({ outcome }) => outcome === 'ok');
  const isKnown = shown.every(({ sha256 }) => sha256 !== undefined && hashes.has(sha256));
  if (!isKnown)
    return pictures.some(({ picture }) => !picture.told && picture.why === 'missing') ? 'untold' : 'other';
  // One that is left out says as much as one that is put in.
  const names = new Set(shown.map(({ sha256 }) => sha256));
  return signed.every(({ sha256, held }) => held === 1 || names.has(sha256)) ? 'same' : 'other';
}

/** Same parts of the time, same rules that do not hold. When something could still be mended hangs on the clock alone. */
function isSame(
  ours: NonNullable<SegmentRecord['protection']>,
  theirs: Pick<Shown['verdicts'][number], 'parts' | 'reasons'>,
): boolean {
  const rules = (reasons: readonly { rule: string }[]) =>
    reasons
      .map(({ rule }) => rule)
      .sort()
      .join();
  const { protectedMs, atRiskMs, overMs, manualMs } = theirs.parts;
  return (
    ours.parts.protectedMs === protectedMs &&
    ours.parts.atRiskMs === atRiskMs &&
    ours.parts.overMs === overMs &&
    ours.parts.manualMs === manualMs &&
    rules(ours.reasons) === rules(theirs.reasons)
  );
}
