/** The server's entries of a review and of what the client sets, ready to be signed. SPEC: SV60–SV69. */
import type { EntryOf, LogTerms } from '../../domain/entry';
import type { Field } from '../../domain/field';
import { digestsOf } from '../../domain/segment';
import { inForce } from '../../domain/verify-dated';
import type { Ledger } from '../../domain/verify-ledger';
import { weekEnd } from '../../domain/week';
import type { OwnDraft } from '../log/logs';
import type { Base } from '../parts';
import { isDisputed, isPaused, setByDispute } from './state';

/** What an entry with digests needs: fresh salts. What is typed may hold half a character, which no entry can (EN3). */
export type Pen = Pick<Base, 'random' | 'crypto'>;

export interface Step extends Pick<EntryOf<'review'>, 'week' | 'what' | 'by'> {
  ms?: number;
  reason?: EntryOf<'review'>['reason'];
  /** At most 2,000 characters; '' where there is nothing to say. */
  statement: string;
}

export function reviewDraft(pen: Pen, step: Step, at: number): OwnDraft {
  const { week, what, by, ms, reason, statement } = step;
  return told(pen, [{ name: 'statement', value: statement.toWellFormed() }], (_sd) => ({
    type: 'review',
    at,
    week,
    what,
    by,
    ...(ms !== undefined && { ms }),
    ...(reason !== undefined && { reason }),
    _sd,
  }));
}

/** The contract pauses now, and its limit is 0 from Monday: a cut never takes time of the running week (facts: 211062278). */
export function disputeEffects(ledger: Pick<Ledger, 'pauses' | 'limits'>, at: number): OwnDraft[] {
  const from = weekEnd(at);
  const drafts: OwnDraft[] = [];
  if (!isPaused(ledger, at)) drafts.push(plain({ type: 'pause', at, from: at }));
  if (inForce(ledger.limits, from) !== 0) drafts.push(limitDraft(0, from, at));
  return drafts;
}

/** What the dispute had set is taken back with it, as far as it was the last dispute and nobody has set it anew. */
export function disputeEnds(ledger: Ledger, ending: readonly number[], at: number): OwnDraft[] {
  const others = ledger.reviews.filter(({ entry }) => !ending.includes(entry.week));
  if (ending.length === 0 || isDisputed({ reviews: others })) return [];
  const { paused, limit } = setByDispute(ledger, at);
  return [
    ...(paused ? [plain({ type: 'resume', at, from: at })] : []),
    ...(limit === null ? [] : [limitDraft(limit.before, limit.from, at)]),
  ];
}

export function limitDraft(limit: number | null, from: number, at: number): OwnDraft {
  return plain({ type: 'limit', at, from, ...(limit !== null && { limit }) });
}

export function termsDraft(pen: Pen, terms: LogTerms, tags: readonly string[], at: number): OwnDraft {
  return told(pen, [{ name: 'tags', value: tags.map((tag) => tag.toWellFormed()) }], (_sd) => ({
    type: 'terms',
    at,
    from: at,
    terms,
    _sd,
  }));
}

export function attestDraft(pen: Pen, statedBy: string, at: number): OwnDraft {
  return told(pen, [{ name: 'statedBy', value: statedBy.slice(0, 120).toWellFormed() }], (_sd) => ({
    type: 'attest',
    at,
    what: 'billing',
    from: at,
    _sd,
  }));
}

export function plain(draft: OwnDraft['draft']): OwnDraft {
  return { draft, disclosures: [] };
}

function told(
  { random, crypto }: Pen,
  fields: Field[],
  draft: (_sd: ReturnType<typeof digestsOf>['_sd']) => OwnDraft['draft'],
): OwnDraft {
  const { _sd, disclosures } = digestsOf(fields, () => random(16), crypto.sha256);
  return { draft: draft(_sd), disclosures };
}
