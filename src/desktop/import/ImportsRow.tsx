/** In the settings: the way into an import, and what was imported, each to be taken back whole. */
import { Button, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { Row } from '../settings/Card';
import { ImportButton } from './ImportButton';
import classes from './import.module.css';
import { useImport } from './open-import';
import { useUndoImport } from './use-undo';

export function ImportsRow() {
  const { t } = useTranslation();
  const format = useFormat();
  const [imports, setImports] = useState<CommandOutput<'import.list'>>([]);
  const closed = useImport(({ answer }) => answer === null);

  const ask = useCallback(async () => {
    const list = await attempt(api.call('import.list', undefined));
    if (list) setImports(list);
  }, []);
  useEffect(() => {
    if (closed) void ask();
  }, [closed, ask]);
  const { undo, busy } = useUndoImport(() => void ask());

  return (
    <Row label={t('import.settings')}>
      <ImportButton />
      <Text size="xs" c="dimmed" mt={4}>
        {t('import.settingsHint')}
      </Text>
      {imports.length > 0 && (
        <ul className={classes.imports} aria-label={t('import.past')} data-testid="import-list">
          {imports.map(({ id, source, file, at, ms, slices }) => (
            <li key={id}>
              <span className={classes.what}>
                {t('import.pastOne', {
                  source: t(`import.source.${source}`),
                  file,
                  date: format.dateTime(at),
                  time: format.clock(ms),
                  count: slices,
                })}
              </span>
              <Button
                size="compact-sm"
                variant="default"
                disabled={busy}
                aria-label={t('import.undoNamed', { file })}
                data-testid="import-take-back"
                onClick={() => void undo(id)}
              >
                {t('import.undo')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Row>
  );
}
