/** Work that takes more than half a second: what the window shows of it, and how it is cancelled. */
import { z } from 'zod';
import { none } from './shared';

export const JobSchema = z.object({
  id: z.uuid(),
  /** Names the locale text `jobs.kind.<kind>`. */
  kind: z.enum([
    'export',
    'timesheet',
    'notice',
    'erasure',
    'retention',
    'import',
    'backup',
    'restore-check',
    'restore',
    'evidence',
  ]),
  /** In whatever the job counts; of `total`, or null where that is not known. */
  done: z.int().min(0),
  total: z.int().min(1).nullable(),
  /** False from the moment on where it can only go forward. */
  cancellable: z.boolean(),
});
export type Job = z.infer<typeof JobSchema>;

export const jobCommands = {
  /** Harmless where the job has ended, or can only go forward. */
  'job.cancel': { input: z.object({ id: z.uuid() }), output: none },
} as const;
