/** Puts the app's end of the wire together for `compose.ts`. */
import { clipboard } from 'electron';
import type { Sync } from '../contract';
import type { SyncDesk } from './handlers-sync';

const UNLINKED: Sync = {
  server: null,
  state: 'off',
  problem: null,
  nextAt: null,
  offlineSince: null,
  contracts: [],
  refused: [],
};

export interface ComposedSync {
  desk: SyncDesk;
}

/** Not linked: the engine is not in yet. */
export function composeSync(): ComposedSync {
  const none = { outcome: 'problem', why: 'offline', detail: '' } as const;
  const desk: SyncDesk = {
    state: () => UNLINKED,
    look: async () => none,
    link: async () => none,
    unlink: async () => UNLINKED,
    share: async () => none,
    pause: async () => UNLINKED,
    retry: async () => UNLINKED,
    invite: async () => none,
    copyLink: (link) => clipboard.writeText(link),
    threads: async () => ({ threads: [], stale: null }),
    say: async () => none,
    disputes: () => ({ disputes: [] }),
    answer: async () => none,
    accesses: async () => none,
    received: () => [],
  };
  return { desk };
}
