/** Values that a log says with the instant from which they hold. SPEC: SG14. */
import type { Role } from './entry';
import type { Kid } from './keys';

export interface DatedValue<T> {
  from: number;
  at: number;
  index: number;
  by: Role;
  kid: Kid;
  value: T;
}

/**
 * SPEC SG14: the greatest `from` that is not later than `at`; of two, the later in the list. The first where all are later.
 * The sealer, the verifier and the reports ask this one.
 */
export function inForce<T>(
  list: readonly Pick<DatedValue<T>, 'from' | 'value'>[],
  at: number,
): T | undefined {
  let best = list[0];
  for (const one of list) {
    if (one.from > at) continue;
    if (best === undefined || best.from > at || one.from >= best.from) best = one;
  }
  return best?.value;
}
