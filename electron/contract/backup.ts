/** Backup and restore of everything. The window never names a path, and a passphrase goes one way only. */
import { z } from 'zod';
import { none, wallMs } from './shared';

const count = z.int().min(0);
/** At least eight characters, as NIST SP 800-63B asks of what a person chooses. */
export const PassphraseSchema = z.string().min(8).max(1_000);
const ContentSchema = z.object({ contracts: count, slices: count, pictures: count });

export const backupCommands = {
  /** Asks where to save, then writes everything as one encrypted file. `cancelled` also where the job was. */
  'backup.make': {
    input: z.object({ passphrase: PassphraseSchema }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('saved'),
        path: z.string(),
        bytes: count,
        slices: count,
        pictures: count,
      }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** Asks which file; main keeps it. */
  'restore.choose': {
    input: none,
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('chosen'), name: z.string(), bytes: count }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** Reads the chosen file wholly and keeps what is in it aside; nothing is replaced. */
  'restore.read': {
    input: z.object({ passphrase: z.string().min(1).max(1_000) }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('whole'),
        backup: ContentSchema.extend({
          madeAt: wallMs,
          appVersion: z.string(),
          /** Starts of the first and of the last slot. */
          from: wallMs.nullable(),
          to: wallMs.nullable(),
        }),
        /** What is here now and would be set aside. */
        present: ContentSchema,
        /** The profile folder, in which it would be kept. */
        folder: z.string(),
      }),
      z.object({ outcome: z.literal('cancelled') }),
      z.object({ outcome: z.literal('not-a-backup') }),
      z.object({ outcome: z.literal('wrong-passphrase') }),
      z.object({ outcome: z.literal('damaged') }),
      z.object({ outcome: z.literal('newer') }),
    ]),
  },
  /** Puts what was read in the place of what is here, which is set aside; the app ends and starts again. */
  'restore.apply': { input: none, output: none },
  /** What was chosen or read is not wanted. */
  'restore.forget': { input: none, output: none },
} as const;
