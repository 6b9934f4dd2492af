/** A dispute: which hours, why, in words; what it does is said before it is done. */
import { Button, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import { readHours, writtenHours } from './hours';
import { REASONS } from './Steps';
import classes from './week.module.css';

export interface DisputeFormProps {
  /** Ms of the week. */
  most: number;
  send(body: { ms: number; reason: (typeof REASONS)[number]; text: string }): Promise<Answer<'dispute'>>;
  onDone(): void;
}

export function DisputeForm({ most, send, onDone }: DisputeFormProps) {
  const { t } = useTranslation('client');
  const [hours, setHours] = useState('');
  const [reason, setReason] = useState<(typeof REASONS)[number]>('hours');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const sending = useSending();
  const read = readHours(hours, most, 1);
  const isTextMissing = text.trim() === '';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!read.ok || isTextMissing) return;
    const kept = await sending.send(send({ ms: read.ms, reason, text: text.trim() }));
    if (kept !== undefined) onDone();
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} data-testid="form-dispute">
      <Text size="sm">{t('review.disputeWhat')}</Text>
      <TextInput
        label={t('review.disputeHours')}
        description={t('review.hoursHint', { most: writtenHours(most) })}
        inputMode="decimal"
        maw="14rem"
        value={hours}
        error={tried && !read.ok ? t(`review.wrong.${read.why}`) : null}
        onChange={(event) => setHours(event.currentTarget.value)}
        data-testid="hours"
        data-autofocus
      />
      <NativeSelect
        label={t('review.reasonLabel')}
        value={reason}
        data={REASONS.map((value) => ({ value, label: t(`review.reason.${value}`) }))}
        onChange={(event) => {
          const chosen = REASONS.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) setReason(chosen);
        }}
        data-testid="reason"
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
      <Button type="submit" color="red.9" w="fit-content" loading={sending.sending} data-testid="send">
        {t('review.disputeDo')}
      </Button>
    </form>
  );
}
