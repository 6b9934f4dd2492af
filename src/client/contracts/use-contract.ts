/** The contract as it is now: read when a view of it appears, and again when somebody has heard that it changed. */
import { useEffect } from 'react';
import type { ContractId } from '../../../domain/ids';
import { type ContractState, loadContract, useClient } from '../store';

const ASKING: ContractState = { view: null, failure: null };

/** Only what is known; `ContractFrame` sees to it that it is asked for. */
export function useContractView(contract: ContractId): ContractState {
  return useClient(({ contracts }) => contracts.get(contract) ?? ASKING);
}

export function useLoadedContract(contract: ContractId): ContractState {
  useEffect(() => {
    void loadContract(contract);
  }, [contract]);
  return useContractView(contract);
}
