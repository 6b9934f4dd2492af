/** Shapes that several groups of the wire share. */
import { z } from 'zod';
import { LeafSchema, SlotSchema } from './entry';
import { ContractIdSchema } from './ids';
import { Bytes32Schema } from './keys';

export const Ms = z.int().min(0);
/** Wall ms since 1970 UTC. */
export const At = z.int();
/** Monday 00:00 UTC, Unix seconds. */
export const WeekSchema = z.int().refine((at) => (at - 345_600) % 604_800 === 0, 'not a Monday 00:00 UTC');
export const PictureHashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const AccountIdSchema = z.uuid().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountIdSchema>;
export const RoleOnContractSchema = z.enum(['freelancer', 'client', 'mediator']);
export type RoleOnContract = z.infer<typeof RoleOnContractSchema>;

export const ofContract = z.object({ contract: ContractIdSchema });
export const ofWeek = ofContract.extend({ week: z.coerce.number().pipe(WeekSchema) });
export const ofLeaf = ofContract.extend({ leaf: LeafSchema });
export { Bytes32Schema, ContractIdSchema, LeafSchema, SlotSchema };

/** RFC 9457. `type` is `about:blank` or `minutier:<code>`; `code` is what a program reads. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  /** What happened, what was kept, what to do; never a secret. */
  detail: z.string().optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;
