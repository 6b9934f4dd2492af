/** The list of keyboard shortcuts. */
import { Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';
import { Keys } from './Keys';
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
                <Keys keys={keys} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
