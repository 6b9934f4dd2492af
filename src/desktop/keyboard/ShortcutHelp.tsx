/** The list of keyboard shortcuts. */
import { Group, Kbd, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';
import { modKey } from './platform';
import { SHORTCUTS } from './use-shortcuts';

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
                      {key === 'mod' ? modKey() : key}
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
