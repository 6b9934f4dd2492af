/**
 * What is kept out of the record for each contract, from the settings and the contracts as they are now. Promises: asked
 * once a second it costs a map's look-up; after `forget` everything is read anew. SPEC: PV.
 */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { excludedFor, foreignTo, type NamedWindow, windowMatcher } from '../../domain/privacy';
import type { Settings } from '../contract';
import type { PrivacyRules } from './ports';
import type { CaptureRequest } from './sensors/ports';

export interface PrivacySource {
  settings(): Pick<Settings, 'excluded' | 'unknownPlaces' | 'displays'>;
  contracts(): readonly HourlyContract[];
}

interface Rules {
  excludes(window: NamedWindow): boolean;
  capture: Omit<CaptureRequest, 'blur'>;
}

export function createPrivacyRules(source: PrivacySource): PrivacyRules {
  const known = new Map<ContractId, Rules>();
  const rules = (id: ContractId): Rules => {
    const found = known.get(id) ?? rulesOf(source, id);
    known.set(id, found);
    return found;
  };
  return {
    excludes: (id, window) => rules(id).excludes(window),
    capture: (id) => rules(id).capture,
    forget: () => known.clear(),
  };
}

function rulesOf(source: PrivacySource, id: ContractId): Rules {
  const { excluded: overall, unknownPlaces, displays: usual } = source.settings();
  const all = source.contracts();
  const contract = all.find((one) => one.id === id);
  // A contract that is gone has no pictures; what holds for all still does.
  const excluded = contract ? excludedFor(overall, contract) : [...overall];
  const foreign = contract ? foreignTo(contract, all) : [];
  const strength = contract?.privacy.blur ?? 'normal';
  const chosen = contract?.privacy.displays ?? 'default';
  const displays = chosen === 'default' ? usual : chosen;
  if (excluded.length === 0 && foreign.length === 0)
    return { excludes: () => false, capture: { displays, strength } };
  return {
    excludes: windowMatcher(excluded),
    capture: { displays, strength, privacy: { excluded, foreign, unknown: unknownPlaces } },
  };
}
