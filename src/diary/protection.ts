/**
 * What the diary view may show of protection. The page around it gives the verdicts and does what mends; where none is
 * given, the view shows nothing of it. The shapes are those of `domain/protection`.
 */
import { createContext, useContext } from 'react';
import type { SliceId } from '../../domain/ids';
import type { Reason, Verdict } from '../../domain/protection';

export interface Protection {
  verdicts: ReadonlyMap<SliceId, Verdict>;
  /** Does or begins what would mend the reason; null where nobody who sees this can. */
  mend: ((reason: Reason, verdict: Verdict) => void) | null;
}

export const ProtectionContext = createContext<Protection | null>(null);

export function useVerdict(id: SliceId): Verdict | null {
  return useContext(ProtectionContext)?.verdicts.get(id) ?? null;
}

/** `none`: nothing is known, or there is no time to protect. */
export type Standing = 'protected' | 'partly' | 'not' | 'none';

export function standing(verdict: Verdict | null): Standing {
  if (verdict === null) return 'none';
  if (verdict.reasons.length === 0) return verdict.parts.protectedMs > 0 ? 'protected' : 'none';
  return verdict.parts.protectedMs > 0 ? 'partly' : 'not';
}
