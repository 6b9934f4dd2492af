/** Makes a link for somebody, shows it once, and copies it. The server keeps only its hash: a lost one is made anew. */
import { Button, CopyButton, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reply } from '../../../domain/wire';
import { useFormat } from '../../ui/format-context';
import type { Answer } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';

type LinkCommand = 'inviteAccount' | 'invite';

export function InviteForm(props: {
  what: string;
  label: string;
  invite(name: string): Promise<Answer<LinkCommand>>;
}) {
  const { t } = useTranslation('client');
  const [name, setName] = useState('');
  const [made, setMade] = useState<Reply<LinkCommand> | null>(null);
  const { sending, failure, send } = useSending();

  async function make(event: FormEvent) {
    event.preventDefault();
    const answer = await send(props.invite(name.trim()));
    setMade(answer?.value ?? null);
  }

  return (
    <div className={frame.stack}>
      <Text size="sm">{props.what}</Text>
      <form className={frame.stack} onSubmit={(event) => void make(event)}>
        <TextInput
          label={props.label}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FailureNote failure={failure} />
        <Button type="submit" variant="default" w="fit-content" loading={sending} data-testid="make-link">
          {t('account.inviteMake')}
        </Button>
      </form>
      {made !== null && <MadeLink link={made.link} until={made.until} />}
    </div>
  );
}

export function MadeLink({ link, until }: { link: string; until: number }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  return (
    <div className={frame.stack} role="status">
      <Text size="sm">{t('link.made', { date: format.dateTime(until) })}</Text>
      <div className={frame.link} data-testid="made-link">
        {link}
      </div>
      <CopyLink text={link} />
    </div>
  );
}

export function CopyLink({ text }: { text: string }) {
  const { t } = useTranslation('client');
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          w="fit-content"
          size="xs"
          variant="default"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={copy}
        >
          {copied ? t('action.copied') : t('action.copy')}
        </Button>
      )}
    </CopyButton>
  );
}
