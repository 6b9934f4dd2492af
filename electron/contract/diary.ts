/** The diary: its days, a slice in full, and the edits. */
import { z } from 'zod';
import { MemoSchema } from '../../domain/hourly-contract';
import { ContractIdSchema, IdleIdSchema, SliceIdSchema } from '../../domain/ids';
import { InputCountsSchema } from '../../domain/sample';
import { PictureViewSchema } from './pictures';
import { ms, none, sliceIds, slot, wallMs } from './shared';

/** One cell of the diary grid. The pictures are at `app://minutier/picture/<id>` and `…/thumb/<id>`. */
export const CellSchema = z.object({
  sliceId: SliceIdSchema,
  contractId: ContractIdSchema,
  slot,
  state: z.enum(['open', 'closed']),
  closeReason: z.string().nullable(),
  interrupted: z.boolean(),
  memo: z.string(),
  trackedMs: ms,
  idleMs: ms,
  /** Part of trackedMs above the weekly limit. */
  overMs: ms,
  activity: z.int().min(0).max(10),
  /** `manual`: entered by hand. */
  kind: z.enum(['tracked', 'manual']),
  /** The activity tag, '' for none. */
  tag: z.string(),
  /** Why it was entered by hand, '' for tracked time. */
  reason: z.string(),
  editedAt: wallMs.nullable(),
  movedFrom: ContractIdSchema.nullable(),
  excludedMs: ms,
  /** Manual time from another program's report: never billed. Absent: no. */
  imported: z.boolean().optional(),
  /** Inputs of the slice that are known to come from a program; absent where it is not told. */
  synthetic: z.int().min(0).optional(),
  /** True: the memo may still be edited (the week is not locked). */
  editable: z.boolean(),
  pictures: z.array(PictureViewSchema),
});
export type Cell = z.infer<typeof CellSchema>;

export const DayTotalsSchema = z.object({ trackedMs: ms, idleMs: ms, overMs: ms });

export const DaySchema = z.object({
  from: wallMs,
  to: wallMs,
  cells: z.array(CellSchema),
  totals: DayTotalsSchema,
  /** Marks of what was taken away: of whole slices, and of pictures. */
  tombstones: z.array(
    z.object({
      id: z.string(),
      contractId: ContractIdSchema,
      slot,
      what: z.enum(['slice', 'picture', 'expired', 'redacted']),
      at: wallMs,
      trackedMs: ms,
    }),
  ),
  byContract: z.array(
    z.object({
      contractId: ContractIdSchema,
      day: DayTotalsSchema,
      /** Gross of the day in minor units of the contract's currency, by its billing rule, over-limit time left out. */
      grossMinor: z.int(),
      week: DayTotalsSchema,
      weekGrossMinor: z.int(),
    }),
  ),
});
export type Day = z.infer<typeof DaySchema>;

/** A slice in full, for the large view. */
export const SliceDetailSchema = CellSchema.extend({
  spans: z.array(
    z.object({
      start: wallMs,
      end: wallMs,
      kind: z.enum(['work', 'idle', 'kept', 'discarded']),
      /** The question it belongs to. */
      idleId: IdleIdSchema.nullable(),
    }),
  ),
  minutes: z.array(InputCountsSchema).length(10),
  windows: z.array(z.object({ app: z.string(), title: z.string().nullable(), ms })),
  jumps: z.array(z.object({ at: wallMs, byMs: z.int() })),
  gaps: z.array(z.object({ start: wallMs, end: wallMs, reason: z.string() })),
  backends: z.object({
    input: z.array(z.string()),
    window: z.array(z.string()),
    idle: z.array(z.string()),
    picture: z.array(z.string()),
  }),
});
export type SliceDetail = z.infer<typeof SliceDetailSchema>;

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
