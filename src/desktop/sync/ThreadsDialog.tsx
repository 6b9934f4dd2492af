/** The client's questions and flags of a contract, those that wait for an answer first. */
import { Loader, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { useFocusBack } from '../../ui/focus-back';
import { api } from '../api';
import { OneThread, type Thread } from './OneThread';
import { problemText } from './problem';
import { useTold } from './use-told';

export function ThreadsDialog({ contract, onClose }: { contract: HourlyContract; onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  const { answer, again } = useTold(contract.id, 'thread', () =>
    api.call('sync.threads', { contractId: contract.id }),
  );
  const threads = answer === null ? null : inOrder(answer.threads);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={`${t('sync.threads.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm" data-testid="sync-threads-dialog">
        <Text size="sm">{t('sync.threads.what')}</Text>
        {answer !== null && answer.stale !== null && (
          <Text size="sm" role="status">
            {t('sync.threads.stale')} {problemText(t, answer.stale, '')}
          </Text>
        )}
        {threads === null && <Loader aria-label={t('loading')} />}
        {threads?.length === 0 && <Text size="sm">{t('sync.threads.none')}</Text>}
        {threads?.map((thread) => (
          <OneThread
            key={thread.leaf}
            contractId={contract.id}
            thread={thread}
            onSaid={again}
            onShown={onClose}
          />
        ))}
      </Stack>
    </Modal>
  );
}

/** Those that wait for an answer first. */
function inOrder(threads: readonly Thread[]): Thread[] {
  return threads.toSorted((a, b) => Number(waits(b)) - Number(waits(a)) || lastAt(b) - lastAt(a));
}

function waits({ messages }: Thread): boolean {
  const last = messages.at(-1);
  return last !== undefined && last.role !== 'freelancer';
}

function lastAt({ messages, slot }: Thread): number {
  return messages.at(-1)?.at ?? slot * 1000;
}
