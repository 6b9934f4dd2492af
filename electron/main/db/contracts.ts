/**
 * The tables `contracts`, `contract_rates`, `contract_limits`, `contract_fees`, `attestations` and `contract_pauses`.
 * Promises: terms are only added, each change is one transaction.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { assertNever } from '../../../domain/assert';
import type { WallMs } from '../../../domain/clock';
import {
  type ContractSettings,
  DatedLimitSchema,
  DatedRateSchema,
  type HourlyContract,
  HourlyContractSchema,
  type NewContract,
} from '../../../domain/hourly-contract';
import type { ContractId } from '../../../domain/ids';
import { ContractPrivacySchema } from '../../../domain/privacy';
import {
  type Attestation,
  AttestationSchema,
  type FeeSchedule,
  FeeScheduleSchema,
  PauseSchema,
  TagSchema,
} from '../../../domain/terms';
import type { Saved } from '../ports';
import { decode, decodeList, flag, json } from './codec';
import type { Base } from './connection';
import { attempt, type Changed } from './faults';

const SAVED = { outcome: 'saved' } as const;

/** A contract's row with its terms as two JSON arrays, put together by the query. */
const RowSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    client: z.string(),
    currency: z.string(),
    billing: z.string(),
    pictures: z.string(),
    manual_allowed: flag,
    idle_minutes: z.int(),
    over_limit: z.string(),
    colour: z.string(),
    created_at: z.int(),
    archived_at: z.int().nullable(),
    rates: z.array(DatedRateSchema),
    limits: z.array(DatedLimitSchema),
    kind: z.string(),
    tags: json(z.array(TagSchema)),
    tag_required: flag,
    privacy: json(ContractPrivacySchema),
    fees: z.array(z.object({ from: z.int(), schedule: json(FeeScheduleSchema) })),
    attestations: z.array(AttestationSchema),
    pauses: z.array(PauseSchema),
  })
  .transform((row): unknown => ({
    id: row.id,
    title: row.title,
    client: row.client,
    currency: row.currency,
    billing: row.billing,
    pictures: row.pictures,
    manualAllowed: row.manual_allowed,
    idleMinutes: row.idle_minutes,
    overLimit: row.over_limit,
    colour: row.colour,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
    rates: lastOfEach(row.rates),
    limits: lastOfEach(row.limits),
    kind: row.kind,
    tags: row.tags,
    tagRequired: row.tag_required,
    privacy: row.privacy,
    fees: lastOfEach(row.fees),
    attestations: row.attestations,
    pauses: row.pauses,
  }))
  .pipe(HourlyContractSchema);

const ObjectSchema = z.looseObject({ id: z.string() });

/** What changes over time and is only ever added. `rateMinor`: an hour, in minor units. `limitSeconds`: a week, null for none. */
export type DatedTerm =
  | { kind: 'rate'; rateMinor: number }
  | { kind: 'limit'; limitSeconds: number | null }
  | { kind: 'fee'; schedule: FeeSchedule };

export class ContractsTable {
  private readonly insert: Statement;
  private readonly update: Statement;
  private readonly insertDated: Readonly<Record<DatedTerm['kind'], Statement>>;
  private readonly updateArchived: Statement;
  private readonly selectOne: Statement;
  private readonly selectAll: Statement;
  private readonly selectRates: Statement;
  private readonly selectLimits: Statement;
  private readonly insertAttestation: Statement;
  private readonly updateWithdrawn: Statement;
  private readonly insertPause: Statement;
  private readonly updatePauseEnd: Statement;
  private readonly selectFees: Statement;
  private readonly selectAttestations: Statement;
  private readonly selectPauses: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.insert = sqlite.prepare(
      `INSERT INTO contracts (id, title, client, currency, billing, pictures, manual_allowed, idle_minutes, over_limit, colour, kind, tags, tag_required, privacy, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.update = sqlite.prepare(
      `UPDATE contracts SET title = ?, client = ?, billing = ?, pictures = ?, manual_allowed = ?, idle_minutes = ?, over_limit = ?, colour = ?,
         kind = ?, tags = ?, tag_required = ?, privacy = ?
       WHERE id = ?`,
    );
    const dated = (table: string, column: string) =>
      sqlite.prepare(
        `INSERT INTO ${table} (contract_id, from_ms, ${column}, recorded_at) VALUES (?, ?, ?, ?)`,
      );
    this.insertDated = {
      rate: dated('contract_rates', 'rate_minor'),
      limit: dated('contract_limits', 'limit_seconds'),
      fee: dated('contract_fees', 'schedule'),
    };
    this.updateArchived = sqlite.prepare('UPDATE contracts SET archived_at = ? WHERE id = ?');
    this.selectOne = sqlite.prepare('SELECT * FROM contracts WHERE id = ?');
    this.selectAll = sqlite.prepare('SELECT * FROM contracts ORDER BY created_at, id');
    this.selectRates = sqlite.prepare(
      'SELECT from_ms AS "from", rate_minor AS rateMinor FROM contract_rates WHERE contract_id = ? ORDER BY from_ms, recorded_at, rowid',
    );
    this.selectLimits = sqlite.prepare(
      'SELECT from_ms AS "from", limit_seconds AS limitSeconds FROM contract_limits WHERE contract_id = ? ORDER BY from_ms, recorded_at, rowid',
    );
    this.insertAttestation = sqlite.prepare(
      'INSERT INTO attestations (contract_id, what, stated_by, at, withdrawn_at) VALUES (?, ?, ?, ?, NULL)',
    );
    this.updateWithdrawn = sqlite.prepare(
      'UPDATE attestations SET withdrawn_at = ? WHERE contract_id = ? AND what = ? AND withdrawn_at IS NULL',
    );
    this.insertPause = sqlite.prepare(
      `INSERT INTO contract_pauses (contract_id, from_ms, to_ms) SELECT @id, @at, NULL
       WHERE NOT EXISTS (SELECT 1 FROM contract_pauses WHERE contract_id = @id AND to_ms IS NULL)`,
    );
    this.updatePauseEnd = sqlite.prepare(
      'UPDATE contract_pauses SET to_ms = MAX(from_ms, ?) WHERE contract_id = ? AND to_ms IS NULL',
    );
    this.selectFees = sqlite.prepare(
      'SELECT from_ms AS "from", schedule FROM contract_fees WHERE contract_id = ? ORDER BY from_ms, recorded_at, rowid',
    );
    this.selectAttestations = sqlite.prepare(
      'SELECT what, stated_by AS statedBy, at, withdrawn_at AS withdrawnAt FROM attestations WHERE contract_id = ? ORDER BY at, rowid',
    );
    this.selectPauses = sqlite.prepare(
      'SELECT from_ms AS "from", to_ms AS "to" FROM contract_pauses WHERE contract_id = ? ORDER BY from_ms, rowid',
    );
  }

  /** A new contract with its first rate and limit, in force from `at`. The id must be new. */
  create(id: ContractId, contract: NewContract, at: WallMs): Saved {
    return this.write(() => {
      const c = contract;
      this.insert.run(
        id,
        c.title,
        c.client,
        c.currency,
        c.billing,
        c.pictures,
        c.manualAllowed ? 1 : 0,
        c.idleMinutes,
        c.overLimit,
        c.colour,
        c.kind,
        JSON.stringify(c.tags),
        c.tagRequired ? 1 : 0,
        JSON.stringify(c.privacy),
        at,
      );
      this.insertTerm(id, { kind: 'rate', rateMinor: c.rateMinor }, at, at);
      this.insertTerm(id, { kind: 'limit', limitSeconds: c.limitSeconds }, at, at);
      return SAVED;
    });
  }

  /** Replaces what may be edited in place; rates, limits and currency stay. */
  edit(id: ContractId, s: ContractSettings): Changed {
    return this.write(() =>
      changed(
        this.update.run(
          s.title,
          s.client,
          s.billing,
          s.pictures,
          s.manualAllowed ? 1 : 0,
          s.idleMinutes,
          s.overLimit,
          s.colour,
          s.kind,
          JSON.stringify(s.tags),
          s.tagRequired ? 1 : 0,
          JSON.stringify(s.privacy),
          id,
        ),
      ),
    );
  }

  /** Adds a term in force from `from`; of two of its kind with the same `from` the one recorded last counts. */
  addTerm(id: ContractId, term: DatedTerm, from: WallMs, recordedAt: WallMs): Changed {
    return this.add(id, () => this.insertTerm(id, term, from, recordedAt));
  }

  /** Records what a person states about the contract; an earlier statement of the same stays on record. */
  attest(id: ContractId, what: Attestation['what'], statedBy: string, at: WallMs): Changed {
    return this.add(id, () => this.insertAttestation.run(id, what, statedBy, at));
  }

  /** Ends every statement of that kind which stands; `missing` where none does. */
  withdrawAttestation(id: ContractId, what: Attestation['what'], at: WallMs): Changed {
    return this.write(() => changed(this.updateWithdrawn.run(at, id, what)));
  }

  /** The contract is paused from `at` on; where it already is, nothing changes. */
  pause(id: ContractId, at: WallMs): Changed {
    return this.add(id, () => this.insertPause.run({ id, at }));
  }

  /** Ends the pause at `at`; `missing` where the contract is not paused. */
  unpause(id: ContractId, at: WallMs): Changed {
    return this.write(() => changed(this.updatePauseEnd.run(at, id)));
  }

  /** Archives at the instant, or brings back (null). */
  archive(id: ContractId, archivedAt: WallMs | null): Changed {
    return this.write(() => changed(this.updateArchived.run(archivedAt, id)));
  }

  /** Throws `BrokenRowError` if the row cannot be read. */
  get(id: ContractId): HourlyContract | null {
    const row = this.selectOne.get(id);
    return row === undefined ? null : decode('contracts', RowSchema, this.withTerms(row));
  }

  /** All contracts, archived ones too, oldest first; rows that cannot be read are told and left out. */
  list(): HourlyContract[] {
    const rows = this.selectAll.all().map((row) => this.withTerms(row));
    return decodeList('contracts', RowSchema, rows, this.base.onBrokenRow);
  }

  private withTerms(row: unknown): unknown {
    const columns = ObjectSchema.parse(row);
    return {
      ...columns,
      rates: this.selectRates.all(columns.id),
      limits: this.selectLimits.all(columns.id),
      fees: this.selectFees.all(columns.id),
      attestations: this.selectAttestations.all(columns.id),
      pauses: this.selectPauses.all(columns.id),
    };
  }

  private insertTerm(id: ContractId, term: DatedTerm, from: WallMs, recordedAt: WallMs): void {
    this.insertDated[term.kind].run(id, from, columnOf(term), recordedAt);
  }

  private add(id: ContractId, add: () => void): Changed {
    return this.write(() => {
      if (this.selectOne.get(id) === undefined) return { outcome: 'missing' };
      add();
      return SAVED;
    });
  }

  /** One transaction: a crash before its commit leaves nothing of it, after it everything. */
  private write<T>(change: () => T) {
    return attempt(this.base.folder, () => this.base.sqlite.transaction(change)());
  }
}

function columnOf(term: DatedTerm): number | string | null {
  switch (term.kind) {
    case 'rate':
      return term.rateMinor;
    case 'limit':
      return term.limitSeconds;
    case 'fee':
      return JSON.stringify(term.schedule);
    default:
      return assertNever(term);
  }
}

function changed(result: { changes: number }): Changed {
  return result.changes === 0 ? { outcome: 'missing' } : SAVED;
}

/** Of terms with the same `from`, the last (the rows come in the order in which they were recorded). */
function lastOfEach<T extends { from: WallMs }>(terms: readonly T[]): T[] {
  return [...new Map(terms.map((term) => [term.from, term])).values()];
}
