/**
 * What is being worked on. Enter starts the timer, or gives the running session the new memo; leaving the field does
 * the latter too, Escape takes back what was typed. Recent memos of the contract are offered.
 */
import { Autocomplete, Text } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type HourlyContract, MEMO_MAX } from '../../../domain/hourly-contract';
import type { ContractId } from '../../../domain/ids';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';
import { setTimerMemo } from './actions';

export interface MemoFieldProps {
  contract: HourlyContract | null;
  draft: string | null;
  setDraft(draft: string | null): void;
  onStart(memo: string): Promise<void>;
}

export function MemoField({ contract, draft, setDraft, onStart }: MemoFieldProps) {
  const { t } = useTranslation();
  const mode = useApp(({ timer }) => timer.mode);
  const memo = useApp(({ timer }) => (timer.mode === 'stopped' ? '' : timer.memo));
  const recent = useRecentMemos(contract?.id ?? null, mode !== 'stopped');
  const value = draft ?? memo;
  const dirty = draft !== null && draft.trim() !== memo;

  async function commit(text: string): Promise<void> {
    if (mode === 'stopped') await onStart(text.trim());
    else if (text.trim() !== memo) await setTimerMemo(text.trim());
    if (mode !== 'stopped') setDraft(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Escape' && draft !== null) setDraft(null);
    // Enter on a highlighted memo chooses it; the field itself is not submitted then.
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    if (event.currentTarget.getAttribute('aria-activedescendant')) return;
    event.preventDefault();
    void commit(value);
  }

  return (
    <Autocomplete
      aria-label={t('timer.memo')}
      placeholder={t(mode === 'stopped' ? 'timer.memoAsk' : 'timer.memoMissing')}
      value={value}
      onChange={setDraft}
      onOptionSubmit={(chosen) => {
        setDraft(chosen);
        if (mode !== 'stopped') void commit(chosen);
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (mode !== 'stopped' && dirty) void commit(value);
      }}
      data={recent.filter((one) => one !== value)}
      maxLength={MEMO_MAX}
      disabled={contract === null}
      size="md"
      spellCheck
      maxDropdownHeight={280}
      rightSectionWidth={dirty && mode !== 'stopped' ? 72 : 0}
      rightSection={
        dirty && mode !== 'stopped' ? (
          <Text size="xs" c="dimmed">
            {t('timer.memoEnter')}
          </Text>
        ) : null
      }
      data-testid="timer-memo"
    />
  );
}

/** Asked for again when the contract changes and when a session starts or ends. */
function useRecentMemos(contractId: ContractId | null, running: boolean): string[] {
  const [recent, setRecent] = useState<string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session that starts or ends adds a memo
  useEffect(() => {
    let current = true;
    setRecent([]);
    if (contractId === null) return;
    void attempt(api.call('memo.recent', { contractId })).then((memos) => {
      if (current && memos) setRecent([...new Set(memos)].filter((memo) => memo !== ''));
    });
    return () => {
      current = false;
    };
  }, [contractId, running]);
  return recent;
}
