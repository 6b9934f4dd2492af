/** What is chosen and what can be done with it; gone where nothing is. */
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconArrowsExchange, IconPencil, IconTag, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import type { Run } from '../runs';
import classes from './edit.module.css';

export interface SelectionBarProps {
  chosen: Run;
  onMemo(): void;
  onTag(): void;
  onMove(): void;
  onDelete(): void;
  onClear(): void;
}

export function SelectionBar({ chosen, onMemo, onTag, onMove, onDelete, onClear }: SelectionBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const open = chosen.cells.some(({ state }) => state === 'open');
  const fixed = !chosen.editable || open;
  const why = chosen.editable ? (open ? t('edit.openSlice') : null) : t('edit.lockedChosen');
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('edit.bar')} data-testid="selection-bar">
      <strong className="figures" aria-live="polite" data-testid="selection-count">
        {t('edit.chosen', { count: chosen.cells.length, time: format.hm(chosen.trackedMs) })}
      </strong>
      {why !== null && <span className={classes.why}>{why}</span>}
      <Group gap="xs" ml="auto">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={14} aria-hidden />}
          disabled={!chosen.editable}
          onClick={onMemo}
          data-testid="selection-memo"
        >
          {t('memo.label')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTag size={14} aria-hidden />}
          disabled={fixed}
          onClick={onTag}
          data-testid="selection-tag"
        >
          {t('edit.tag')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowsExchange size={14} aria-hidden />}
          disabled={fixed}
          onClick={onMove}
          data-testid="selection-move"
        >
          {t('edit.move')}
        </Button>
        <Button
          size="xs"
          color="red"
          variant="light"
          leftSection={<IconTrash size={14} aria-hidden />}
          disabled={fixed}
          onClick={onDelete}
          data-testid="selection-delete"
        >
          {t('edit.delete')}
        </Button>
        <Tooltip label={t('edit.clear')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('edit.clear')} onClick={onClear}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  );
}
