/** Verdicts of the protection rules, for the slice being tracked and for a week. */
import { z } from 'zod';
import { PartsSchema, ReasonSchema, VerdictSchema } from '../../domain/diary';
import { DatedLimitSchema, LimitSchema } from '../../domain/hourly-contract';
import { ContractIdSchema, SliceIdSchema } from '../../domain/ids';
import { ms, none, wallMs } from './shared';

/** A UTC week's protection, contract by contract; see `domain/protection-week` and `domain/forecast`. */
export const ProtectionWeekSchema = z.object({
  start: wallMs,
  end: wallMs,
  /** From when on nothing of it can be mended. */
  locksAt: wallMs,
  /** Version of the rules. */
  rules: z.int(),
  contracts: z.array(
    z.object({
      contractId: ContractIdSchema,
      limitSeconds: LimitSchema,
      /** Changes of the limit since the week began, announced ones too. */
      limitChanges: z.array(DatedLimitSchema),
      /** Of the present week only. */
      forecast: z
        .discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('no-limit') }),
          z.object({ outcome: z.literal('reached') }),
          z.object({ outcome: z.literal('too-early') }),
          z.object({ outcome: z.literal('reaches'), at: wallMs }),
          z.object({ outcome: z.literal('stays-below'), totalMs: ms }),
        ])
        .nullable(),
      totalMs: ms,
      parts: PartsSchema,
      worth: z.object({ protectedMinor: z.int(), atRiskMinor: z.int(), manualMinor: z.int() }),
      items: z.array(
        ReasonSchema.extend({
          sliceIds: z.array(SliceIdSchema),
          ms,
          minor: z.int(),
          savableMs: ms,
          savableMinor: z.int(),
        }),
      ),
      verdicts: z.array(VerdictSchema),
    }),
  ),
});
export type ProtectionWeek = z.infer<typeof ProtectionWeekSchema>;

export const protectionCommands = {
  /** The UTC week that holds `at`. */
  'protection.week': { input: z.object({ at: wallMs }), output: ProtectionWeekSchema },
  /** The slice being tracked; null while nothing is. */
  'protection.now': { input: none, output: VerdictSchema.nullable() },
} as const;
