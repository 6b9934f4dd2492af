/** The tables `contracts`, `contract_rates`, `contract_limits`. Promises: terms are only added, each change is one transaction. */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
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
import type { Saved } from '../ports';
import { decode, decodeList, flag } from './codec';
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
  })
  .transform((row) => ({
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
  }))
  .pipe(HourlyContractSchema);

const ObjectSchema = z.looseObject({ id: z.string() });

export class ContractsTable {
  private readonly insert: Statement;
  private readonly update: Statement;
  private readonly insertRate: Statement;
  private readonly insertLimit: Statement;
  private readonly updateArchived: Statement;
  private readonly selectOne: Statement;
  private readonly selectAll: Statement;
  private readonly selectRates: Statement;
  private readonly selectLimits: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.insert = sqlite.prepare(
      `INSERT INTO contracts (id, title, client, currency, billing, pictures, manual_allowed, idle_minutes, over_limit, colour, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.update = sqlite.prepare(
      `UPDATE contracts SET title = ?, client = ?, billing = ?, pictures = ?, manual_allowed = ?, idle_minutes = ?, over_limit = ?, colour = ?
       WHERE id = ?`,
    );
    this.insertRate = sqlite.prepare(
      'INSERT INTO contract_rates (contract_id, from_ms, rate_minor, recorded_at) VALUES (?, ?, ?, ?)',
    );
    this.insertLimit = sqlite.prepare(
      'INSERT INTO contract_limits (contract_id, from_ms, limit_seconds, recorded_at) VALUES (?, ?, ?, ?)',
    );
    this.updateArchived = sqlite.prepare('UPDATE contracts SET archived_at = ? WHERE id = ?');
    this.selectOne = sqlite.prepare('SELECT * FROM contracts WHERE id = ?');
    this.selectAll = sqlite.prepare('SELECT * FROM contracts ORDER BY created_at, id');
    this.selectRates = sqlite.prepare(
      'SELECT from_ms AS "from", rate_minor AS rateMinor FROM contract_rates WHERE contract_id = ? ORDER BY from_ms, recorded_at, rowid',
    );
    this.selectLimits = sqlite.prepare(
      'SELECT from_ms AS "from", limit_seconds AS limitSeconds FROM contract_limits WHERE contract_id = ? ORDER BY from_ms, recorded_at, rowid',
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
        at,
      );
      this.insertRate.run(id, at, c.rateMinor, at);
      this.insertLimit.run(id, at, c.limitSeconds, at);
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
          id,
        ),
      ),
    );
  }

  /** Adds a rate in force from `from`; of two with the same `from` the one recorded last counts. */
  setRate(id: ContractId, from: WallMs, rateMinor: number, recordedAt: WallMs): Changed {
    return this.addTerm(id, () => this.insertRate.run(id, from, rateMinor, recordedAt));
  }

  /** Adds a weekly limit in force from `from`; null for none. */
  setLimit(id: ContractId, from: WallMs, limitSeconds: number | null, recordedAt: WallMs): Changed {
    return this.addTerm(id, () => this.insertLimit.run(id, from, limitSeconds, recordedAt));
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
    };
  }

  private addTerm(id: ContractId, add: () => void): Changed {
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

function changed(result: { changes: number }): Changed {
  return result.changes === 0 ? { outcome: 'missing' } : SAVED;
}

/** Of terms with the same `from`, the last (the rows come in the order in which they were recorded). */
function lastOfEach<T extends { from: WallMs }>(terms: readonly T[]): T[] {
  return [...new Map(terms.map((term) => [term.from, term])).values()];
}
