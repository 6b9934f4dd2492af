/** Names a mediator: out comes a link to this dispute and to nothing else. */
import { Button, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import classes from './week.module.css';

export function MediatorForm(props: {
  send(name: string): Promise<Answer<'callMediator'>>;
  onMade(made: { link: string; until: number }): void;
}) {
  const { t } = useTranslation('client');
  const [name, setName] = useState('');
  const { sending, failure, send } = useSending();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const made = await send(props.send(name.trim()));
    if (made !== undefined) props.onMade(made.value);
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <Text size="sm">{t('review.mediatorWhat')}</Text>
      <TextInput
        label={t('review.mediatorName')}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="mediator-name"
        data-autofocus
      />
      <FailureNote failure={failure} />
      <Button
        type="submit"
        w="fit-content"
        loading={sending}
        disabled={name.trim() === ''}
        data-testid="mediator-send"
      >
        {t('review.mediatorDo')}
      </Button>
    </form>
  );
}
