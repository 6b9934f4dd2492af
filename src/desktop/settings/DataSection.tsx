/** Where the data is, and taking all of it along. */
import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconFolderOpen } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { BackupRow } from '../backup/BackupRow';
import { attempt } from '../failures';
import { ImportsRow } from '../import/ImportsRow';
import { Card, Row } from './Card';
import { useDiagnostics } from './use-diagnostics';

const FORMATS = ['json', 'csv'] as const;

export function DataSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const diagnostics = useDiagnostics();
  const [busy, setBusy] = useState<'json' | 'csv' | null>(null);
  const [result, setResult] = useState<CommandOutput<'export.all'> | null>(null);

  async function exportAll(as: 'json' | 'csv'): Promise<void> {
    setBusy(as);
    setResult(null);
    setResult((await attempt(api.call('export.all', { format: as }))) ?? null);
    setBusy(null);
  }

  return (
    <Card title={t('settings.data')}>
      <Row label={t('settings.folder')}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }} data-testid="data-folder">
          {diagnostics?.dataFolder ?? ' '}
        </Text>
        {diagnostics && (
          <Text size="xs" c="dimmed">
            {t('settings.folderSize', {
              count: diagnostics.pictureCount,
              size: format.bytes(diagnostics.databaseBytes),
            })}
          </Text>
        )}
        <Button
          variant="default"
          size="compact-sm"
          mt={4}
          leftSection={<IconFolderOpen size={16} aria-hidden />}
          onClick={() => void attempt(api.call('folder.open', undefined))}
        >
          {t('settings.folderOpen')}
        </Button>
      </Row>
      <Row label={t('settings.export')}>
        <Group gap="xs">
          {FORMATS.map((as) => (
            <Button
              key={as}
              variant="default"
              loading={busy === as}
              disabled={busy !== null && busy !== as}
              leftSection={<IconDownload size={16} aria-hidden />}
              data-testid={`export-${as}`}
              onClick={() => void exportAll(as)}
            >
              {t(`settings.exportAs.${as}`)}
            </Button>
          ))}
        </Group>
        <Text size="xs" c="dimmed" mt={4}>
          {t('settings.exportHint')}
        </Text>
        <Text size="sm" role="status" mt={4} style={{ overflowWrap: 'anywhere' }} data-testid="export-result">
          {result?.outcome === 'saved' &&
            t('settings.exportDone', { count: result.slices, path: result.path })}
          {result?.outcome === 'cancelled' && t('settings.exportCancelled')}
        </Text>
      </Row>
      <ImportsRow />
      <BackupRow />
    </Card>
  );
}
