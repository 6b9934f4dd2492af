/**
 * How it stands with the server, in one word for the rail and one sentence for the page: the gravest thing first. Pure;
 * the words are locale keys `sync.standing.*`.
 */
import type { Sync } from '../../../electron/contract';

export const STANDINGS = [
  'inconsistent',
  'stopped',
  'held',
  'refused',
  'paused',
  'offline',
  'metered',
  'waiting',
  'sending',
  'received',
  'nothing',
] as const;
export type Standing = (typeof STANDINGS)[number];
/** `grave`: somebody must act, or time may not reach the client. `calm`: it mends itself. */
export type Tone = 'grave' | 'warn' | 'calm' | 'good';

/** Null: not linked, or not known yet. */
export function standingOf(sync: Sync | null): Standing | null {
  if (sync?.server == null) return null;
  const shared = sync.contracts.filter(({ on }) => on);
  if (shared.some(({ state }) => state === 'inconsistent')) return 'inconsistent';
  if (sync.state === 'stopped') return 'stopped';
  if (shared.some(({ state }) => state === 'held' || state === 'elsewhere')) return 'held';
  if (sync.refused.length > 0) return 'refused';
  if (sync.state === 'paused') return 'paused';
  if (sync.offlineSince !== null || sync.problem === 'offline') return 'offline';
  if (sync.state === 'waiting') return sync.waitingFor === 'metered' ? 'metered' : 'waiting';
  if (sync.state === 'sending' || shared.some(({ queued }) => queued > 0)) return 'sending';
  return shared.length === 0 ? 'nothing' : 'received';
}

export function toneOf(standing: Standing): Tone {
  switch (standing) {
    case 'inconsistent':
    case 'stopped':
      return 'grave';
    case 'held':
    case 'refused':
    case 'paused':
      return 'warn';
    case 'offline':
    case 'metered':
    case 'waiting':
    case 'sending':
    case 'nothing':
      return 'calm';
    case 'received':
      return 'good';
  }
}

export interface Waiting {
  /** Entries of all shared contracts that the server does not have. */
  entries: number;
  pictures: number;
}

export function waitingOf(sync: Sync): Waiting {
  const shared = sync.contracts.filter(({ on }) => on);
  return {
    entries: shared.reduce((sum, { queued }) => sum + queued, 0),
    pictures: shared.reduce((sum, { pictures }) => sum + pictures, 0),
  };
}

/** What waits for the freelancer: questions and disputes without an answer, and what was refused. */
export function callsOf(sync: Sync | null): number {
  if (sync?.server == null) return 0;
  const asked = sync.contracts.reduce((sum, { unanswered, disputes }) => sum + unanswered + disputes, 0);
  return asked + sync.refused.length;
}
