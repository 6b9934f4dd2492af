/**
 * The second hand of the diary. The open slice's time grows between two answers; whoever shows it listens here, so
 * that a tick redraws a few figures and nothing else.
 */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ContractId } from '../../domain/ids';

export interface Live {
  subscribe(changed: () => void): () => void;
  /** Ms tracked on the contract since the day was last asked for; 0 if it is not being tracked. */
  extraMs(contractId: ContractId): number;
}

const still: Live = { subscribe: () => () => undefined, extraMs: () => 0 };

export const LiveContext = createContext<Live>(still);

/** Whole seconds only, so that a tick which changes no figure draws nothing. */
export function useExtraMs(contractId: ContractId | null): number {
  const live = useContext(LiveContext);
  return useSyncExternalStore(live.subscribe, () =>
    contractId === null ? 0 : Math.floor(live.extraMs(contractId) / 1000) * 1000,
  );
}
