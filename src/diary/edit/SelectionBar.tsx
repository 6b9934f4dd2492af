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
  const actions = [
    {
      what: 'memo',
      label: t('memo.label'),
      icon: <IconPencil size={14} aria-hidden />,
      disabled: !chosen.editable,
      run: onMemo,
    },
    {
      what: 'tag',
      label: t('edit.tag'),
      icon: <IconTag size={14} aria-hidden />,
      disabled: fixed,
      run: onTag,
    },
    {
      what: 'move',
      label: t('edit.move'),
      icon: <IconArrowsExchange size={14} aria-hidden />,
      disabled: fixed,
      run: onMove,
    },
    {
      what: 'delete',
      label: t('edit.delete'),
      icon: <IconTrash size={14} aria-hidden />,
      disabled: fixed,
      run: onDelete,
    },
  ] as const;
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('edit.bar')} data-testid="selection-bar">
      <strong className="figures" aria-live="polite" data-testid="selection-count">
        {t('edit.chosen', { count: chosen.cells.length, time: format.hm(chosen.trackedMs) })}
      </strong>
      {why !== null && <span className={classes.why}>{why}</span>}
      <Group gap="xs" ml="auto">
        {actions.map(({ what, label, icon, disabled, run }) => (
          <Button
            key={what}
            size="xs"
            variant={what === 'delete' ? 'light' : 'default'}
            {...(what === 'delete' ? { color: 'red' } : {})}
            leftSection={icon}
            disabled={disabled}
            onClick={run}
            data-testid={`selection-${what}`}
          >
            {label}
          </Button>
        ))}
        <Tooltip label={t('edit.clear')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('edit.clear')} onClick={onClear}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  );
}
