/** Says what a command about the server met: what happened, what was kept, what to do. An answer of main that is no failure. */
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { SyncProblem } from '../../../electron/contract';

export function tellProblem({ why, detail }: { why: SyncProblem; detail: string }): void {
  notifications.show({
    id: `sync-${why}`,
    color: 'red',
    role: 'alert',
    autoClose: 12_000,
    title: i18next.t(`sync.problem.${why}.title`),
    message: problemText(i18next.t, why, detail),
    closeButtonProps: { 'aria-label': i18next.t('action.close') },
  });
}

/** The sentence; where the server said no, its own words come after ours. */
export function problemText(t: typeof i18next.t, why: SyncProblem, detail: string): string {
  const body = t(`sync.problem.${why}.body`);
  return why === 'refused' && detail !== '' ? `${body} ${t('sync.said', { detail })}` : body;
}
