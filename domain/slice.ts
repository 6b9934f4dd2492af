/**
 * The slice: ten minutes on the UTC grid of one contract, as captured. One slice per contract and slot.
 * All times inside are wall ms on the recorder's own timeline (see domain/timeline.ts). SPEC: SL.
 */
import type { WallMs } from './clock';
import type { ContractId, IdleId, ImportId, PictureId, SliceId } from './ids';
import type { InputCounts } from './sample';
import type { Slot } from './week';

/** `work`: tracked. `idle`: tracked, but without input for longer than the contract allows and not yet answered. `kept`: idle, and the freelancer said to keep it. `discarded`: not counted. */
export type SpanKind = 'work' | 'idle' | 'kept' | 'discarded';

/** A stretch of tracked time, half-open [start, end), within one slot. Spans of all slices never overlap. */
export interface Span {
  start: WallMs;
  end: WallMs;
  kind: SpanKind;
  /** The idle question this span belongs to; null for `work`. */
  idleId: IdleId | null;
}

export interface WindowTime {
  app: string;
  title: string | null;
  ms: number;
}

/** A jump of the wall clock against the monotonic one: at `at` the wall clock had moved by `byMs` more than time had passed. */
export interface ClockJump {
  at: WallMs;
  byMs: number;
}

export type GapReason = 'suspend' | 'unobserved' | 'input-sensor' | 'window-sensor' | 'idle-sensor';

/** A stretch in which something was not observed: the whole machine (not tracked) or one sensor (tracked without its counts). */
export interface Gap {
  start: WallMs;
  end: WallMs;
  reason: GapReason;
}

/** Why a slice has no further time in it. `slot-end` is the normal case. */
export type CloseReason =
  | 'slot-end'
  | 'stop'
  | 'switch'
  | 'lock'
  | 'suspend'
  | 'idle'
  | 'limit'
  | 'quit'
  | 'interrupted';

/** Which backends answered during the slice, e.g. { input: ['x11'], window: ['x11'], idle: ['electron'] }. A picture's own row says who took it. */
export type Backends = Readonly<Record<'input' | 'window' | 'idle', readonly string[]>>;

export interface Slice {
  id: SliceId;
  contractId: ContractId;
  slot: Slot;
  state: 'open' | 'closed';
  closeReason: CloseReason | null;
  /** True if a crash or a kill ended it; the seconds go up to the last checkpoint. */
  interrupted: boolean;
  memo: string;
  /** `manual`: entered by hand, with a reason; never protected, without counts and pictures. */
  kind: 'tracked' | 'manual';
  /** The activity tag, '' for none. */
  tag: string;
  /** Why it was entered by hand, '' for tracked time. */
  reason: string;
  /** When the freelancer last changed memo, tag or contract after the slice closed; null for never. */
  editedAt: WallMs | null;
  /** The contract from which the slice was moved here. */
  movedFrom: ContractId | null;
  /** Time in which a window that is never captured was in front. */
  excludedMs: number;
  /** Of manual time from another program's report: its import. Such time is never billed, and counts in no limit. */
  importId: ImportId | null;
  spans: Span[];
  /** Ten entries, one a minute. */
  minutes: InputCounts[];
  windows: WindowTime[];
  jumps: ClockJump[];
  gaps: Gap[];
  backends: Backends;
}

export type PictureTrigger = 'moment' | 'stop' | 'switch' | 'limit' | 'quit';

/** Why there is no picture. The database and the windows read their lists from here. */
export const PICTURE_FAILURES = [
  'no-display',
  'permission',
  'black',
  'timeout',
  'crash',
  'encode',
  'disk',
  'locked',
  'interrupted',
  'excluded',
  'deleted',
  'expired',
  'unknown',
] as const;
export type PictureFailure = (typeof PICTURE_FAILURES)[number];

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type HiddenAreas = 'whole' | readonly Box[];

/** One picture of one display, or the recorded fact that it failed. Bytes live in the picture store under `sha256`. */
export type Picture = {
  id: PictureId;
  sliceId: SliceId;
  takenAt: WallMs;
  trigger: PictureTrigger;
  /** Which display, as the system names it; '' where it failed before that was known. */
  display: string;
  backend: string;
  blurred: boolean;
  /** Areas the freelancer made unreadable, in pixels of the picture; `whole` for all of it; null for none. */
  hidden: HiddenAreas | null;
  /** It shows a window that belongs to another client: held until the freelancer decides. */
  held: boolean;
} & (
  | {
      outcome: 'ok';
      sha256: string;
      bytes: number;
      width: number;
      height: number;
      thumbSha256: string;
    }
  | {
      outcome: 'failed';
      reason: PictureFailure;
      detail: string;
      /** Deleted at this instant; for a while an undo gives it back. Absent where nothing can be given back. */
      deletedAt?: WallMs;
    }
);

/** Milliseconds that count: everything but discarded idle time. 0–600,000. */
export function trackedMs(slice: Pick<Slice, 'spans'>): number {
  return sumSpans(slice.spans, (span) => span.kind !== 'discarded');
}

/** Milliseconds of idle time that nobody has answered for yet. They are part of `trackedMs`. */
export function idleMs(slice: Pick<Slice, 'spans'>): number {
  return sumSpans(slice.spans, (span) => span.kind === 'idle');
}

/** Minutes 0–10 in which at least one key, click or scroll was counted (facts: 211062278). Pointer travel alone does not count. */
export function activityLevel(minutes: readonly InputCounts[]): number {
  return minutes.filter((m) => m.keys + m.clicks + m.scrolls > 0).length;
}

function sumSpans(spans: readonly Span[], counts: (span: Span) => boolean): number {
  return spans.reduce((sum, span) => (counts(span) ? sum + span.end - span.start : sum), 0);
}
