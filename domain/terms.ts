/** Facts stated about a contract, and dated terms beside rate and limit. SPEC: CO, FE, PR. */
import { z } from 'zod';

/** What is stated by people and never checked by the app: who said it and when. */
export const AttestationSchema = z.object({
  what: z.enum(['identity', 'billing', 'standing']),
  statedBy: z.string().trim().min(1).max(120),
  at: z.int(),
  withdrawnAt: z.int().nullable(),
});
export type Attestation = z.infer<typeof AttestationSchema>;

/** The contract was paused in [from, to); null: it still is. */
export const PauseSchema = z.object({ from: z.int(), to: z.int().nullable() });
export type Pause = z.infer<typeof PauseSchema>;

/**
 * How a platform's fee is reckoned. `sliding` is 20 % of the first 500, 10 % up to 10,000, 5 % above, of what was billed
 * to that client in all (facts: 211062538). `percent` is in hundredths of a per cent (1000 = 10 %).
 */
export const FeeScheduleSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('flat10') }),
  z.object({ type: z.literal('sliding'), billedBeforeMinor: z.int().min(0) }),
  z.object({ type: z.literal('percent'), hundredths: z.int().min(0).max(10_000) }),
  z.object({ type: z.literal('direct'), hundredths: z.int().min(0).max(10_000) }),
]);
export type FeeSchedule = z.infer<typeof FeeScheduleSchema>;

export const DatedFeeSchema = z.object({ from: z.int(), schedule: FeeScheduleSchema });
export type DatedFee = z.infer<typeof DatedFeeSchema>;

/** An activity tag, as the contract defines them. */
export const TagSchema = z.string().trim().min(1).max(60);
