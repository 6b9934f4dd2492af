/**
 * What the stages ask of the machine and of each other. `compose.ts` alone makes the real ones.
 * Each port states its guarantees; the contract suites under `tests/contracts/` hold every implementation to them.
 */
import type { WallMs } from '../../domain/clock';
import type { Draw } from '../../domain/field';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { IdleQuestion } from '../../domain/idle';
import type { ContractId, IdleId, PictureId, SliceId } from '../../domain/ids';
import type { NamedWindow } from '../../domain/privacy';
import type { Picture, Slice } from '../../domain/slice';
import type { Interval } from '../../domain/timeline';
import type { Slot } from '../../domain/week';
import type { Notice, NoticeId, Timer } from '../contract';
import type { CapturedDisplay, CaptureRequest } from './sensors/ports';

export type { IdleQuestion } from '../../domain/idle';
export type { Interval } from '../../domain/timeline';

/** `full`: no space. `readonly`: the folder or file cannot be written. `io`: anything else the disk says. */
export type StorageFault = { reason: 'full' | 'readonly' | 'io'; detail: string };
export type Saved = { outcome: 'saved' } | ({ outcome: 'failed' } & StorageFault);

/**
 * The recorder's part of the database. Every method is synchronous; reads throw only where the database is broken.
 */
export interface RecorderStore {
  /**
   * Writes slices (inserted or replaced by id) and idle questions in one transaction.
   * Durable when it returns `saved` (WAL, synchronous=FULL); on `failed` nothing was written. Safe to repeat.
   */
  save(slices: readonly Slice[], idles: readonly IdleQuestion[]): Saved;
  /** Slices whose state is `open`: after a start there are some only if the last run was cut off. */
  openSlices(): Slice[];
  /** The slice worked on last (of the latest slot, in it the one that ended last); null if nothing was ever tracked. */
  latestSlice(): Slice | null;
  sliceAt(contractId: ContractId, slot: Slot): Slice | null;
  /** Slices with a span that overlaps [from, to), ascending by slot. */
  slicesBetween(from: WallMs, to: WallMs): Slice[];
  /** All spans (discarded ones too) of all contracts overlapping [from, to), merged, ascending. */
  occupied(from: WallMs, to: WallMs): Interval[];
  /** Sum of tracked ms of the contract's slices whose slot lies in [from, to), without the slices named in `except`. */
  trackedMs(contractId: ContractId, from: WallMs, to: WallMs, except?: readonly SliceId[]): number;
  pendingIdles(): IdleQuestion[];
  idle(id: IdleId): IdleQuestion | null;
  contract(id: ContractId): HourlyContract | null;
}

/**
 * Bytes and rows of pictures. A picture is acknowledged when `add` returns: files first (written aside, fsynced,
 * renamed, folder fsynced), then the row. A crash between leaves a file without a row, which `sweep` removes.
 */
export interface PictureStore {
  add(meta: PictureMeta, captured: CapturedDisplay): Promise<Saved>;
  /** Records a failed capture. */
  addFailure(picture: Extract<Picture, { outcome: 'failed' }>): Saved;
  ofSlices(sliceIds: readonly SliceId[]): Map<SliceId, Picture[]>;
  /** Decrypted WebP bytes; null if unknown, failed, missing, or not what its hash says. */
  read(id: PictureId, what: 'full' | 'thumb'): Promise<Uint8Array | null>;
  /** Removes files that no row names and half-written ones; returns how many. Run at start. */
  sweep(): Promise<number>;
}

export type PictureMeta = Pick<
  Picture,
  'id' | 'sliceId' | 'takenAt' | 'trigger' | 'display' | 'backend' | 'blurred'
> &
  Partial<Pick<Picture, 'hidden' | 'held'>> & {
    /** The draw of a committed day key that gave its moment; null or absent for none that can be told. */
    draw?: Draw | null;
  };

/** Tells the user. The same `key` is told once; `values` fill the locale text. */
export interface Notifier {
  tell(notice: { id: NoticeId; key: string; level: Notice['level']; values: Notice['values'] }): void;
  /** Takes a notice back whose reason is gone. */
  withdraw(key: string): void;
}

/** What is kept out of the record, as settings and contracts say now; cheap enough to be asked once a second. */
export interface PrivacyRules {
  /** Whether the window is never captured while the contract is tracked. */
  excludes(contractId: ContractId, window: NamedWindow): boolean;
  /** What a picture for the contract must keep out, and how strongly it is blurred. */
  capture(contractId: ContractId): Omit<CaptureRequest, 'blur'>;
  /** Settings or contracts have changed. */
  forget(): void;
}

/** What the recorder says as it goes. Called after the state is durable, never before. */
export interface RecorderEvents {
  timer(timer: Timer): void;
  diary(slots: readonly Slot[]): void;
  /** An idle question was opened, grew past a minute, or was closed (`null`). */
  idle(question: IdleQuestion | null): void;
}

/** The recorder as the rest of the main process sees it (`recorder.ts`). */
export interface Recorder {
  /** Closes what a crash left open (the normal first step), then listens once a second. */
  begin(): Promise<void>;
  /** Starts, or switches when another contract is being tracked. */
  start(contractId: ContractId, memo: string): Promise<void>;
  stop(): Promise<void>;
  resume(): Promise<void>;
  setMemo(memo: string): void;
  /** A memo was edited on disk; what is in memory of these slices must follow. */
  memoAmended(sliceIds: readonly SliceId[], memo: string): void;
  /**
   * Runs a change of closed slices on the disk with nothing of them left in memory, and follows it. Null where the disk
   * refuses what is in memory: then `change` was not run.
   */
  edit<T>(sliceIds: readonly SliceId[], change: () => T): T | null;
  answerIdle(id: IdleId, answer: 'keep' | 'discard' | 'stop'): Promise<void>;
  /** The contract's settings, rate or limit were changed: they count from now on. */
  contractChanged(id: ContractId): void;
  /** From the system: the screen was locked or the machine goes to sleep; it came back. */
  suspended(): void;
  resumed(): void;
  timer(): Timer;
  /** The open slice as it is in memory (newer than the last checkpoint), if any. */
  openSlice(): Slice | null;
  /** Whether a picture of the slice is under way, or anything of it is in memory and not on the disk. */
  underWay(id: SliceId): boolean;
  /** Stops tracking with reason `quit`, takes the due picture, writes everything, ends listening. At most 8 s. */
  end(): Promise<void>;
}
