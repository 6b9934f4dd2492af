/** Gives the chosen slices another contract, or an activity tag. Nothing is changed until Save. */
import { Autocomplete, Button, Group, Modal, Select, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { Run } from '../runs';
import type { DiaryContract } from '../types';
import { contractName } from '../words';
import type { DiaryEdits } from './edits';

export interface ChoiceDialogProps {
  what: 'move' | 'tag';
  chosen: Run;
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  edits: DiaryEdits;
  onDone(): void;
  onClose(): void;
}

export function ChoiceDialog({ what, chosen, contracts, edits, onDone, onClose }: ChoiceDialogProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const ids = chosen.cells.map(({ sliceId }) => sliceId);
  const own = [...new Set(chosen.cells.map(({ contractId }) => contractId))];
  const targets = [...contracts.values()].filter(
    ({ id, archivedAt }) => archivedAt === null && !(own.length === 1 && own[0] === id),
  );
  const [to, setTo] = useState<ContractId | null>(targets[0]?.id ?? null);
  const [tag, setTag] = useState(chosen.cells[0]?.tag ?? '');
  const tags = [...new Set(own.flatMap((id) => contracts.get(id)?.tags ?? []))];

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (what === 'move' && to === null) return;
    setBusy(true);
    try {
      if (what === 'tag') await edits.tag(ids, tag.trim());
      else if (to !== null) await edits.move(ids, to);
      onDone();
    } catch {
      // Told by whoever saves; nothing was changed.
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(what === 'move' ? 'edit.moveTitle' : 'edit.tagTitle', { count: ids.length })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={(event) => void save(event)}>
        {what === 'move' ? (
          <Select
            label={t('edit.moveTo')}
            data={targets.map((contract) => ({ value: contract.id, label: contractName(contract, t) }))}
            value={to}
            onChange={(value) => setTo(targets.find(({ id }) => id === value)?.id ?? null)}
            nothingFoundMessage={t('edit.noTarget')}
            data-autofocus
            data-testid="move-to"
          />
        ) : (
          <Autocomplete
            label={t('edit.tagLabel')}
            data={tags}
            value={tag}
            onChange={setTag}
            maxLength={60}
            data-autofocus
            data-testid="tag-input"
          />
        )}
        <Text size="xs" c="dimmed" mt="xs">
          {t(what === 'move' ? (targets.length === 0 ? 'edit.noTarget' : 'edit.moveHint') : 'edit.tagHint')}
        </Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={what === 'move' && to === null}
            data-testid="choice-save"
          >
            {t(what === 'move' ? 'edit.move' : 'action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
