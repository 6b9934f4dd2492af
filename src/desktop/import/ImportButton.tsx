/** The way into an import, from the settings, from an empty diary, and on the first run. */
import { Button } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openImport, useImport } from './open-import';

export function ImportButton({ variant = 'default' }: { variant?: 'default' | 'subtle' }) {
  const { t } = useTranslation();
  const asking = useImport((state) => state.asking);
  return (
    <Button
      variant={variant}
      // In French it is wider than the smallest window leaves room for.
      maw="100%"
      h="auto"
      mih={36}
      styles={{ label: { whiteSpace: 'normal' } }}
      loading={asking}
      leftSection={<IconFileImport size={16} aria-hidden />}
      data-testid="import-open"
      onClick={() => void openImport()}
    >
      {t('import.choose')}
    </Button>
  );
}
