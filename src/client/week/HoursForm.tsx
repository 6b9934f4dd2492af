/** Hours and why: the freelancer's answer to a dispute, and the mediator's decision. */
import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import type { Answer } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import { readHours, writtenHours } from './hours';
import classes from './week.module.css';

export interface HoursFormProps {
  kind: 'answer' | 'decide';
  /** Ms: what may be conceded or granted at most. */
  most: number;
  send(body: { ms: number; text: string }): Promise<Answer<'answer'>>;
  onDone(): void;
}

export function HoursForm({ kind, most, send, onDone }: HoursFormProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const [hours, setHours] = useState('');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const sending = useSending();
  const read = readHours(hours, most, 0);
  const isTextMissing = text.trim() === '';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!read.ok || isTextMissing) return;
    const kept = await sending.send(send({ ms: read.ms, text: text.trim() }));
    if (kept !== undefined) onDone();
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} data-testid={`form-${kind}`}>
      <Text size="sm">{t(`review.${kind}What`, { time: format.words(most) })}</Text>
      <TextInput
        label={t(`review.${kind}Hours`)}
        description={t('review.hoursHint', { most: writtenHours(most) })}
        inputMode="decimal"
        maw="14rem"
        value={hours}
        error={tried && !read.ok ? t(`review.wrong.${read.why}`) : null}
        onChange={(event) => setHours(event.currentTarget.value)}
        data-testid="hours"
        data-autofocus
      />
      <Textarea
        label={t('review.text')}
        value={text}
        error={tried && isTextMissing ? t('review.wrong.text') : null}
        maxLength={2000}
        autosize
        minRows={3}
        maxRows={10}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="text"
      />
      <FailureNote failure={sending.failure} />
      <Button type="submit" w="fit-content" loading={sending.sending} data-testid="send">
        {t(`review.${kind}Do`)}
      </Button>
    </form>
  );
}
