/** Jobs for tests that are not about them. */
import type { JobControl, Jobs } from '../../electron/main/jobs';

/** A job that nobody cancels. */
export function aJob(change: Partial<JobControl> = {}): JobControl {
  return {
    signal: new AbortController().signal,
    step: async () => undefined,
    commit: () => undefined,
    ...change,
  };
}

/** Runs each job as it comes. */
export const NO_JOBS: Jobs = {
  run: (_kind, work) => work(aJob()),
  list: () => [],
  cancel: () => undefined,
  end: async () => undefined,
};
