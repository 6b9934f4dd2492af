/** Before anything is taken away: how much time that is, and what it is worth. */
import { Button, Group, List, Loader, Modal, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { useFormat } from '../../ui/format-context';
import type { Run } from '../runs';
import type { DiaryContract } from '../types';
import { contractName } from '../words';
import type { DiaryEdits, Loss } from './edits';

export interface DeleteDialogProps {
  chosen: Run;
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  edits: DiaryEdits;
  onDeleted(undo: { undoId: string; until: number; count: number }): void;
  onClose(): void;
}

export function DeleteDialog({ chosen, contracts, edits, onDeleted, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [loss, setLoss] = useState<Loss | null>(null);
  const [busy, setBusy] = useState(false);
  const count = chosen.cells.length;

  useEffect(() => {
    let current = true;
    const ids = chosen.cells.map(({ sliceId }) => sliceId);
    edits.worth(ids).then(
      (worth) => current && setLoss(worth),
      () => current && onClose(),
    );
    return () => {
      current = false;
    };
  }, [chosen, edits, onClose]);

  async function remove(): Promise<void> {
    setBusy(true);
    try {
      const { undoId, until } = await edits.remove(chosen.cells.map(({ sliceId }) => sliceId));
      onDeleted({ undoId, until, count });
    } catch {
      // Told by whoever deletes; nothing is gone.
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit.deleteTitle', { count })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {loss === null ? (
        <Loader size="sm" aria-label={t('loading')} />
      ) : (
        <List size="sm" data-testid="delete-loss">
          {loss.byContract.map(({ contractId, trackedMs, worthMinor }) => {
            const contract = contracts.get(contractId);
            return (
              <List.Item key={contractId}>
                {t('edit.loss', {
                  contract: contractName(contract, t),
                  time: format.words(trackedMs),
                  money: contract ? format.money(worthMinor, contract.currency) : '–',
                })}
              </List.Item>
            );
          })}
        </List>
      )}
      <Text size="sm" mt="sm">
        {t('edit.deleteBody')}
      </Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('action.cancel')}
        </Button>
        <Button
          color="red"
          loading={busy}
          disabled={loss === null}
          onClick={() => void remove()}
          data-testid="delete-confirm"
        >
          {t('edit.delete')}
        </Button>
      </Group>
    </Modal>
  );
}
