/**
 * What an entry of the server changes in the contract's own tables, inside the transaction that takes it into the log: the
 * limit, pauses, what the client allows, what it states of the billing. Promises: afterwards the tables say what the log
 * says, so that the sealer has nothing to add. SPEC: SY8.
 */
import type { Json } from '../../../domain/canonical-json';
import type { Entry, Leaf } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import { TagSchema } from '../../../domain/terms';
import type { ContractsTable } from '../db/contracts';
import type { SyncNews } from './news';

export interface EffectDeps {
  contracts: Pick<
    ContractsTable,
    'get' | 'addTerm' | 'pause' | 'unpause' | 'edit' | 'attest' | 'withdrawAttestation'
  >;
  now(): number;
  /** The statement that the leaf names. */
  attested(contractId: ContractId, leaf: Leaf): 'identity' | 'billing' | 'standing' | null;
}

/** `told`: what the entry's fields say, by name. Gives what a person is to hear of it. Throws what the disk says. */
export function takeEffect(
  contractId: ContractId,
  { entry, leaf }: { entry: Entry; leaf: Leaf },
  told: ReadonlyMap<string, Json>,
  { contracts, now, attested }: EffectDeps,
): SyncNews[] {
  const key = leaf;
  switch (entry.type) {
    case 'limit': {
      const limitSeconds = entry.limit ?? null;
      done(contracts.addTerm(contractId, { kind: 'limit', limitSeconds }, entry.from, now()));
      return [{ contractId, key, what: 'limit', limitSeconds, from: entry.from }];
    }
    case 'pause':
      done(contracts.pause(contractId, entry.from));
      return [{ contractId, key, what: 'paused', since: entry.from }];
    case 'resume':
      done(contracts.unpause(contractId, entry.from));
      return [{ contractId, key, what: 'resumed' }];
    case 'terms': {
      const contract = contracts.get(contractId);
      if (contract === null) return [];
      const tags = TagSchema.array().safeParse(told.get('tags'));
      done(
        contracts.edit(contractId, {
          ...contract,
          manualAllowed: entry.terms.manual === 1,
          tagRequired: entry.terms.tagRequired === 1,
          ...(tags.success && { tags: tags.data }),
        }),
      );
      return [{ contractId, key, what: 'terms' }];
    }
    case 'attest': {
      const by = told.get('statedBy');
      // Without its name the sealer could not know it again, and would say it a second time.
      if (typeof by === 'string') done(contracts.attest(contractId, entry.what, by, entry.from));
      return [];
    }
    case 'withdraw': {
      const what = attested(contractId, entry.target);
      if (what !== null) done(contracts.withdrawAttestation(contractId, what, entry.from));
      return [];
    }
    default:
      return [];
  }
}

/** A contract that is erased meanwhile has nothing to change. */
function done(outcome: { outcome: 'saved' | 'missing' } | { outcome: 'failed'; detail: string }): void {
  if (outcome.outcome === 'failed') throw new Error(`the disk refused: ${outcome.detail}`);
}
