/** The list of keyboard shortcuts. */
import { Group, Kbd, Modal, Table } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';
import { modKey } from './platform';
import { SHORTCUTS } from './use-shortcuts';

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

export default function ShortcutHelp({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {SHORTCUTS.map(({ id, keys }) => (
            <Table.Tr key={id}>
              <Table.Td>{t(`shortcuts.${id}`)}</Table.Td>
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  {keys.map((key) => (
                    <Kbd key={key} style={{ whiteSpace: 'nowrap' }}>
                      {keyName(key, t)}
                    </Kbd>
                  ))}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
