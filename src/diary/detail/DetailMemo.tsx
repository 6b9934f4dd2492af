/** The memo of one slice, editable until its week locks. */
import { Button, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEMO_MAX } from '../../../domain/hourly-contract';
import type { SliceId } from '../../../domain/ids';
import type { DiaryCell } from '../types';

export type SaveMemo = (ids: SliceId[], memo: string) => Promise<void>;

/** `saveMemo` null: nobody who sees this may change it. */
export function DetailMemo({ cell, saveMemo }: { cell: DiaryCell; saveMemo: SaveMemo | null }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!cell.editable || saveMemo === null) {
    return (
      <>
        <Text size="sm" data-testid="detail-memo">
          {cell.memo || t('memo.none')}
        </Text>
        {saveMemo !== null && (
          <Text size="xs" c="dimmed">
            {t('memo.locked')}
          </Text>
        )}
      </>
    );
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (draft === null || saveMemo === null) return;
    setBusy(true);
    try {
      await saveMemo([cell.sliceId], draft.trim());
      setDraft(null);
    } catch {
      // Whoever saves has told the reason; what was typed stays in the field.
    } finally {
      setBusy(false);
    }
  }

  const dirty = draft !== null && draft.trim() !== cell.memo;
  return (
    <form onSubmit={save}>
      <TextInput
        aria-label={t('memo.label')}
        placeholder={t('memo.placeholder')}
        value={draft ?? cell.memo}
        maxLength={MEMO_MAX}
        onChange={(event) => setDraft(event.currentTarget.value)}
        rightSectionWidth={dirty ? 96 : 0}
        rightSection={
          dirty ? (
            <Button type="submit" size="compact-sm" loading={busy} data-testid="detail-memo-save">
              {t('action.save')}
            </Button>
          ) : null
        }
        data-testid="detail-memo"
      />
    </form>
  );
}
