/** Who looked at what: a row for each, which the freelancer may read. */
import type { ContractId } from '../../domain/ids';
import type { Asker } from '../http/handler';

export type Look = 'day' | 'week' | 'month' | 'picture' | 'bundle' | 'timesheet' | 'invoice';

export interface Looks {
  /**
   * Notes a look of a client or mediator (a freelancer's own are not noted); the same look again within ten minutes is one.
   * `of`: the day or week, Unix seconds. Resolves when the row is written: what is shown was noted.
   */
  note(contract: ContractId, asker: Asker, what: Look, of: number | null, now: number): Promise<void>;
}
