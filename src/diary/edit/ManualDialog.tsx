/** Time entered by hand: from one ten-minute mark to another, with a memo and a reason. */
import { Button, Group, Modal, Select, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEMO_MAX } from '../../../domain/hourly-contract';
import type { ContractId } from '../../../domain/ids';
import { SLOT_MS, type Slot } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import type { DiaryContract } from '../types';
import { contractName } from '../words';
import type { DiaryEdits } from './edits';

export interface ManualDialogProps {
  /** Spots of the day in which something could be entered, ascending. */
  free: readonly Slot[];
  /** Where the dialog was opened. */
  first: Slot;
  /** Those that allow it. */
  contracts: readonly DiaryContract[];
  edits: DiaryEdits;
  onClose(): void;
}

export function ManualDialog({ free, first, contracts, edits, onClose }: ManualDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [contractId, setContractId] = useState<ContractId | null>(contracts[0]?.id ?? null);
  const [from, setFrom] = useState<Slot>(first);
  const [last, setLast] = useState<Slot>(first);
  const [memo, setMemo] = useState('');
  const [reason, setReason] = useState('');
  const [tag, setTag] = useState('');
  const [busy, setBusy] = useState(false);
  const reachable = unbroken(free, from);
  const to = reachable.includes(last) ? last : from;
  const slots = reachable.filter((slot) => slot <= to);
  const tags = contracts.find(({ id }) => id === contractId)?.tags ?? [];
  const ready = contractId !== null && memo.trim() !== '' && reason.trim() !== '';

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    try {
      await edits.addManual({ contractId, slots, memo: memo.trim(), reason: reason.trim(), tag });
      onClose();
    } catch {
      // Told by whoever saves; what was typed is kept.
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit.manualTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={(event) => void save(event)}>
        <Select
          label={t('edit.contract')}
          data={contracts.map((contract) => ({ value: contract.id, label: contractName(contract, t) }))}
          value={contractId}
          onChange={(value) => setContractId(contracts.find(({ id }) => id === value)?.id ?? null)}
          allowDeselect={false}
        />
        <Group grow mt="sm">
          <Select
            label={t('edit.from')}
            data={free.map((slot) => ({ value: String(slot), label: format.time(slot * 1000) }))}
            value={String(from)}
            onChange={(value) => setFrom(free.find((slot) => String(slot) === value) ?? from)}
            allowDeselect={false}
            data-testid="manual-from"
          />
          <Select
            label={t('edit.to')}
            data={reachable.map((slot) => ({
              value: String(slot),
              label: format.time(slot * 1000 + SLOT_MS),
            }))}
            value={String(to)}
            onChange={(value) => setLast(free.find((slot) => String(slot) === value) ?? to)}
            allowDeselect={false}
            data-testid="manual-to"
          />
        </Group>
        <TextInput
          label={t('memo.label')}
          value={memo}
          onChange={(event) => setMemo(event.currentTarget.value)}
          maxLength={MEMO_MAX}
          required
          mt="sm"
          data-autofocus
          data-testid="manual-memo"
        />
        <TextInput
          label={t('edit.reason')}
          placeholder={t('edit.reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={MEMO_MAX}
          required
          mt="sm"
          data-testid="manual-reason"
        />
        {tags.length > 0 && (
          <Select
            label={t('edit.tagLabel')}
            data={tags}
            value={tag === '' ? null : tag}
            onChange={(value) => setTag(value ?? '')}
            clearable
            mt="sm"
          />
        )}
        <Text size="xs" c="dimmed" mt="sm">
          {t('edit.manualHint')}
        </Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!ready} data-testid="manual-save">
            {t('edit.manualAdd', { time: format.hm(slots.length * SLOT_MS) })}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** From the spot on, without a gap. */
function unbroken(free: readonly Slot[], from: Slot): Slot[] {
  const slots: Slot[] = [];
  for (const slot of free) if (slot === from + slots.length * 600) slots.push(slot);
  return slots;
}
