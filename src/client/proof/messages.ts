/** What the page and its checking worker say to each other. Both are one build of one source. */
import type { Finding, Verdict } from '../../../domain/finding';
import type { ServedOutcome } from '../../../domain/verify-served';
import type { Compared, Shown } from './compare';
import type { Seen } from './seen';

export interface ToProver {
  id: number;
  lines: readonly string[];
  checkpoint: string;
  disclosures: readonly string[];
  /** As the server says its key is. */
  server: string;
  seen: Seen | null;
  shown: Shown;
  /** Wall ms, for what is remembered. */
  now: number;
}

export interface Key {
  role: 'device' | 'server' | 'client';
  /** The fingerprint as words. */
  words: string;
  active: boolean;
  /** Whether it is the one that this browser remembers, or saw now for the first time. */
  known: boolean;
}

export interface Proof extends Compared {
  verdict: Verdict;
  findings: readonly Finding[];
  checked: ServedOutcome['checked'];
  keys: readonly Key[];
  /** Of the newest head: entries, and its root in base64; null where it is not signed as it must be. */
  head: { size: number; root: string } | null;
  /** What this browser had seen before; null: this is its first look. */
  before: { size: number; since: number; at: number } | null;
  /** What it is to remember; null where what it saw is not sound. */
  seen: Seen | null;
}

export type FromProver =
  | { id: number; type: 'cannot' }
  | { id: number; type: 'failed' }
  | { id: number; type: 'proof'; proof: Proof };
