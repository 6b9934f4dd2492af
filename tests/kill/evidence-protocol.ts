/** What a process that seals, destroys or exports says, and what its killer knows of it. */
import { z } from 'zod';
import { LeafSchema } from '../../domain/entry';
import { ContractIdSchema, PictureIdSchema, SliceIdSchema } from '../../domain/ids';
import { SLOT_SECONDS, type Slot } from '../../domain/week';
import type { DeviceKey } from '../../electron/main/evidence/ports';
import { testKey } from '../support/evidence';

/** The key of every device of these tests; that it is kept safely is another matter. */
export const DEVICE: DeviceKey = { key: testKey('killed device'), store: 'file' };

/** Tuesday 6 January 2026, 08:55 UTC. */
export const STARTED_AT = Date.UTC(2026, 0, 6, 8, 55);

export const CONTRACTS = [
  ContractIdSchema.parse('00000000-0000-4000-8000-000000000001'),
  ContractIdSchema.parse('00000000-0000-4000-8000-000000000002'),
] as const;

const slice = (n: number) => SliceIdSchema.parse(`00000000-0000-4000-9000-00000000000${n}`);
/** To be deleted; to lose its picture; to be redacted, to be amended, to be moved; to be moved and deleted. */
export const SLICES = [slice(0), slice(1), slice(2), slice(3), slice(4), slice(5)] as const;

export function slotOfSlice(n: number): Slot {
  return Date.UTC(2026, 0, 6, 9) / 1_000 + n * SLOT_SECONDS;
}

/** A text that stands nowhere else in the profile. */
export function memoOf(n: number): string {
  return `Quartz sphinx number ${n}`;
}

export const NEW_MEMO = 'Jovial vow of a judge';

export const WorkSchema = z.enum(['seal', 'change', 'expire', 'export', 'export again']);
export type Work = z.infer<typeof WorkSchema>;

export const EvidenceSaidSchema = z.discriminatedUnion('said', [
  z.object({ said: z.literal('slice'), id: SliceIdSchema, picture: PictureIdSchema }),
  /** Everything up to here is signed and on the disk. */
  z.object({
    said: z.literal('head'),
    contract: ContractIdSchema,
    log: LeafSchema,
    size: z.int(),
    root: z.string(),
  }),
  /** This was told of the slice. */
  z.object({ said: z.literal('told'), slice: SliceIdSchema, text: z.string() }),
  z.object({ said: z.literal('gone'), slice: SliceIdSchema }),
  /** It is closed and on the disk, with this memo. */
  z.object({ said: z.literal('memo'), slice: SliceIdSchema, memo: z.string() }),
  /** It is about to be deleted: from now on it may be gone. */
  z.object({ said: z.literal('going'), slice: SliceIdSchema }),
  z.object({ said: z.literal('ready') }),
  z.object({ said: z.literal('amended'), slice: SliceIdSchema }),
  z.object({ said: z.literal('exported') }),
  z.object({ said: z.literal('steps'), steps: z.int() }),
]);
export type EvidenceSaid = z.infer<typeof EvidenceSaidSchema>;
