/**
 * What a contract's log says of the contract, and what it still has to: how it opens, and which terms, rates, limits,
 * pauses and statements are in the tables and not in the log. Pure. SPEC: SG14; docs/evidence-format.md §4.
 */
import type { Json } from '../../domain/canonical-json';
import type { Digest } from '../../domain/disclosure';
import { type Entry, type EntryOf, type Leaf, type LogTerms, TermsSchema } from '../../domain/entry';
import type { Field } from '../../domain/field';
import type { HourlyContract } from '../../domain/hourly-contract';
import { rulesFor } from '../../domain/protection-rules';
import type { Draft } from '../../domain/segment';
import { inForce } from '../../domain/verify-dated';
import { slotOf } from '../../domain/week';
import type { DeviceKey } from './evidence/ports';

/** An entry of the log that is about the contract, with what is told of its own fields. */
export interface Told {
  /** Its place among the leaves. */
  number: number;
  leaf: Leaf;
  entry: Entry;
  fields: ReadonlyMap<string, Json>;
}

/** What is to be said: an entry but for the digests of its fields. */
export interface Statement {
  fields: Field[];
  /** `_sd`: the digests of the fields, for an entry that has any. */
  draft(_sd: Digest[]): Draft;
  /** The fields belong to this entry; null: to the one that is made. */
  about: Leaf | null;
}

export interface Opening {
  at: number;
  app: string;
  device: DeviceKey;
  continues: NonNullable<EntryOf<'open'>['continues']> | null;
}

/** The first entry: what is in force now. What was before, or comes later, is said after it. */
export function openingOf(contract: HourlyContract, { at, app, device, continues }: Opening): Statement {
  const limit = limitOf(inForce(limitsOf(contract), at));
  return {
    about: null,
    fields: [...namesOf(contract), tagsOf(contract)],
    draft: (_sd) => ({
      type: 'open',
      at,
      app,
      contract: contract.id,
      currency: contract.currency,
      rate: inForce(ratesOf(contract), at) ?? 0,
      ...limit,
      terms: termsOf(contract, at),
      key: device.key.x,
      store: device.store,
      ...(continues !== null && { continues }),
      _sd,
    }),
  };
}

/**
 * What is missing, in the order in which it is to be said. A withdrawal of a statement that is itself missing comes once
 * that one is told: whoever says these asks again until nothing is left.
 */
export function missingOf(
  contract: HourlyContract,
  told: readonly Told[],
  names: ReadonlyMap<string, Json>,
  at: number,
): Statement[] {
  return [
    ...missingNames(contract, told, names, at),
    ...missingTerms(contract, told, at),
    ...missingDated(contract, told, at),
    ...missingPauses(contract, told, at),
    ...missingAttestations(contract, told, at),
  ];
}

function missingNames(
  contract: HourlyContract,
  told: readonly Told[],
  names: ReadonlyMap<string, Json>,
  at: number,
): Statement[] {
  const target = told[0]?.leaf;
  const fields = namesOf(contract).filter(({ name, value }) => names.get(name) !== value);
  if (target === undefined || fields.length === 0) return [];
  const changed = fields.some(({ name }) => name === 'title') ? (['title'] as const) : [];
  const also = fields.some(({ name }) => name === 'client') ? (['client'] as const) : [];
  return [
    {
      about: target,
      fields,
      draft: (_sd) => ({ type: 'amend', at, target, fields: [...changed, ...also], _sd }),
    },
  ];
}

function missingTerms(contract: HourlyContract, told: readonly Told[], at: number): Statement[] {
  const known = told.flatMap(({ entry, fields }) =>
    entry.type === 'open' || entry.type === 'terms'
      ? [{ from: entry.type === 'open' ? entry.at : entry.from, value: { terms: entry.terms, fields } }]
      : [],
  );
  const now = inForce(known, at);
  const terms = termsOf(contract, at);
  const tags = tagsOf(contract);
  // Of the client's terms the tags may not be told here: they are the client's to say all the same.
  const saidTags = now?.fields.get('tags');
  const isSaid =
    now !== undefined &&
    JSON.stringify(now.terms) === JSON.stringify(terms) &&
    (saidTags === undefined || JSON.stringify(saidTags) === JSON.stringify(tags.value));
  if (isSaid) return [];
  return [{ about: null, fields: [tags], draft: (_sd) => ({ type: 'terms', at, from: at, terms, _sd }) }];
}

/** Rates and limits: at each instant from which one holds, the log must say the same as the contract. */
function missingDated(contract: HourlyContract, told: readonly Told[], at: number): Statement[] {
  const rates = told.flatMap(({ entry }): Dated<number>[] => {
    if (entry.type === 'open') return [{ from: entry.at, value: entry.rate }];
    return entry.type === 'rate' ? [{ from: entry.from, value: entry.rate }] : [];
  });
  const limits = told.flatMap(({ entry }): Dated<number | null>[] => {
    if (entry.type === 'open') return [{ from: entry.at, value: entry.limit ?? null }];
    return entry.type === 'limit' ? [{ from: entry.from, value: entry.limit ?? null }] : [];
  });
  return [
    ...unsaid(ratesOf(contract), rates).map(({ from, value }) =>
      plain({ type: 'rate', at, from, rate: value }),
    ),
    ...unsaid(limitsOf(contract), limits).map(({ from, value }) =>
      plain({ type: 'limit', at, from, ...limitOf(value) }),
    ),
  ];
}

function missingPauses({ pauses }: HourlyContract, told: readonly Told[], at: number): Statement[] {
  const isSaid = (type: 'pause' | 'resume', from: number) =>
    told.some(({ entry }) => entry.type === type && entry.from === from);
  return pauses.flatMap(({ from, to }) => [
    ...(isSaid('pause', from) ? [] : [plain({ type: 'pause', at, from })]),
    ...(to === null || isSaid('resume', to) ? [] : [plain({ type: 'resume', at, from: to })]),
  ]);
}

function missingAttestations(
  { attestations }: HourlyContract,
  told: readonly Told[],
  at: number,
): Statement[] {
  const unmatched = told.flatMap(({ leaf, entry, fields }) =>
    entry.type === 'attest' ? [{ leaf, entry, by: fields.get('statedBy') }] : [],
  );
  const withdrawn = new Set(told.flatMap(({ entry }) => (entry.type === 'withdraw' ? [entry.target] : [])));
  return attestations.flatMap(({ what, at: from, statedBy, withdrawnAt }): Statement[] => {
    const match = unmatched.findIndex(
      ({ entry, by }) => entry.what === what && entry.from === from && by === statedBy,
    );
    const [known] = match < 0 ? [] : unmatched.splice(match, 1);
    if (known === undefined) {
      const fields: Field[] = [{ name: 'statedBy', value: statedBy }];
      return [{ about: null, fields, draft: (_sd) => ({ type: 'attest', at, what, from, _sd }) }];
    }
    if (withdrawnAt === null || withdrawn.has(known.leaf)) return [];
    return [plain({ type: 'withdraw', at, target: known.leaf, from: withdrawnAt })];
  });
}

function plain(draft: Draft): Statement {
  return { about: null, fields: [], draft: () => draft };
}

/** The retention by the log at the slot's start, as a verifier reads it: days, or null for none. */
export function retentionAt(told: readonly Told[], at: number): number | null {
  const known = told.flatMap(({ entry }) =>
    entry.type === 'open' || entry.type === 'terms'
      ? [{ from: entry.type === 'open' ? entry.at : entry.from, value: entry.terms.retentionDays ?? null }]
      : [],
  );
  return inForce(known, at) ?? null;
}

interface Dated<T> {
  from: number;
  value: T;
}

/** What has to be said so that at each of these instants both lists give the same. Before the first of `wanted` nothing is asked. */
function unsaid<T>(wanted: readonly Dated<T>[], said: readonly Dated<T>[]): Dated<T>[] {
  const first = wanted[0]?.from;
  if (first === undefined) return [];
  const missing: Dated<T>[] = [];
  const instants = [...new Set([...wanted, ...said].map(({ from }) => from))].sort((a, b) => a - b);
  for (const from of instants) {
    const value = inForce(wanted, from);
    if (from < first || value === undefined || inForce([...said, ...missing], from) === value) continue;
    missing.push({ from, value });
  }
  return missing;
}

function ratesOf({ rates }: HourlyContract): Dated<number>[] {
  return rates.map(({ from, rateMinor }) => ({ from, value: rateMinor }));
}

function limitsOf({ limits }: HourlyContract): Dated<number | null>[] {
  return limits.map(({ from, limitSeconds }) => ({ from, value: limitSeconds }));
}

function limitOf(value: number | null | undefined): { limit?: number } {
  return value === null || value === undefined ? {} : { limit: value };
}

function namesOf({ title, client }: HourlyContract): Field[] {
  return [
    { name: 'title', value: title },
    { name: 'client', value: client },
  ];
}

function tagsOf({ tags }: HourlyContract): Field {
  return { name: 'tags', value: tags };
}

/** In the order in which an entry writes them, so that two can be compared as texts. */
function termsOf(contract: HourlyContract, at: number): LogTerms {
  const { privacy } = contract;
  return TermsSchema.parse({
    kind: contract.kind,
    billing: contract.billing,
    pictures: contract.pictures,
    perSlice: privacy.perSlice,
    blur: privacy.blur,
    idleMinutes: contract.idleMinutes,
    overLimit: contract.overLimit,
    manual: contract.manualAllowed ? 1 : 0,
    tagRequired: contract.tagRequired ? 1 : 0,
    ...(privacy.retentionDays !== null && { retentionDays: privacy.retentionDays }),
    rules: rulesFor(slotOf(at)).version,
  });
}
