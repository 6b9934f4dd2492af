/** The contract that the bar is about, from the store. */
import { useMemo } from 'react';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { rememberedContract } from '../preferences';
import { useApp } from '../store';
import { shownContract } from './selection';

export function useShownContract(): HourlyContract | null {
  const contracts = useApp((state) => state.contracts);
  const mode = useApp(({ timer }) => timer.mode);
  const contractId = useApp(({ timer }) => timer.contractId);
  const chosen = useApp((state) => state.chosen);
  return useMemo(
    () => shownContract(contracts, { mode, contractId }, chosen, rememberedContract()),
    [contracts, mode, contractId, chosen],
  );
}
