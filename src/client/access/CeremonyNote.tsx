/** How a passkey's ceremony ended, where it did not end well. */
import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Ceremony } from './passkey';

export function CeremonyNote({ outcome }: { outcome: Ceremony['outcome'] | null }) {
  const { t } = useTranslation('client');
  if (outcome === null || outcome === 'done') return null;
  return (
    <Alert
      role={outcome === 'failed' ? 'alert' : 'status'}
      color="yellow"
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      {t(`access.ceremony.${outcome}`)}
    </Alert>
  );
}
