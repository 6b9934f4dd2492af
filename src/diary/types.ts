/**
 * What the diary view needs to know. The desktop's answers have these shapes (electron/contract.ts), and so may any
 * other page's: the view itself knows no process and no network.
 */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId, IdleId, PictureId, SliceId } from '../../domain/ids';
import type { InputCounts } from '../../domain/sample';
import type { PictureTrigger, SpanKind } from '../../domain/slice';
import type { Slot } from '../../domain/week';

export type DiaryContract = Pick<
  HourlyContract,
  'id' | 'title' | 'client' | 'currency' | 'colour' | 'tags' | 'manualAllowed' | 'archivedAt'
>;

export interface DiaryPicture {
  id: PictureId;
  takenAt: number;
  trigger: PictureTrigger;
  display: string;
  backend: string;
  blurred: boolean;
  hidden: 'whole' | { x: number; y: number; width: number; height: number }[] | null;
  held: boolean;
  outcome: 'ok' | 'failed';
  /** Deleted, and can be given back before this instant. */
  undoUntil?: number | null;
  reason: string | null;
  width: number;
  height: number;
  bytes: number;
  /** Of its bytes, where the page finds it by that. */
  sha256?: string | undefined;
}

/** One slice as a cell of the grid. All durations in ms; `overMs` and `idleMs` are parts of `trackedMs`. */
export interface DiaryCell {
  sliceId: SliceId;
  contractId: ContractId;
  slot: Slot;
  state: 'open' | 'closed';
  closeReason: string | null;
  interrupted: boolean;
  memo: string;
  trackedMs: number;
  idleMs: number;
  overMs: number;
  activity: number;
  kind: 'tracked' | 'manual';
  tag: string;
  /** Why it was entered by hand, '' for tracked time. */
  reason: string;
  editedAt: number | null;
  movedFrom: ContractId | null;
  excludedMs: number;
  /** Inputs known to come from a program; absent where it is not told. */
  synthetic?: number | undefined;
  editable: boolean;
  pictures: DiaryPicture[];
}

export interface DiaryTotals {
  trackedMs: number;
  idleMs: number;
  overMs: number;
}

export interface ContractTotals {
  contractId: ContractId;
  day: DiaryTotals;
  grossMinor: number;
  week: DiaryTotals;
  weekGrossMinor: number;
}

export interface DiaryTombstone {
  id: string;
  contractId: ContractId;
  slot: Slot;
  what: 'slice' | 'picture' | 'expired' | 'redacted';
  at: number;
  trackedMs: number;
}

export interface DiaryDay {
  from: number;
  to: number;
  cells: DiaryCell[];
  totals: DiaryTotals;
  /** Marks of what was taken away. */
  tombstones: DiaryTombstone[];
  byContract: ContractTotals[];
}

export interface DiaryDetail extends DiaryCell {
  /** Its number in the contract's log; null: not sealed yet. Absent where it is not told. */
  sealed?: number | null | undefined;
  spans: { start: number; end: number; kind: SpanKind; idleId: IdleId | null }[];
  minutes: InputCounts[];
  windows: { app: string; title: string | null; ms: number }[];
  jumps: { at: number; byMs: number }[];
  gaps: { start: number; end: number; reason: string }[];
  backends: { input: string[]; window: string[]; idle: string[]; picture: string[] };
}

/**
 * Where a picture's bytes are. Another address once it was redacted, so that what the page still remembers of the old one
 * is not shown.
 */
export type PictureUrl = (picture: DiaryPicture, what: 'full' | 'thumb') => string;
