/** What the recording says and its killer reads. */
import { z } from 'zod';
import { ContractIdSchema } from '../../domain/ids';
import type { KeyStore } from '../../electron/main/vault';

/** How much faster the recording's clock runs: a slot lasts 0.4 s, a tick about a millisecond. */
export const SPEED = 1_500;

export const KILL_CONTRACT = ContractIdSchema.parse('00000000-0000-4000-8000-000000000001');

export const NO_KEY_STORE: KeyStore = {
  available: () => false,
  encrypt: () => {
    throw new Error('no key store');
  },
  decrypt: () => {
    throw new Error('no key store');
  },
};

export const SaidSchema = z.discriminatedUnion('said', [
  z.object({ said: z.literal('ready') }),
  z.object({ said: z.literal('log'), message: z.string() }),
  /** A slice is durable in this state. */
  z.object({
    said: z.literal('slice'),
    id: z.string(),
    state: z.enum(['open', 'closed']),
    ms: z.int(),
    keys: z.int(),
  }),
  /** A picture's files and row are durable. */
  z.object({ said: z.literal('picture'), id: z.string() }),
  /** Tracked in this session, on the recorder's clock. */
  z.object({ said: z.literal('timer'), ms: z.int(), at: z.int() }),
]);
export type Said = z.infer<typeof SaidSchema>;
