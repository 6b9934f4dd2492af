/** What was asked and answered about a segment, and the way to say more; what was typed stays until it was kept. */
import { Button, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Leaf } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import type { Thread } from '../../../domain/protocol-review';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import classes from './threads.module.css';

export const TEXT_MAX = 2000;

export interface ThreadTalkProps {
  contract: ContractId;
  role: RoleOnContract;
  leaf: Leaf;
  /** Null: nothing was said yet. */
  thread: Thread | null;
  onSaid(): void;
}

export function ThreadTalk({ contract, role, leaf, thread, onSaid }: ThreadTalkProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const [text, setText] = useState('');
  const { sending, failure, send } = useSending();
  const messages = thread?.messages ?? [];

  async function say(event: FormEvent): Promise<void> {
    event.preventDefault();
    const kept = await send(api.call('say', { params: { contract, leaf }, body: { text: text.trim() } }));
    if (kept === undefined) return;
    setText('');
    onSaid();
  }

  return (
    <>
      {messages.length > 0 && (
        <ol className={classes.talk} data-testid="thread">
          {messages.map((message) => (
            <li key={`${message.at} ${message.by} ${message.text}`} data-role={message.role}>
              <span className={classes.by}>
                <b>{message.name}</b> · {t(`threads.role.${message.role}`)} ·{' '}
                <span className="figures">{format.dateTime(message.at)}</span>
              </span>
              <span className={classes.text}>{message.text}</span>
            </li>
          ))}
        </ol>
      )}
      <form className={classes.form} onSubmit={say}>
        <Textarea
          label={t(role === 'client' && messages.length === 0 ? 'threads.ask' : 'threads.answer')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={TEXT_MAX}
          autosize
          minRows={2}
          maxRows={8}
          data-testid="thread-text"
        />
        <FailureNote failure={failure} />
        <Button
          type="submit"
          size="compact-sm"
          w="fit-content"
          loading={sending}
          disabled={text.trim() === ''}
          data-testid="thread-send"
        >
          {t('threads.send')}
        </Button>
        {failure !== null && (
          <Text size="xs" c="dimmed">
            {t('threads.kept')}
          </Text>
        )}
      </form>
    </>
  );
}
