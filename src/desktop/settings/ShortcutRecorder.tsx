/** Records the global shortcut by pressing it. Escape gives up, nothing is taken over before a whole shortcut was pressed. */
import { Button, Group, Kbd, Text } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMac } from '../keyboard/platform';
import { acceleratorKeys, recordKey } from './accelerator';

export function ShortcutRecorder({
  value,
  onChange,
}: {
  value: string;
  onChange(accelerator: string): void;
}) {
  const { t } = useTranslation();
  const [recording, setRecording] = useState(false);
  const [hint, setHint] = useState<'needs-modifier' | 'unsupported' | null>(null);

  function onKeyDown(event: KeyboardEvent): void {
    if (!recording) return;
    if (event.key === 'Escape' || event.key === 'Tab') {
      setRecording(false);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const recorded = recordKey(event, isMac());
    if (recorded.kind === 'done') {
      setRecording(false);
      setHint(null);
      onChange(recorded.accelerator);
    } else if (recorded.kind !== 'partial') setHint(recorded.kind);
  }

  const keys = acceleratorKeys(value, isMac());
  return (
    <div>
      <Group gap="xs">
        <Button
          variant={recording ? 'filled' : 'default'}
          aria-pressed={recording}
          aria-label={t('settings.shortcutRecord', { keys: keys.join(' + ') || t('settings.shortcutNone') })}
          data-testid="shortcut-record"
          onKeyDown={onKeyDown}
          onBlur={() => setRecording(false)}
          onClick={() => {
            setHint(null);
            setRecording(!recording);
          }}
        >
          {recording
            ? t('settings.shortcutPress')
            : keys.length === 0
              ? t('settings.shortcutNone')
              : keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
        </Button>
        {value !== '' && !recording && (
          <Button variant="subtle" onClick={() => onChange('')}>
            {t('settings.shortcutClear')}
          </Button>
        )}
      </Group>
      <Text size="xs" c={hint ? 'var(--warn)' : 'dimmed'} mt={4} role="status">
        {t(hint ? `settings.shortcut.${hint}` : 'settings.shortcutHint')}
      </Text>
    </div>
  );
}
