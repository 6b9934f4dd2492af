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

interface SyncState {
  /** Null until main has answered. */
  sync: Sync | null;
}

export const useSync = create<SyncState>(() => ({ sync: null }));

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
