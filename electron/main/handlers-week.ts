/** Handlers of the week in numbers: timesheet, money, sums, insights, search, and the timesheet as a file. */
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { hasWord, searchWords } from '../../domain/search-words';
import { DAY_MS, weekStart } from '../../domain/week';
import type { CommandName } from '../contract';
import type { ContractsTable } from './db/contracts';
import type { SearchTable } from './db/search';
import { done, failed, type Handlers, type Outcome } from './dispatch';
import type { WeekReader } from './timesheet';
import type { WeekDocument } from './timesheet-file';

export type TimesheetFormat = 'csv' | 'json' | 'pdf';

export interface WeekHandlerDeps {
  now(): number;
  week: WeekReader;
  contracts: Pick<ContractsTable, 'list' | 'get' | 'addTerm'>;
  search: Pick<SearchTable, 'query'>;
  contractChanged(id: ContractId): void;
  /** Asks for a path and writes; null: the user closed the dialog. */
  saveTimesheet(
    format: TimesheetFormat,
    document: Omit<WeekDocument, 'appVersion' | 'at'>,
  ): Promise<null | { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }>;
}

type WeekCommand = Extract<
  CommandName,
  | 'week.timesheet'
  | 'week.money'
  | 'week.insights'
  | 'days.sums'
  | 'search.query'
  | 'timesheet.export'
  | 'fee.set'
>;

/** So many hits are shown; one more is looked for, to know whether there are others. */
const HITS = 200;
/** A year of days has 367 bounds. */
const LONGEST_SUM = 400 * DAY_MS;

export function weekHandlers(deps: WeekHandlerDeps): Pick<Handlers, WeekCommand> {
  const { week, contracts, search, now } = deps;
  return {
    'week.timesheet': ({ at }) => done(week.sheet(at)),
    'week.money': ({ at }) => done(week.money(at)),
    'week.insights': ({ at }) => done(week.insights(at)),
    'days.sums': ({ bounds }) => {
      const ascending = bounds.every((bound, n) => n === 0 || bound >= (bounds[n - 1] ?? bound));
      const length = (bounds.at(-1) ?? 0) - (bounds[0] ?? 0);
      return ascending && length <= LONGEST_SUM
        ? done(week.sums(bounds))
        : failed('bad-input', 'days.sums: bounds must ascend over at most 400 days');
    },
    'search.query': ({ text }) => {
      const terms = searchWords(text).map((word) => ({
        word,
        contracts: contracts
          .list()
          .filter(({ client, title }) => hasWord(`${client} ${title}`, word))
          .map(({ id }) => id),
      }));
      const hits = search.query(terms, HITS + 1);
      return done({ hits: hits.slice(0, HITS), more: hits.length > HITS });
    },
    'timesheet.export': async ({ at, format }) => {
      const document = { sheet: week.sheet(at), money: week.money(at), contracts: contracts.list() };
      const saved = await deps.saveTimesheet(format, document);
      if (saved === null) return done({ outcome: 'cancelled' });
      return saved.outcome === 'saved' ? done(saved) : failed('storage', saved.detail);
    },
    'fee.set': ({ id, from, schedule }): Outcome<HourlyContract> => {
      // A transaction is a week's: a schedule begins with one.
      const saved = contracts.addTerm(id, { kind: 'fee', schedule }, weekStart(from), now());
      if (saved.outcome === 'missing') return failed('not-found', `contract ${id}`);
      if (saved.outcome === 'failed') return failed('storage', saved.detail);
      deps.contractChanged(id);
      const contract = contracts.get(id);
      return contract === null ? failed('not-found', `contract ${id}`) : done(contract);
    },
  };
}
