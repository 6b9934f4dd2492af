/** A list of windows, by application and title: suggested groups with one click, own patterns typed below. */
import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  groupState,
  SUGGESTED_GROUPS,
  SUGGESTED_PATTERNS,
  samePattern,
  type WindowPattern,
  WindowPatternSchema,
  withGroup,
} from '../../../domain/privacy';
import classes from './privacy.module.css';

const MAX = 200;

export interface PatternListProps {
  label: string;
  hint: string;
  value: readonly WindowPattern[];
  /** Whether the suggested groups are offered. */
  groups?: boolean;
  testId: string;
  onChange(next: WindowPattern[]): void;
}

export function PatternList({ label, hint, value, groups = false, testId, onChange }: PatternListProps) {
  const { t } = useTranslation();
  const [app, setApp] = useState('');
  const [title, setTitle] = useState('');
  const read = WindowPatternSchema.safeParse({ app, title });
  const own = groups ? value.filter((one) => !isSuggested(one)) : value;

  function add(): void {
    if (!read.success) return;
    const known = value.some((one) => samePattern(one, read.data));
    if (!known && value.length < MAX) onChange([...value, read.data]);
    setApp('');
    setTitle('');
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    // Else the form around would be sent.
    event.preventDefault();
    add();
  }

  return (
    <Stack gap={6} component="fieldset" className={classes.list ?? ''} data-testid={testId}>
      <legend className={classes.legend}>{label}</legend>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
      {groups && (
        <Group gap={6} role="group" aria-label={t('privacy.groups')}>
          {SUGGESTED_GROUPS.map((group) => {
            const on = groupState(value, group) === 'all';
            return (
              <Button
                key={group}
                size="compact-sm"
                variant={on ? 'filled' : 'default'}
                aria-pressed={on}
                leftSection={on ? <IconCheck size={14} aria-hidden /> : undefined}
                title={SUGGESTED_PATTERNS[group].map(nameOf).join(', ')}
                data-testid={`${testId}-group-${group}`}
                onClick={() => onChange(withGroup(value, group, !on))}
              >
                {t(`privacy.group.${group}`)}
              </Button>
            );
          })}
        </Group>
      )}
      {own.length > 0 && (
        <ul className={classes.patterns}>
          {own.map((one) => (
            <li key={`${one.app}\n${one.title}`}>
              <span>
                {one.app !== '' && t('privacy.inApp', { app: one.app })}
                {one.app !== '' && one.title !== '' && ' · '}
                {one.title !== '' && t('privacy.inTitle', { title: one.title })}
              </span>
              <ActionIcon
                size="sm"
                variant="subtle"
                aria-label={t('privacy.remove', { name: nameOf(one) })}
                onClick={() => onChange(value.filter((other) => !samePattern(other, one)))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <Group gap={6} align="end">
        <TextInput
          size="xs"
          label={t('privacy.app')}
          maxLength={120}
          value={app}
          onChange={(event) => setApp(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          data-testid={`${testId}-app`}
        />
        <TextInput
          size="xs"
          label={t('privacy.title')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          data-testid={`${testId}-title`}
        />
        <Button
          size="xs"
          variant="default"
          disabled={!read.success || value.length >= MAX}
          data-testid={`${testId}-add`}
          onClick={add}
        >
          {t('privacy.add')}
        </Button>
      </Group>
    </Stack>
  );
}

function isSuggested(pattern: WindowPattern): boolean {
  return SUGGESTED_GROUPS.some((group) =>
    SUGGESTED_PATTERNS[group].some((suggested) => samePattern(suggested, pattern)),
  );
}

function nameOf({ app, title }: WindowPattern): string {
  return [app, title].filter((part) => part !== '').join(' · ');
}
