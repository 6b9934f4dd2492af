/** Where the data is, and taking all of it along. */
import { Button, Text } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { BackupRow } from '../backup/BackupRow';
import { ExportButtons } from '../ExportButtons';
import { attempt } from '../failures';
import { ImportsRow } from '../import/ImportsRow';
import { Card, Row } from './Card';
import { useDiagnostics } from './use-diagnostics';

const FORMATS = ['json', 'csv'] as const;

export function DataSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const diagnostics = useDiagnostics();

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
        <ExportButtons
          id="export"
          formats={FORMATS}
          label={(as) => t(`settings.exportAs.${as}`)}
          save={(as) => api.call('export.all', { format: as })}
          told={(answer) =>
            answer.outcome === 'saved'
              ? t('settings.exportDone', { count: answer.slices, path: answer.path })
              : t('settings.exportCancelled')
          }
        >
          <Text size="xs" c="dimmed" mt={4}>
            {t('settings.exportHint')}
          </Text>
        </ExportButtons>
      </Row>
      <ImportsRow />
      <BackupRow />
    </Card>
  );
}
