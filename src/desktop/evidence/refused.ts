/** Says why a key was not added, revoked or replaced: an answer of main that is no failure. */
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { CommandOutput } from '../../../electron/contract';

type Why = Extract<CommandOutput<'evidence.rotate'>, { outcome: 'refused' }>['why'];

export function tellRefused(why: Why): void {
  notifications.show({
    color: 'red',
    role: 'alert',
    message: i18next.t(`evidence.keys.refused.${why}`),
    closeButtonProps: { 'aria-label': i18next.t('action.close') },
  });
}
