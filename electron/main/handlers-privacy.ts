/** Commands about what is captured: the notice for the client. SPEC: PV. */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { done, failed, type Handlers } from './dispatch';

export interface PrivacyHandlerDeps {
  contract(id: ContractId): HourlyContract | null;
  /** Asks for a path and writes the PDF; null: the user closed the dialog. */
  saveNotice(
    contract: HourlyContract,
  ): Promise<null | { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }>;
}

type Names = 'privacy.notice';

export function privacyHandlers(deps: PrivacyHandlerDeps): Pick<Handlers, Names> {
  return {
    'privacy.notice': async ({ contractId }) => {
      const contract = deps.contract(contractId);
      if (contract === null) return failed('not-found', `contract ${contractId}`);
      const saved = await deps.saveNotice(contract);
      if (saved === null) return done({ outcome: 'cancelled' });
      return saved.outcome === 'saved' ? done(saved) : failed('storage', saved.detail);
    },
  };
}
