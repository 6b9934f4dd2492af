/** Backup and restore, in the settings. */
import { Button, Group, Text } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { useAskedFor } from '../asked';
import { attempt } from '../failures';
import { Row } from '../settings/Card';
import { RestoreButton } from './RestoreButton';

const BackupDialog = lazy(() => import('./BackupDialog'));

export function BackupRow() {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<CommandOutput<'backup.make'> | null>(null);

  useAskedFor(
    'backup',
    useCallback(() => setAsking(true), []),
  );

  async function make(passphrase: string): Promise<void> {
    setBusy(true);
    setResult(null);
    setResult((await attempt(api.call('backup.make', { passphrase }))) ?? null);
    setBusy(false);
  }

  return (
    <Row label={t('backup.title')}>
      <Group gap="xs">
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconShieldLock size={16} aria-hidden />}
          data-testid="backup-make"
          onClick={() => setAsking(true)}
        >
          {t('backup.make')}
        </Button>
        <RestoreButton label={t('backup.restore')} variant="default" />
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {t('backup.hint')}
      </Text>
      <Text size="sm" role="status" mt={4} style={{ overflowWrap: 'anywhere' }} data-testid="backup-result">
        {result?.outcome === 'saved' &&
          t('backup.done', {
            path: result.path,
            size: format.bytes(result.bytes),
            slices: format.number(result.slices),
            pictures: format.number(result.pictures),
          })}
        {result?.outcome === 'cancelled' && t('backup.cancelled')}
      </Text>
      {asking && (
        <Suspense fallback={null}>
          <BackupDialog onClose={() => setAsking(false)} onMake={(passphrase) => void make(passphrase)} />
        </Suspense>
      )}
    </Row>
  );
}
