/** Commands about what is captured: the notice for the client, and erasing everything of a contract. SPEC: PV. */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import type { EraseContract } from './contract-eraser';
import { done, failed, type Handlers } from './dispatch';

export interface PrivacyHandlerDeps {
  contract(id: ContractId): HourlyContract | null;
  /** Asks for a path and writes the PDF; null: the user closed the dialog. */
  saveNotice(
    contract: HourlyContract,
  ): Promise<null | { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }>;
  erase: EraseContract;
  /** The contract is gone: recorder, tray and windows. */
  erased(id: ContractId): void;
}

type Names = 'privacy.notice' | 'contract.erase';

export function privacyHandlers(deps: PrivacyHandlerDeps): Pick<Handlers, Names> {
  return {
    'privacy.notice': async ({ contractId }) => {
      const contract = deps.contract(contractId);
      if (contract === null) return failed('not-found', `contract ${contractId}`);
      const saved = await deps.saveNotice(contract);
      if (saved === null) return done({ outcome: 'cancelled' });
      return saved.outcome === 'saved' ? done(saved) : failed('storage', saved.detail);
    },
    'contract.erase': async ({ id, typed }) => {
      const contract = deps.contract(id);
      if (contract === null) return failed('not-found', `contract ${id}`);
      if (typed.trim() !== contract.title) return failed('bad-input', 'the typed title is another');
      const erased = await deps.erase(contract);
      // Also where the proof could not be written: the contract is gone then.
      if (deps.contract(id) === null) deps.erased(id);
      return erased;
    },
  };
}
