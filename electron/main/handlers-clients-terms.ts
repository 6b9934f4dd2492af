/**
 * What is the client's to set, once a contract is shared with a server: limit, pause, manual time and tags. The commands
 * that change them answer no, whatever a window shows. SPEC: SY18.
 */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { failed, type Handlers } from './dispatch';

type Names = 'contract.setLimit' | 'contract.pause' | 'contract.edit';

export interface ClientsTermsDeps {
  /** Whether a server orders the contract's log, so that its client sets these. */
  isClients(id: ContractId): boolean;
  contract(id: ContractId): HourlyContract | null;
}

export function clientsTerms(
  own: Pick<Handlers, Names>,
  { isClients, contract }: ClientsTermsDeps,
): Pick<Handlers, Names> {
  const no = (id: ContractId) => failed('set-by-client', `contract ${id}`);
  return {
    'contract.setLimit': (input) => (isClients(input.id) ? no(input.id) : own['contract.setLimit'](input)),
    'contract.pause': (input) => (isClients(input.id) ? no(input.id) : own['contract.pause'](input)),
    'contract.edit': (input) => {
      const { id, settings } = input;
      const before = isClients(id) ? contract(id) : null;
      const isSame =
        before === null ||
        (before.manualAllowed === settings.manualAllowed &&
          before.tagRequired === settings.tagRequired &&
          JSON.stringify(before.tags) === JSON.stringify(settings.tags));
      return isSame ? own['contract.edit'](input) : no(id);
    },
  };
}
