/**
 * Commands about protection: the week's verdicts, and what people state about a contract. A statement is recorded with
 * its author and the present; the app never checks it. SPEC: PR.
 */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import type { ContractsTable } from './db/contracts';
import { done, failed, type Handlers, type Outcome } from './dispatch';
import type { Protection } from './protection';

export interface ProtectionHandlerDeps {
  protection: Protection;
  contracts: Pick<ContractsTable, 'get' | 'attest' | 'withdrawAttestation' | 'pause' | 'unpause'>;
  now(): number;
  /** A contract was changed: recorder, tray and windows. */
  contractChanged(id: ContractId): void;
}

type Names =
  | 'protection.week'
  | 'protection.now'
  | 'contract.attest'
  | 'contract.withdraw'
  | 'contract.pause';

export function protectionHandlers(deps: ProtectionHandlerDeps): Pick<Handlers, Names> {
  const { contracts, protection, now } = deps;

  function changed(id: ContractId, write: ReturnType<ContractsTable['attest']>): Outcome<HourlyContract> {
    if (write.outcome === 'failed') return failed('storage', write.detail);
    if (write.outcome === 'missing') return failed('not-found', `contract ${id}`);
    deps.contractChanged(id);
    const contract = contracts.get(id);
    return contract === null ? failed('not-found', `contract ${id}`) : done(contract);
  }

  return {
    'protection.week': ({ at }) => done(protection.week(at)),
    'protection.now': () => done(protection.current()),
    'contract.attest': ({ id, what, statedBy }) => changed(id, contracts.attest(id, what, statedBy, now())),
    'contract.withdraw': ({ id, what }) => changed(id, contracts.withdrawAttestation(id, what, now())),
    'contract.pause': ({ id, paused }) =>
      changed(id, paused ? contracts.pause(id, now()) : contracts.unpause(id, now())),
  };
}
