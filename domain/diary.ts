/**
 * The diary as both sides see it: a day's grid, a slice in full, its pictures. The app answers with these shapes over IPC,
 * the server over the wire.
 */
import { z } from 'zod';
import { ContractIdSchema, IdleIdSchema, PictureIdSchema, SliceIdSchema } from './ids';
import { BECAUSE, MENDS } from './protection';
import { RULE_IDS } from './protection-rules';
import { InputCountsSchema } from './sample';

const wallMs = z.int();
const slot = z.int().multipleOf(600);
const ms = z.int().min(0);

export const PictureViewSchema = z.object({
  id: PictureIdSchema,
  takenAt: wallMs,
  trigger: z.enum(['moment', 'stop', 'switch', 'limit', 'quit']),
  display: z.string(),
  backend: z.string(),
  blurred: z.boolean(),
  /** What the freelancer made unreadable, in pixels of the picture. */
  hidden: z
    .union([
      z.literal('whole'),
      z.array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })),
    ])
    .nullable(),
  /** It shows another client's window and waits for the freelancer's decision. */
  held: z.boolean(),
  outcome: z.enum(['ok', 'failed']),
  /** Deleted, and an undo gives it back before this instant; null where there is nothing to give back. */
  undoUntil: wallMs.nullable(),
  /** Failure reason (locale key `pictureFailure.<reason>`), null when ok. */
  reason: z.string().nullable(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  /** Of its bytes, lower-case hex: its name on the wire. Absent where a page finds pictures by their id. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** One cell of the diary grid. Where the pictures are, each page knows. */
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
  /** Its number in the contract's log, from 0; null: not sealed yet. Absent where it is not told. */
  sealed: z.int().min(0).nullable().optional(),
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

/** See `domain/protection` for what the words mean. */
export const ReasonSchema = z.object({
  rule: z.enum(RULE_IDS),
  because: z.enum(BECAUSE),
  mend: z.enum(MENDS),
  until: wallMs.nullable(),
});
export const PartsSchema = z.object({ protectedMs: ms, atRiskMs: ms, overMs: ms, manualMs: ms });
export const VerdictSchema = z.object({
  sliceId: SliceIdSchema,
  contractId: ContractIdSchema,
  slot,
  rules: z.int(),
  parts: PartsSchema,
  reasons: z.array(ReasonSchema),
});
