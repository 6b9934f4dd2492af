/**
 * What the freelancer keeps out of the record: windows that are never captured, windows that belong to one client,
 * how many pictures, how strongly blurred, how long kept. SPEC: PV.
 */
import { z } from 'zod';

/** A window matches where both parts that are given match, each as a case-insensitive substring of the text it names. */
export const WindowPatternSchema = z
  .object({ app: z.string().trim().max(120), title: z.string().trim().max(200) })
  .refine((pattern) => pattern.app !== '' || pattern.title !== '', 'an empty pattern would match every window');
export type WindowPattern = z.infer<typeof WindowPatternSchema>;

export const PatternsSchema = z.array(WindowPatternSchema).max(200);

/** Per contract. A missing field has its default, so that rows of earlier versions read as before. */
export const ContractPrivacySchema = z.object({
  /** Windows never captured while this contract is tracked; added to the overall list. */
  excluded: PatternsSchema.default([]),
  /** Windows that belong to this contract's client: a picture for another contract that shows one is held. */
  ownWindows: PatternsSchema.default([]),
  /** Pictures a slice, 0–3. */
  perSlice: z.int().min(0).max(3).default(1),
  /** How strongly blurred pictures are blurred. */
  blur: z.enum(['normal', 'strong']).default('normal'),
  /** Days after the week's closing after which pictures are destroyed; null: kept. */
  retentionDays: z.int().min(0).max(3650).nullable().default(null),
});
export type ContractPrivacy = z.infer<typeof ContractPrivacySchema>;

/** Where the platform does not tell where windows are, and an excluded one may be visible. */
export const UnknownPlacesSchema = z.enum(['blur', 'skip']);
