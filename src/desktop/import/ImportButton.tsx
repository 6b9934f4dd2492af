/** The way into an import, from the settings and from an empty diary. */
import { Button } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openImport, useImport } from './open-import';

export function ImportButton() {
  const { t } = useTranslation();
  const asking = useImport((state) => state.asking);
  return (
    <Button
      variant="default"
      loading={asking}
      leftSection={<IconFileImport size={16} aria-hidden />}
      data-testid="import-open"
      onClick={() => void openImport()}
    >
      {t('import.choose')}
    </Button>
  );
}
