/** A dispute as the steps of its review tell it. Pure. */
import type { Review } from '../../../domain/protocol-review';

export interface Dispute {
  disputedMs: number;
  /** Null while there is no answer. */
  concededMs: number | null;
}

/** Of the last dispute; null where nothing was disputed. */
export function disputeOf({ steps }: Review): Dispute | null {
  const at = steps.findLastIndex(({ what }) => what === 'disputed');
  if (at < 0) return null;
  const answered = steps.slice(at).find(({ what }) => what === 'answered');
  return {
    disputedMs: steps[at]?.ms ?? 0,
    concededMs: answered === undefined ? null : (answered.ms ?? 0),
  };
}
