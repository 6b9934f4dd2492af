/** Says what failed: what happened, what was kept, what to do. Every command of the window goes through `attempt`. */
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { CommandError } from './client';

/** Runs a command; on failure the user is told, and the answer is undefined. */
export async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (problem) {
    tellFailure(problem);
    return undefined;
  }
}

/** As `attempt`, for callers that must know: tells, then rejects again. */
export async function attemptOrThrow<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (problem) {
    tellFailure(problem);
    throw problem;
  }
}

export function tellFailure(problem: unknown): void {
  const code = problem instanceof CommandError ? problem.code : 'internal';
  console.error('command failed:', problem instanceof Error ? problem.message : problem);
  notifications.show({
    // One message for one problem, however often it is met.
    id: `error-${code}`,
    color: 'red',
    role: 'alert',
    autoClose: 12_000,
    title: i18next.t(`error.${code}.title`),
    message: i18next.t(`error.${code}.body`),
    closeButtonProps: { 'aria-label': i18next.t('action.close') },
  });
}

export function tellDone(message: string): void {
  notifications.show({
    message,
    autoClose: 6_000,
    closeButtonProps: { 'aria-label': i18next.t('action.close') },
  });
}
