/**
 * What this window knows of the diary server: main's last word, asked for once and sent at each change. Apart from the
 * app's own store, as nothing of the timer waits for it.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { ContractId } from '../../../domain/ids';
import type { Sync, SyncContract } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';

/** What a notice leads to: a contract's questions or disputes. */
export interface WantedTalk {
  contractId: string;
  what: 'threads' | 'disputes';
}

interface SyncState {
  /** Null until main has answered. */
  sync: Sync | null;
  /** The page opens it as soon as the contract is shown, once. */
  wanted: WantedTalk | null;
}

export const useSync = create<SyncState>(() => ({ sync: null, wanted: null }));

/** Leads to the page of the server, and to what is asked there. */
export function showTalk(wanted: WantedTalk | null): void {
  useSync.setState({ wanted });
  useApp.setState({ page: 'server' });
}

export function takeSync(sync: Sync): void {
  useSync.setState({ sync });
}

/** Keeps the store current while the workplace is shown. */
export function useSyncConnection(): void {
  useEffect(() => {
    const stop = api.on('sync', takeSync);
    void attempt(api.call('sync.get', undefined)).then((sync) => {
      if (sync) takeSync(sync);
    });
    return stop;
  }, []);
}

/** The contract as it is shared; null where it is not. */
export function useShared(id: ContractId | null): SyncContract | null {
  return useSync(({ sync }) => sync?.contracts.find(({ contractId, on }) => on && contractId === id) ?? null);
}
