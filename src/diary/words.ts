/** The diary's own words for what the data says in codes: known codes get their text, unknown ones the general one. */
import type { TFunction } from 'i18next';
import { type CloseReason, type GapReason, PICTURE_FAILURES } from '../../domain/slice';
import type { Format } from '../ui/format';
import { type Reader, sees } from './reader';
import type { DiaryCell, DiaryContract } from './types';

const CLOSE_REASONS = [
  'slot-end',
  'stop',
  'switch',
  'lock',
  'suspend',
  'idle',
  'limit',
  'quit',
  'interrupted',
] as const satisfies readonly CloseReason[];

const GAPS = [
  'suspend',
  'unobserved',
  'input-sensor',
  'window-sensor',
  'idle-sensor',
] as const satisfies readonly GapReason[];

export function failureText(t: TFunction, reason: string | null): string {
  return t(`pictureFailure.${PICTURE_FAILURES.find((known) => known === reason) ?? 'unknown'}`);
}

/** Null while open, and for a code this version does not know. */
export function closeReasonText(t: TFunction, reason: string | null): string | null {
  const known = CLOSE_REASONS.find((code) => code === reason);
  return known ? t(`closeReason.${known}`) : null;
}

export function gapText(t: TFunction, reason: string): string {
  return t(`gapReason.${GAPS.find((known) => known === reason) ?? 'unobserved'}`);
}

export function contractName(contract: DiaryContract | undefined, t: TFunction): string {
  return contract ? `${contract.client} — ${contract.title}` : t('diary.unknownContract');
}

/** What is to be noticed about a cell, as short texts, the gravest first. */
export function marksOf(
  cell: DiaryCell,
  t: TFunction,
  format: Format,
  reader: Reader | null = null,
): string[] {
  const marks: string[] = [];
  if (cell.overMs > 0) marks.push(t('diary.mark.over', { time: format.ms(cell.overMs) }));
  if (cell.idleMs > 0) marks.push(t('diary.mark.idle', { time: format.ms(cell.idleMs) }));
  if (cell.kind === 'manual') marks.push(t('edit.manualMark', { reason: cell.reason }));
  if (cell.movedFrom !== null) marks.push(t('edit.movedMark'));
  if (cell.tag !== '') marks.push(t('edit.tagMark', { tag: cell.tag }));
  if (cell.interrupted) marks.push(t('diary.mark.interrupted'));
  if (lacksMemo(cell) && sees(reader, 'memo')) marks.push(t('diary.mark.noMemo'));
  const failed = cell.pictures.find(({ outcome }) => outcome === 'failed');
  if (failed) marks.push(t('diary.mark.failed', { reason: failureText(t, failed.reason) }));
  if (cell.pictures.some(({ blurred, outcome }) => blurred && outcome === 'ok'))
    marks.push(t('diary.mark.blurred'));
  if (cell.pictures.some(({ held }) => held)) marks.push(t('pictures.markHeld'));
  const areas = cell.pictures.reduce(
    (sum, { hidden }) => sum + (Array.isArray(hidden) ? hidden.length : 0),
    0,
  );
  if (cell.pictures.some(({ hidden }) => hidden === 'whole')) marks.push(t('pictures.markWhole'));
  if (areas > 0) marks.push(t('pictures.markAreas', { count: areas }));
  if ((cell.synthetic ?? 0) > 0) marks.push(t('diary.mark.synthetic', { count: cell.synthetic ?? 0 }));
  return marks;
}

export function lacksMemo(cell: Pick<DiaryCell, 'memo' | 'trackedMs'>): boolean {
  return cell.memo === '' && cell.trackedMs > 0;
}
