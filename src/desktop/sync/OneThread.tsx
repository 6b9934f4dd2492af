/** One thread: what the client asked or flagged about a cell, what was said, and the answer in place. */
import { Badge, Button, Group, Textarea } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { slotEnd, slotStart } from '../../../domain/week';
import type { CommandOutput } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { dayOf } from '../../ui/zone';
import { api } from '../api';
import { attempt } from '../failures';
import { LOCAL_ZONE } from '../present';
import { showDay, useApp } from '../store';
import { tellProblem } from './problem';
import classes from './sync.module.css';

export type Thread = CommandOutput<'sync.threads'>['threads'][number];

/** `onShown`: the cell is to be shown in the diary; null where it is shown already. */
export function OneThread(props: {
  contractId: ContractId;
  thread: Thread;
  onSaid(): void;
  onShown: (() => void) | null;
}) {
  const { contractId, thread, onShown } = props;
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
    const answer = await attempt(api.call('sync.say', { contractId, leaf: thread.leaf, text: text.trim() }));
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
        {sliceId !== null && onShown !== null && (
          <Button
            size="compact-xs"
            variant="default"
            data-testid="sync-thread-show"
            onClick={() => {
              onShown();
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
