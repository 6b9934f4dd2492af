/**
 * The hourly contract a freelancer works under. What changes over time (rate, weekly limit) is a list of
 * dated terms that only grows; the rest may be edited in place. SPEC: CO.
 */
import { z } from 'zod';
import { ContractIdSchema } from './ids';
import { CurrencySchema } from './money';
import { ContractPrivacySchema } from './privacy';
import { AttestationSchema, DatedFeeSchema, PauseSchema, TagSchema } from './terms';

/** Texts a person types: trimmed, no control characters, bounded. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/);

export const MEMO_MAX = 500;
export const MemoSchema = line(MEMO_MAX);

/** `exact`: tracked seconds are billed. `whole`: a slot with any tracked time is billed as ten minutes. */
export const BillingSchema = z.enum(['exact', 'whole']);
export const PicturePolicySchema = z.enum(['every', 'blurred', 'none']);
export const OverLimitSchema = z.enum(['stop', 'continue']);

/** The weekly limit in seconds, null for "no limit". 168 hours is all there is. */
export const LimitSchema = z.int().min(0).max(604_800).nullable();
/** Per hour, in minor units of the contract's currency. */
export const RateSchema = z.int().min(0).max(100_000_000);

export const ContractSettingsSchema = z.object({
  title: line(120).min(1),
  client: line(120).min(1),
  billing: BillingSchema,
  pictures: PicturePolicySchema,
  manualAllowed: z.boolean(),
  /** Minutes without input before the idle question; 1–120. */
  idleMinutes: z.int().min(1).max(120),
  overLimit: OverLimitSchema,
  /** Hourly contracts can be protected, others not. */
  kind: z.enum(['hourly', 'fixed']).default('hourly'),
  /** The client's activity tags, and whether each slice must have one. */
  tags: z.array(TagSchema).max(100).default([]),
  tagRequired: z.boolean().default(false),
  privacy: ContractPrivacySchema.prefault({}),
  /** One of the palette's names. */
  colour: z.enum(['teal', 'blue', 'violet', 'grape', 'pink', 'orange', 'lime', 'cyan']),
});

export const NewContractSchema = ContractSettingsSchema.extend({
  currency: CurrencySchema,
  rateMinor: RateSchema,
  limitSeconds: LimitSchema,
});

export const DatedRateSchema = z.object({ from: z.int(), rateMinor: RateSchema });
export const DatedLimitSchema = z.object({ from: z.int(), limitSeconds: LimitSchema });

/** `rates` and `limits`: ascending by `from` (wall ms), never empty, the first `from` is the contract's creation. */
export const HourlyContractSchema = ContractSettingsSchema.extend({
  id: ContractIdSchema,
  currency: CurrencySchema,
  rates: z.array(DatedRateSchema).min(1),
  limits: z.array(DatedLimitSchema).min(1),
  /** Ascending by `from`; before the first, and without any, no fee. */
  fees: z.array(DatedFeeSchema).default([]),
  attestations: z.array(AttestationSchema).default([]),
  pauses: z.array(PauseSchema).default([]),
  createdAt: z.int(),
  archivedAt: z.int().nullable(),
});

export type ContractSettings = z.infer<typeof ContractSettingsSchema>;
export type NewContract = z.infer<typeof NewContractSchema>;
export type HourlyContract = z.infer<typeof HourlyContractSchema>;
export type DatedRate = z.infer<typeof DatedRateSchema>;
export type DatedLimit = z.infer<typeof DatedLimitSchema>;
