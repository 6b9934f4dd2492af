/**
 * What a verifier is told from outside the bundle: whose keys are whose (trust), and what must be shown (policy). Both are
 * small JSON files that a person writes; what they say beyond this is refused. SPEC: VF8; docs/evidence-format.md §9.
 */
import { z } from 'zod';
import { jsonOf } from './canonical-json';
import { SlotSchema } from './entry';
import { FIELD_KINDS } from './field';
import { ContractIdSchema } from './ids';
import { KeyXSchema } from './keys';
import { type Parsed, parsed, refused } from './parsed';

export const TrustSchema = z.strictObject({
  format: z.literal('minutier-trust-1'),
  keys: z
    .array(
      z.strictObject({
        role: z.enum(['freelancer', 'server', 'client']),
        /** Whose it is, for people; no verdict hangs on it. */
        name: z.string().min(1).max(120),
        key: KeyXSchema,
      }),
    )
    .max(100),
  /** Checkpoints that were seen earlier, whole notes: what they say must still be so. */
  checkpoints: z.array(z.string().max(65_536)).max(100).default([]),
});
export type Trust = z.infer<typeof TrustSchema>;

export const PolicySchema = z.strictObject({
  format: z.literal('minutier-policy-1'),
  /** It must be this contract's log. */
  contract: ContractIdSchema.optional(),
  /** Fields that must not be withheld in the range that the bundle is of. */
  require: z.array(z.enum(FIELD_KINDS)).default([]),
  /** `server`: a trusted server must have signed the checkpoint and have told when it received each entry. */
  time: z.enum(['device', 'server']).default('device'),
  /** The bundle must disclose at least these slots, [from, to), and the device have closed each week that ends in them. */
  covers: z.strictObject({ from: SlotSchema, to: SlotSchema }).optional(),
});
export type Policy = z.infer<typeof PolicySchema>;

/** What holds where nobody says anything else. */
export const DEFAULT_POLICY: Policy = { format: 'minutier-policy-1', require: [], time: 'device' };

export function readTrust(text: string): Parsed<Trust, 'json' | 'schema'> {
  return read(text, TrustSchema);
}

export function readPolicy(text: string): Parsed<Policy, 'json' | 'schema'> {
  return read(text, PolicySchema);
}

function read<T>(text: string, schema: z.ZodType<T>): Parsed<T, 'json' | 'schema'> {
  const raw = jsonOf(text);
  if (raw === undefined) return refused('json');
  const result = schema.safeParse(raw);
  return result.success ? parsed(result.data) : refused('schema');
}
