/** The week in time and money, longer stretches, insights and search. */
import { z } from 'zod';
import { ContractIdSchema, SliceIdSchema } from '../../domain/ids';
import { FeeScheduleSchema } from '../../domain/terms';
import { ms, SavedSchema, slot, wallMs } from './shared';

/** Milliseconds of a day, a contract or a week: see `TimeFigures` in domain/timesheet.ts. */
const TimeFiguresSchema = z.object({ totalMs: ms, trackedMs: ms, manualMs: ms, overMs: ms, idleMs: ms });

export const WeekSheetSchema = z.object({
  weekStart: wallMs,
  days: z.array(wallMs).length(7),
  rows: z.array(
    z.object({
      contractId: ContractIdSchema,
      days: z.array(TimeFiguresSchema).length(7),
      total: TimeFiguresSchema,
    }),
  ),
  dayTotals: z.array(TimeFiguresSchema).length(7),
  total: TimeFiguresSchema,
});
export type WeekSheet = z.infer<typeof WeekSheetSchema>;

const MoneySchema = z.object({
  currency: z.string(),
  grossMinor: z.int(),
  feeMinor: z.int(),
  netMinor: z.int(),
});

/** Money of one UTC week in minor units, a contract a row, and by currency. */
export const WeekMoneySchema = z.object({
  weekStart: wallMs,
  rows: z.array(
    MoneySchema.extend({
      contractId: ContractIdSchema,
      schedule: FeeScheduleSchema,
      /** Parts of the gross charged differently, in hundredths of a per cent. */
      parts: z.array(z.object({ grossMinor: z.int(), hundredths: z.int() })),
    }),
  ),
  totals: z.array(MoneySchema),
});
export type WeekMoney = z.infer<typeof WeekMoneySchema>;

/** Sums of the stretches asked for, by contract; `stretch` counts from 0. */
export const DaySumsSchema = z.array(
  z.object({ stretch: z.int(), contractId: ContractIdSchema, totalMs: ms, manualMs: ms, idleMs: ms }),
);
export type DaySums = z.infer<typeof DaySumsSchema>;

/** Where a week went: applications and windows by time, the longest first, and every slice in numbers. */
export const InsightsSchema = z.object({
  weekStart: wallMs,
  apps: z.array(z.object({ app: z.string(), ms })),
  windows: z.array(z.object({ app: z.string(), title: z.string(), ms })),
  slices: z.array(
    z.object({
      contractId: ContractIdSchema,
      slot,
      kind: z.enum(['tracked', 'manual']),
      trackedMs: ms,
      activity: z.int(),
    }),
  ),
});
export type Insights = z.infer<typeof InsightsSchema>;

const SnippetSchema = z.array(z.object({ text: z.string(), hit: z.boolean() }));
export const SearchHitSchema = z.object({
  sliceId: SliceIdSchema,
  contractId: ContractIdSchema,
  slot,
  memo: SnippetSchema,
  windows: SnippetSchema,
});
export type SearchHit = z.infer<typeof SearchHitSchema>;

export const weekCommands = {
  /** Of the UTC week that holds `at`. */
  'week.timesheet': { input: z.object({ at: wallMs }), output: WeekSheetSchema },
  'week.money': { input: z.object({ at: wallMs }), output: WeekMoneySchema },
  'week.insights': { input: z.object({ at: wallMs }), output: InsightsSchema },
  /** Sums between each bound and the next (days of a month or a year, in the window's zone), at most 400 days. */
  'days.sums': { input: z.object({ bounds: z.array(wallMs).min(2).max(400) }), output: DaySumsSchema },
  /** Slices that have every word of the text at the start of a word; the latest first, at most 200. */
  'search.query': {
    input: z.object({ text: z.string().max(200) }),
    output: z.object({ hits: z.array(SearchHitSchema), more: z.boolean() }),
  },
  /** Asks where to save the timesheet of the week that holds `at`, then writes it. */
  'timesheet.export': {
    input: z.object({ at: wallMs, format: z.enum(['csv', 'json', 'pdf']) }),
    output: SavedSchema,
  },
} as const;
