/** Saving the contract form: one command for each kind of change, so that dated terms are added and nothing else is. */
import type { HourlyContract, NewContract } from '../../../domain/hourly-contract';
import { api } from '../api';
import { attemptOrThrow } from '../failures';
import { now } from '../present';
import { useApp } from '../store';
import { useSync } from '../sync/sync-store';
import { changesOf, latestLimit } from './form-values';

export async function createContract(contract: NewContract): Promise<HourlyContract> {
  const created = await attemptOrThrow(api.call('contract.create', contract));
  useApp.setState({ chosen: created.id });
  put(created);
  return created;
}

/** Saves what differs; a failure in the middle keeps what was saved before it, and the form still shows the rest. */
export async function saveContract(contract: HourlyContract, next: NewContract): Promise<HourlyContract> {
  const { id } = contract;
  const { settings, rateMinor, limitSeconds } = changesOf(contract, theirs(contract, next), now());
  let saved = contract;
  if (settings) saved = await attemptOrThrow(api.call('contract.edit', { id, settings }));
  if (rateMinor !== undefined) saved = await attemptOrThrow(api.call('contract.setRate', { id, rateMinor }));
  if (limitSeconds !== undefined) {
    saved = await attemptOrThrow(api.call('contract.setLimit', { id, limitSeconds }));
  }
  put(saved);
  return saved;
}

/** Of a shared contract: what the client sets stays as the client has set it meanwhile, whatever the form began with. */
function theirs(contract: HourlyContract, next: NewContract): NewContract {
  const { sync } = useSync.getState();
  if (!sync?.contracts.some(({ contractId, on }) => on && contractId === contract.id)) return next;
  const present = useApp.getState().contracts.find(({ id }) => id === contract.id) ?? contract;
  const { manualAllowed, tags, tagRequired } = present;
  return { ...next, manualAllowed, tags, tagRequired, limitSeconds: latestLimit(contract.limits) };
}

export async function archiveContract(contract: HourlyContract, archived: boolean): Promise<void> {
  put(await attemptOrThrow(api.call('contract.archive', { id: contract.id, archived })));
}

/** Main tells every window of the change as well; this one need not wait for it. */
function put(contract: HourlyContract): void {
  const { contracts } = useApp.getState();
  const known = contracts.some(({ id }) => id === contract.id);
  useApp.setState({
    contracts: known
      ? contracts.map((one) => (one.id === contract.id ? contract : one))
      : [...contracts, contract],
  });
}
