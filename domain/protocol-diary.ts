/** The wire's diary: what both sides see of a contract, verified against its log, and what may be taken away as a file. */
import { z } from 'zod';
import { DaySchema, PartsSchema, SliceDetailSchema, VerdictSchema } from './diary';
import { LimitSchema } from './hourly-contract';
import { SliceIdSchema } from './ids';
import { routes } from './protocol-route';
import { At, LeafSchema, Ms, ofContract, ofWeek, PictureHashSchema, WeekSchema } from './protocol-shared';
import { SIGNAL_RULES } from './signals';

const range = z.object({ from: z.coerce.number().pipe(At), to: z.coerce.number().pipe(At) });

/** Which entry of the log each cell is, so that the page can show that the segments are those of the log. */
const ProofsSchema = z.array(z.object({ sliceId: SliceIdSchema, leaf: LeafSchema, index: z.int() }));

export const ContractViewSchema = z.object({
  title: z.string(),
  client: z.string(),
  freelancer: z.string(),
  clientAccount: z.string().nullable(),
  currency: z.string(),
  rateMinor: z.int(),
  limitSeconds: LimitSchema,
  /** A cut that was made takes effect on a Monday. */
  nextLimit: z.object({ from: At, limitSeconds: LimitSchema }).nullable(),
  manual: z.boolean(),
  tags: z.array(z.string()),
  tagRequired: z.boolean(),
  pausedSince: At.nullable(),
  disputed: z.boolean(),
  billingAttested: z.boolean(),
  /** What the freelancer shares. */
  fields: z.array(z.string()),
  /** Null where it is not shared. */
  working: z.boolean().nullable(),
  /** Newest entry of the log that the server has, and when it came. */
  size: z.int(),
  receivedAt: At.nullable(),
});
export type ContractView = z.infer<typeof ContractViewSchema>;

export const TimesheetViewSchema = z.object({
  week: WeekSchema,
  /** `open` until Monday 12:00 UTC, then `review` until Friday 23:59 UTC. */
  state: z.enum(['open', 'review', 'approved', 'disputed', 'decided']),
  reviewFrom: At,
  reviewUntil: At,
  totalMs: Ms,
  manualMs: Ms,
  overMs: Ms,
  /**
   * What arrived after the week was closed. While the review runs it counts in everything else here; once the week is
   * approved or decided it is outside of that, and in nothing else here.
   */
  lateMs: Ms,
  /** Disputed time that was conceded or not granted, and what it was worth: it is taken off the gross. */
  deductedMs: Ms,
  deductedMinor: z.int().min(0),
  parts: PartsSchema,
  /** After `deductedMinor`; `netMinor` is gross less fee. */
  grossMinor: z.int(),
  feeMinor: z.int(),
  netMinor: z.int(),
  days: z.array(z.object({ day: z.int(), ms: Ms })).length(7),
});
export type TimesheetView = z.infer<typeof TimesheetViewSchema>;

/** Of a stretch of time: with its numbers and the published rule, shown to both sides, never affecting pay by itself. */
export const SignalSchema = z.object({
  rule: z.enum(SIGNAL_RULES),
  from: At,
  to: At,
  /** The numbers that the rule compared, by name. */
  values: z.record(z.string(), z.number()),
});

const people = ['freelancer', 'client', 'mediator', 'device'] as const;

export const diaryRoutes = routes({
  contract: {
    method: 'GET',
    path: '/v1/contracts/:contract',
    who: people,
    summary: 'The contract as it is now.',
    params: ofContract,
    reply: ContractViewSchema,
  },
  day: {
    method: 'GET',
    path: '/v1/contracts/:contract/day',
    who: people,
    summary: 'The cells of [from, to), at most 32 days, with totals, marks and verdicts.',
    params: ofContract,
    query: range,
    reply: z.object({ day: DaySchema, verdicts: z.array(VerdictSchema), proofs: ProofsSchema }),
  },
  segment: {
    method: 'GET',
    path: '/v1/contracts/:contract/segments/:leaf',
    who: people,
    summary: 'A segment in full, as far as it is shared.',
    params: ofContract.extend({ leaf: LeafSchema }),
    reply: SliceDetailSchema,
  },
  /** With the log's lines and head, all that a browser needs to say itself whether a day is what was signed. */
  disclosures: {
    method: 'GET',
    path: '/v1/contracts/:contract/disclosures',
    who: ['freelancer', 'client', 'mediator', 'device'],
    summary:
      'What is told of the segments of [from, to), slots in Unix seconds, at most 8 days, and of the contract itself: the texts whose digests were signed, by entry, in the order of the log.',
    params: ofContract,
    query: range,
    reply: z.object({ told: z.array(z.object({ index: z.int(), texts: z.array(z.string()) })) }),
  },
  sums: {
    method: 'GET',
    path: '/v1/contracts/:contract/sums',
    who: people,
    summary: 'Time by UTC day, for a month or a year.',
    params: ofContract,
    query: range,
    reply: z.object({
      days: z.array(z.object({ day: z.int(), ms: Ms, manualMs: Ms, activity: z.number() })),
    }),
  },
  picture: {
    method: 'GET',
    path: '/v1/contracts/:contract/pictures/:sha256',
    who: people,
    summary: 'A picture that a segment of the contract discloses; `thumb` is at most 480 pixels wide.',
    params: ofContract.extend({ sha256: PictureHashSchema }),
    query: z.object({ size: z.enum(['full', 'thumb']).default('full') }),
    reply: 'bytes',
  },
  week: {
    method: 'GET',
    path: '/v1/contracts/:contract/weeks/:week',
    who: people,
    summary: 'The timesheet of a UTC week and where its review stands.',
    params: ofWeek,
    reply: TimesheetViewSchema,
  },
  signals: {
    method: 'GET',
    path: '/v1/contracts/:contract/signals',
    who: people,
    summary: 'Signals of [from, to), with the numbers and the published rule.',
    params: ofContract,
    query: range,
    reply: z.object({
      signals: z.array(SignalSchema),
      /** For so many segments a rule could not be looked at, because a field that it needs is not told. */
      notTold: z.array(z.object({ rule: z.enum(SIGNAL_RULES), field: z.string(), segments: z.int() })),
    }),
  },
  timesheetCsv: {
    method: 'GET',
    path: '/v1/contracts/:contract/weeks/:week/timesheet.csv',
    who: people,
    summary: 'The week as CSV.',
    params: ofWeek,
    reply: 'bytes',
  },
  invoicePdf: {
    method: 'GET',
    path: '/v1/contracts/:contract/weeks/:week/invoice.pdf',
    who: ['freelancer', 'client'],
    summary: 'The invoice of the week: gross, fee, net, parties, tax fields left free.',
    params: ofWeek,
    query: z.object({ language: z.enum(['en', 'fr']).default('en') }),
    reply: 'bytes',
  },
  bundle: {
    method: 'GET',
    path: '/v1/contracts/:contract/bundle',
    who: ['freelancer', 'client', 'mediator'],
    summary: 'One file of evidence of [from, to), slots in Unix seconds; what is shared is in it.',
    params: ofContract,
    query: range,
    reply: 'bytes',
  },
});
