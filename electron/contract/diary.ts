/** The diary: its days, a slice in full, and the edits. */
import { z } from 'zod';
import { DaySchema, SliceDetailSchema } from '../../domain/diary';
import { MemoSchema } from '../../domain/hourly-contract';
import { ContractIdSchema, SliceIdSchema } from '../../domain/ids';
import { ms, none, sliceIds, slot, wallMs } from './shared';

/** What a deletion takes away; `worthMinor` in minor units of the contract's currency, by its billing and limit. */
const LossSchema = z.object({
  trackedMs: ms,
  byContract: z.array(
    z.object({ contractId: ContractIdSchema, slices: z.int(), trackedMs: ms, worthMinor: z.int() }),
  ),
});

export const diaryCommands = {
  /**
   * Cells whose slot starts in [from, to), at most 32 days; totals of these, and of the UTC week that holds `weekOf`,
   * an instant in [from, to) (`from` where it is absent: in the east, a local Monday begins on the UTC Sunday).
   */
  'diary.day': {
    input: z.object({ from: wallMs, to: wallMs, weekOf: wallMs.optional() }),
    output: DaySchema,
  },
  'diary.slice': { input: z.object({ sliceId: SliceIdSchema }), output: SliceDetailSchema },
  /** Gives slices a memo while their week is open. */
  'diary.memo': {
    input: z.object({ sliceIds: z.array(SliceIdSchema).min(1).max(1008), memo: MemoSchema }),
    output: none,
  },
  /** Gives closed slices an activity tag ('' for none) while their week is open. All or none, as all edits. */
  'diary.edit.tag': { input: z.object({ sliceIds, tag: z.string().trim().max(60) }), output: none },
  /** Gives closed slices to another contract, which must have no time in their slots. */
  'diary.edit.move': { input: z.object({ sliceIds, contractId: ContractIdSchema }), output: none },
  /** What deleting these slices would take away. */
  'diary.edit.worth': { input: z.object({ sliceIds }), output: LossSchema },
  /** Deletes; until `until` it can be undone, then it is final. */
  'diary.edit.delete': {
    input: z.object({ sliceIds }),
    output: LossSchema.extend({ undoId: z.uuid(), until: wallMs }),
  },
  'diary.edit.undo': { input: z.object({ undoId: z.uuid() }), output: none },
  /** Time entered by hand: whole ten-minute spots of the present week in which nothing is logged. */
  'diary.manual.add': {
    input: z.object({
      contractId: ContractIdSchema,
      slots: z.array(slot).min(1).max(1008),
      memo: MemoSchema.min(1),
      tag: z.string().trim().max(60),
      reason: MemoSchema.min(1),
    }),
    output: none,
  },
} as const;
