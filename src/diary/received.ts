/**
 * What the diary view may show of the server: of each slice of a shared contract whether it is there. The page around it
 * knows; where it gives nothing, the view shows nothing of it.
 */
import { createContext, useContext } from 'react';
import type { SliceId } from '../../domain/ids';

export interface Received {
  state: 'received' | 'queued' | 'refused';
  /** By the server's clock, wall ms; null where it is not there, or not told. */
  at: number | null;
}

export const ReceivedContext = createContext<ReadonlyMap<SliceId, Received> | null>(null);

/** Null: not shared, or not known. */
export function useReceived(id: SliceId): Received | null {
  return useContext(ReceivedContext)?.get(id) ?? null;
}
