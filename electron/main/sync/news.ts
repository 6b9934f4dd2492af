/** What a person is told of: each once, as far as the log and the server say it. */
import type { ContractId } from '../../../domain/ids';
import type { Refusal } from '../../../domain/protocol-log';

export type SyncNews = { contractId: ContractId; key: string } & (
  | { what: 'limit'; limitSeconds: number | null; from: number }
  | { what: 'paused'; since: number }
  | { what: 'resumed' | 'terms' }
  | { what: 'refused'; why: Refusal }
  | { what: 'question' | 'answered' }
  | { what: 'dispute'; ms: number; until: number | null }
  | { what: 'dispute-answered' }
  | { what: 'decided'; ms: number }
  | { what: 'inconsistent' | 'elsewhere' }
);

/** News after which the contract itself is read again: the client changed what it says. */
export const OF_TERMS: ReadonlySet<SyncNews['what']> = new Set(['limit', 'paused', 'resumed', 'terms']);
