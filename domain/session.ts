/**
 * What a recording session is made of, between steps: its contract's terms, its place on the timeline, its open
 * slice. Also what the recorder asks of the outside (`World`) and what it orders.
 */
import type { WallMs } from './clock';
import type { DatedLimit, HourlyContract } from './hourly-contract';
import type { IdleQuestion } from './idle';
import type { ContractId, NewId, SliceId } from './ids';
import type { LimitMark } from './limit';
import type { DueMoment, MomentSource } from './moments';
import type { PictureTrigger, Slice } from './slice';
import type { Interval, Timeline } from './timeline';
import type { Slot } from './week';

/** What is already on record. Answers must include everything that earlier steps gave out, saved to disk or not. */
export interface Ledger {
  /** Spans of all contracts that end after `from`, merged, ascending. */
  occupied(from: WallMs): readonly Interval[];
  sliceAt(contractId: ContractId, slot: Slot): Slice | null;
  /** Tracked ms of the contract in the week that starts at `week`, without the slices named in `except`. */
  weekMs(contractId: ContractId, week: WallMs, except: ReadonlySet<SliceId>): number;
  /** How many of the slice's drawn moments were already pictured. */
  pictured(sliceId: SliceId): number;
}

export interface World extends MomentSource {
  ledger: Ledger;
  newId: NewId;
}

/** What a session needs to know of its contract. */
export interface Terms {
  contractId: ContractId;
  idleMs: number;
  overLimit: HourlyContract['overLimit'];
  pictures: HourlyContract['pictures'];
  /** Pictures a slice, 0–3. */
  perSlice: number;
  limits: readonly DatedLimit[];
}

export interface Session {
  readonly terms: Terms;
  readonly memo: string;
  /** Where on the timeline the session began. */
  readonly startedAt: WallMs;
  /** Tracked since the start, without discarded idle time. */
  readonly trackedMs: number;
  readonly timeline: Timeline;
  /** Where the current run (since start or resume) began; idle time is not looked for before it. */
  readonly runStart: WallMs;
  readonly slice: Slice | null;
  /** The slice closed last, kept for counts that arrive late. */
  readonly previous: Slice | null;
  /** Moments at which the open slice is still to be pictured, ascending. */
  readonly due: readonly DueMoment[];
  readonly idle: { readonly question: IdleQuestion; readonly away: boolean } | null;
  /** Time of this week in other slices than the open one; null: to be asked of the ledger. */
  readonly week: { readonly start: WallMs; readonly otherMs: number } | null;
  /** The highest mark of the limit told so far, and of which week. */
  readonly mark: { readonly week: WallMs; readonly percent: LimitMark } | null;
}

export interface PictureOrder {
  contractId: ContractId;
  sliceId: SliceId;
  slot: Slot;
  trigger: PictureTrigger;
  blur: boolean;
  /** The drawn moment that is pictured, now or, where work stops, ahead of it. */
  moment: Pick<DueMoment, 'at' | 'draw' | 'told'>;
}

/**
 * A picture that was due and could not be taken: the screen was locked or the machine asleep, or a window that is
 * never captured was in front until the end.
 */
export interface MissedPicture {
  contractId: ContractId;
  sliceId: SliceId;
  slot: Slot;
  reason: 'locked' | 'excluded';
}

export type RecorderNotice =
  | { id: 'limit-80' | 'limit-95' | 'limit-100'; contractId: ContractId; week: WallMs; limitMs: number }
  | { id: 'limit-stopped'; contractId: ContractId; week: WallMs; limitMs: number }
  | { id: 'clock-jump'; at: WallMs; byMs: number }
  | { id: 'resume-offer'; contractId: ContractId; reason: PauseReason; since: WallMs };

export type PauseReason = 'lock' | 'suspend' | 'idle';

/** Why a run cannot go on after this reading, if it cannot. */
export type Halt = { type: 'pause'; reason: PauseReason } | { type: 'limit' } | null;
