/** Gives one slice or a whole run another memo. Nothing is changed until Save; Escape leaves everything as it was. */
import { Autocomplete, Button, Group, Modal, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEMO_MAX } from '../../domain/hourly-contract';
import type { SliceId } from '../../domain/ids';
import { useFocusBack } from '../ui/focus-back';
import { useFormat } from '../ui/format-context';
import type { Run } from './runs';
import type { DiaryContract } from './types';
import { contractName } from './words';

export interface MemoDialogProps {
  run: Run;
  contract: DiaryContract | undefined;
  /** Memos of other runs of the day, offered for choice. */
  known: readonly string[];
  /** Rejects where the memo was not saved; the dialog then stays open with what was typed. */
  onSave(ids: SliceId[], memo: string): Promise<void>;
  onClose(): void;
}

export function MemoDialog({ run, contract, known, onSave, onClose }: MemoDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  useFocusBack();
  const [memo, setMemo] = useState(run.memo);
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave(
        run.cells.map(({ sliceId }) => sliceId),
        memo.trim(),
      );
      onClose();
    } catch {
      // Whoever saves has told the reason; here only the text is kept.
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('memo.editTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={save}>
        <Text size="sm" mb="xs">
          {contractName(contract, t)} · {format.timeRange(run.start, run.end)} ·{' '}
          {t('memo.slices', { count: run.cells.length })}
        </Text>
        <Autocomplete
          label={t('memo.label')}
          value={memo}
          onChange={setMemo}
          data={[...known]}
          openOnFocus={false}
          maxLength={MEMO_MAX}
          data-autofocus
          data-testid="memo-input"
        />
        <Text size="xs" c="dimmed" mt="xs">
          {t('memo.hint')}
        </Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} data-testid="memo-save">
            {t('action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
