/** Keys as they are printed on the keyboard of the language. */
import { Group, Kbd } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { modKey } from './platform';

/** `mod` is Ctrl or ⌘. */
export function Keys({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {keys.map((key) => (
        <Kbd key={key} style={{ whiteSpace: 'nowrap' }}>
          {keyName(key, t)}
        </Kbd>
      ))}
    </Group>
  );
}

/** As the keys are called in the language; what has no name there is printed as it is. */
function keyName(key: string, t: TFunction): string {
  if (key === 'mod') return modKey();
  return key
    .split(' ')
    .map((part) => {
      const named = NAMED.find((name) => name === part);
      return named === undefined ? part : t(`shortcuts.key.${named}`);
    })
    .join(' ');
}

const NAMED = ['Enter', 'Space', 'Shift', 'Delete', 'Tab'] as const;
