/** What the page and its worker say to each other. Both are one build of one source: nobody else can speak here. */
import type { Manifest } from '../../domain/bundle';
import type { Finding, Verdict } from '../../domain/finding';
import type { LogRecord, SegmentRecord } from '../../domain/record';
import type { Policy, Trust } from '../../domain/trust';
import type { Checked } from '../../domain/verify';
import type { RangeHours } from '../hours';

/** The outcome without the segments, which are asked for day by day: a year of them is heavy to hand over. */
export interface View {
  verdict: Verdict;
  findings: readonly Finding[];
  manifest: Manifest | null;
  checked: Checked;
  log: LogView | null;
}

export interface LogView {
  summary: Pick<LogRecord, 'contract' | 'log' | 'title' | 'client' | 'signers'>;
  range: { from: number; to: number };
  hours: RangeHours;
}

export type ToWorker =
  | { type: 'check'; bundle: Blob; trust: Trust; policy: Policy }
  | { type: 'day'; day: number }
  | { type: 'picture'; sha256: string };

export type FromWorker =
  /** This browser has no Ed25519. */
  | { type: 'cannot' }
  | { type: 'failed' }
  | { type: 'progress'; done: number; total: number }
  | { type: 'outcome'; view: View }
  | { type: 'day'; day: number; segments: readonly SegmentRecord[] }
  /** Null: its file is not there, or its bytes are not those of the hash. */
  | { type: 'picture'; sha256: string; picture: Blob | null };
