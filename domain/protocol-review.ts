/** The wire's review: what the client sets, asks and decides; the dispute and its three parties. Each step is an entry of the log. */
import { z } from 'zod';
import { DISPUTE_REASONS } from './entry';
import { LimitSchema } from './hourly-contract';
import { routes } from './protocol-route';
import {
  AccountIdSchema,
  At,
  LeafSchema,
  Ms,
  ofContract,
  ofLeaf,
  ofWeek,
  RoleOnContractSchema,
} from './protocol-shared';
import { TagSchema } from './terms';

const Text = z.string().trim().min(1).max(2000);

export const ThreadSchema = z.object({
  leaf: LeafSchema,
  slot: z.int(),
  flagged: z.boolean(),
  open: z.boolean(),
  messages: z.array(
    z.object({ at: At, by: AccountIdSchema, name: z.string(), role: RoleOnContractSchema, text: z.string() }),
  ),
});
export type Thread = z.infer<typeof ThreadSchema>;

/**
 * Steps of a week's review, in order. A dispute ends with `decided`: by the mediator, by the freelancer who conceded all
 * of it, by the client who gave it up, or by the clock where no answer came.
 */
export const REVIEW_STEPS = [
  'closed',
  'approved',
  'silence',
  'disputed',
  'answered',
  'mediator',
  'decided',
] as const;

export const ReviewSchema = z.object({
  week: z.int(),
  steps: z.array(
    z.object({
      what: z.enum(REVIEW_STEPS),
      at: At,
      by: z.string().nullable(),
      /** Disputed, conceded or granted time. */
      ms: Ms.nullable(),
      reason: z.string().nullable(),
      text: z.string().nullable(),
      /** Its entry. */
      leaf: LeafSchema,
    }),
  ),
  /** The freelancer answers before this; null where nothing waits for it. */
  answerUntil: At.nullable(),
});
export type Review = z.infer<typeof ReviewSchema>;

/** What waits for somebody, or has happened and was perhaps not seen. `until`: wall ms, null where nothing ends. */
export const ReminderSchema = z.object({
  kind: z.enum(['review-open', 'review-ends', 'dispute', 'answer-due', 'answered', 'decided']),
  week: z.int(),
  until: At.nullable(),
});
export type Reminder = z.infer<typeof ReminderSchema>;

const both = ['freelancer', 'client', 'device'] as const;

export const reviewRoutes = routes({
  setLimit: {
    method: 'PUT',
    path: '/v1/contracts/:contract/limit',
    who: ['client'],
    summary: 'Sets the weekly limit: a raise counts now, a cut from Monday.',
    params: ofContract,
    body: z.object({ limitSeconds: LimitSchema }),
    reply: z.object({ from: At }),
  },
  setTerms: {
    method: 'PUT',
    path: '/v1/contracts/:contract/terms',
    who: ['client'],
    summary: 'Allows manual time, and says which activity tags there are and whether one is required.',
    params: ofContract,
    body: z.object({ manual: z.boolean(), tags: z.array(TagSchema).max(100), tagRequired: z.boolean() }),
    reply: 'none',
  },
  pause: {
    method: 'PUT',
    path: '/v1/contracts/:contract/pause',
    who: ['client'],
    summary: 'Pauses the contract, or resumes it.',
    params: ofContract,
    body: z.object({ paused: z.boolean() }),
    reply: 'none',
  },
  attest: {
    method: 'PUT',
    path: '/v1/contracts/:contract/billing',
    who: ['client'],
    summary: 'States that the billing method is verified, or takes that back.',
    params: ofContract,
    body: z.object({ attested: z.boolean() }),
    reply: 'none',
  },
  threads: {
    method: 'GET',
    path: '/v1/contracts/:contract/threads',
    who: both,
    summary: 'Questions and flags of segments, the latest first.',
    params: ofContract,
    reply: z.object({ threads: z.array(ThreadSchema) }),
  },
  say: {
    method: 'POST',
    path: '/v1/contracts/:contract/segments/:leaf/thread',
    who: both,
    summary: 'Asks about a segment, or answers.',
    params: ofLeaf,
    body: z.object({ text: Text }),
    reply: ThreadSchema,
  },
  flag: {
    method: 'PUT',
    path: '/v1/contracts/:contract/segments/:leaf/flag',
    who: ['client'],
    summary: 'Flags a segment for a human; it changes no pay.',
    params: ofLeaf,
    body: z.object({ flagged: z.boolean() }),
    reply: ThreadSchema,
  },
  review: {
    method: 'GET',
    path: '/v1/contracts/:contract/weeks/:week/review',
    who: ['freelancer', 'client', 'mediator', 'device'],
    summary: 'The steps of the review of a week.',
    params: ofWeek,
    reply: ReviewSchema,
  },
  reminders: {
    method: 'GET',
    path: '/v1/contracts/:contract/reminders',
    who: ['freelancer', 'client', 'mediator', 'device'],
    summary: 'What waits for whoever asks: a review that is open, a dispute to answer, a decision.',
    params: ofContract,
    reply: z.object({ reminders: z.array(ReminderSchema) }),
  },
  approve: {
    method: 'POST',
    path: '/v1/contracts/:contract/weeks/:week/approve',
    who: ['client'],
    summary: 'Approves the week before silence does; of a disputed week, all but what was conceded.',
    params: ofWeek,
    reply: ReviewSchema,
  },
  dispute: {
    method: 'POST',
    path: '/v1/contracts/:contract/weeks/:week/dispute',
    who: ['client'],
    summary: 'Disputes hours of the week: the contract is paused and its limit is 0.',
    params: ofWeek,
    body: z.object({ ms: Ms.min(1), reason: z.enum(DISPUTE_REASONS), text: Text }),
    reply: ReviewSchema,
  },
  answer: {
    method: 'POST',
    path: '/v1/contracts/:contract/weeks/:week/answer',
    who: ['freelancer', 'device'],
    summary: 'Answers a dispute within three days; `ms` is conceded.',
    params: ofWeek,
    body: z.object({ ms: Ms, text: Text }),
    reply: ReviewSchema,
  },
  callMediator: {
    method: 'POST',
    path: '/v1/contracts/:contract/weeks/:week/mediator',
    who: ['freelancer', 'client'],
    summary: 'A link for the mediator: this dispute, to read and to decide.',
    params: ofWeek,
    body: z.object({ name: z.string().trim().min(1).max(120) }),
    reply: z.object({ link: z.string(), until: At }),
  },
  decide: {
    method: 'POST',
    path: '/v1/contracts/:contract/weeks/:week/decision',
    who: ['mediator'],
    summary: 'Records the decision: so much of the disputed time is paid.',
    params: ofWeek,
    body: z.object({ ms: Ms, text: Text }),
    reply: ReviewSchema,
  },
});
