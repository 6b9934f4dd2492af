/**
 * Weeks that were approved or decided, with their figures as they were then. What is deleted or said of the past afterwards
 * changes neither them nor their invoice. Written once, right behind the entry that ended the review.
 */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import type { ContractId } from '../../domain/ids';
import { TimesheetViewSchema } from '../../domain/protocol-diary';

export const WeekFactsSchema = TimesheetViewSchema.extend({
  currency: z.string(),
  /** In force at the week's last slot. */
  rateMinor: z.int(),
  /** What is billed, by rate, before anything is taken off. */
  lines: z.array(z.object({ ms: z.int(), rateMinor: z.int(), amountMinor: z.int() })),
  /** Ten-minute slots are billed whole. */
  isWhole: z.boolean(),
  title: z.string(),
  freelancer: z.string(),
  client: z.string(),
});
export type WeekFacts = z.infer<typeof WeekFactsSchema>;

export interface FrozenWeeks {
  get(contract: ContractId, week: number): WeekFacts | null;
  /** The first one stays. */
  keep(contract: ContractId, facts: WeekFacts): void;
}

export function openFrozenWeeks(sqlite: Sqlite.Database): FrozenWeeks {
  return {
    get(contract, week) {
      const text = sqlite
        .prepare('SELECT facts FROM frozen_weeks WHERE contract_id = ? AND week = ?')
        .pluck()
        .get(contract, week);
      return typeof text === 'string' ? WeekFactsSchema.parse(JSON.parse(text)) : null;
    },
    keep(contract, facts) {
      sqlite
        .prepare(
          'INSERT INTO frozen_weeks (contract_id, week, facts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        )
        .run(contract, facts.week, JSON.stringify(WeekFactsSchema.parse(facts)));
    },
  };
}
