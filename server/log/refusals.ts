/** What a device is told for what the chain or a ledger says; what is not here is `entry`. */
import type { FindingId } from '../../domain/finding';
import type { Refusal } from '../../domain/protocol-log';

export const REFUSED_CHAIN: Readonly<Record<string, Refusal>> = {
  seq: 'chain',
  prev: 'chain',
  'unknown-signer': 'key',
  revoked: 'key',
  role: 'key',
  key: 'key',
};

export const REFUSED_FINDING: Partial<Record<FindingId, Refusal>> = {
  'target-wrong': 'target',
  'amend-wrong': 'target',
  'segment-doubled': 'slot',
  'slot-overfull': 'slot',
  'time-wrong': 'disclosure',
  'activity-wrong': 'disclosure',
  'key-wrong': 'key',
};
