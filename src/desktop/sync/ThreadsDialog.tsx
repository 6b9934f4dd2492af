/** The client's questions and flags: each with the cell that it is about, what was said, and the answer in place. */
import { Badge, Button, Group, Loader, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { slotEnd, slotStart } from '../../../domain/week';
import type { CommandOutput } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { dayOf } from '../../ui/zone';
import { api } from '../api';
import { attempt } from '../failures';
import { LOCAL_ZONE } from '../present';
import { showDay, useApp } from '../store';
import { problemText, tellProblem } from './problem';
import classes from './sync.module.css';
import { useTold } from './use-told';

type Thread = CommandOutput<'sync.threads'>['threads'][number];

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
          <OneThread key={thread.leaf} contract={contract} thread={thread} onSaid={again} onShown={onClose} />
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

function OneThread(props: { contract: HourlyContract; thread: Thread; onSaid(): void; onShown(): void }) {
  const { contract, thread } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const zone = useApp(({ settings }) => (settings.zone === 'utc' ? 'UTC' : LOCAL_ZONE));
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const when = t('sync.threads.about', {
    date: format.date(slotStart(thread.slot)),
    time: format.timeRange(slotStart(thread.slot), slotEnd(thread.slot)),
  });

  async function say(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '') return;
    setBusy(true);
    const answer = await attempt(
      api.call('sync.say', { contractId: contract.id, leaf: thread.leaf, text: text.trim() }),
    );
    setBusy(false);
    if (answer === undefined) return;
    // What was typed stays where it could not be sent.
    if (answer.outcome === 'problem') return tellProblem(answer);
    setText('');
    props.onSaid();
  }

  const { sliceId } = thread;
  return (
    <section className={classes.thread} aria-label={when} data-testid={`sync-thread-${thread.slot}`}>
      <div className={classes.threadHead}>
        <h3>{when}</h3>
        {thread.flagged && (
          <Badge
            size="sm"
            variant="light"
            tt="none"
            color="orange"
            leftSection={<IconFlag size={12} aria-hidden />}
            classNames={{ label: classes.badgeText ?? '' }}
          >
            {t('sync.threads.flagged')}
          </Badge>
        )}
        {sliceId !== null && (
          <Button
            size="compact-xs"
            variant="default"
            data-testid="sync-thread-show"
            onClick={() => {
              props.onShown();
              showDay(dayOf(slotStart(thread.slot), zone), sliceId);
            }}
          >
            {t('sync.refused.show')}
          </Button>
        )}
      </div>
      <ol className={classes.messages}>
        {thread.messages.map((message, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages are only ever added at the end
          <li key={place} data-role={message.role}>
            <span className={classes.note}>
              {message.name} ({t(`sync.role.${message.role}`)}) · {format.dateTime(message.at)}
            </span>
            <p>{message.text}</p>
          </li>
        ))}
      </ol>
      <form noValidate onSubmit={(event) => void say(event)}>
        <Textarea
          label={t('sync.threads.answer')}
          value={text}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={8}
          data-testid="sync-answer-text"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group mt={6}>
          <Button
            type="submit"
            size="compact-sm"
            loading={busy}
            disabled={text.trim() === ''}
            data-testid="sync-answer-send"
          >
            {t('sync.threads.send')}
          </Button>
        </Group>
      </form>
    </section>
  );
}
