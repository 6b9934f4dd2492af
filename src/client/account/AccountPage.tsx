/** The account: who one is, how one signs in, where one is signed in, and inviting others to this server. */
import { Button, Select, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../domain/protocol-accounts';
import { useTitle } from '../App';
import { api } from '../api';
import { useSending } from '../asked';
import { Done } from '../Done';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { signedIn } from '../store';
import { InviteForm } from './InviteForm';
import { PasskeyCard } from './PasskeyCard';
import { PasswordCard } from './PasswordCard';

export default function AccountPage({ session }: { session: Session }) {
  const { t } = useTranslation('client');
  useTitle(t('account.title'));
  return (
    <div className={frame.page}>
      <Title order={1} size="h2">
        {t('account.title')}
      </Title>
      <YouCard account={session.account} />
      <PasskeyCard account={session.account} />
      <PasswordCard account={session.account} />
      <SessionsCard />
      <section className={frame.card} aria-labelledby="invite-title">
        <h2 id="invite-title">{t('account.invite')}</h2>
        <InviteForm
          what={t('account.inviteWhat')}
          label={t('account.inviteName')}
          invite={(name) => api.call('inviteAccount', { body: { name } })}
        />
      </section>
    </div>
  );
}

function YouCard({ account }: { account: Session['account'] }) {
  const { t } = useTranslation('client');
  const [name, setName] = useState(account.name);
  const [language, setLanguage] = useState(account.language);
  const [done, setDone] = useState(false);
  const { sending, failure, send } = useSending();
  const isSame = name.trim() === account.name && language === account.language;

  async function save(event: FormEvent) {
    event.preventDefault();
    setDone(false);
    const answer = await send(api.call('setAccount', { body: { name: name.trim(), language } }));
    if (answer === undefined) return;
    signedIn(answer.value);
    setDone(true);
  }

  return (
    <section className={frame.card} aria-labelledby="you-title">
      <h2 id="you-title">{t('account.you')}</h2>
      <form className={frame.stack} onSubmit={(event) => void save(event)}>
        <div>
          <Text size="sm" fw={500}>
            {t('account.email')}
          </Text>
          <Text size="sm">{account.email}</Text>
        </div>
        <TextInput
          label={t('access.name')}
          description={t('access.nameWhat')}
          autoComplete="name"
          maxLength={120}
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t('account.language')}
          description={t('account.languageWhat')}
          allowDeselect={false}
          data={[
            { value: 'en', label: 'English' },
            { value: 'fr', label: 'Français' },
          ]}
          value={language}
          onChange={(value) => setLanguage(value === 'fr' ? 'fr' : 'en')}
        />
        <FailureNote failure={failure} />
        <Done shown={done && isSame}>{t('action.saved')}</Done>
        <Button type="submit" w="fit-content" loading={sending} disabled={isSame || name.trim() === ''}>
          {t('action.save')}
        </Button>
      </form>
    </section>
  );
}

function SessionsCard() {
  const { t } = useTranslation('client');
  const [done, setDone] = useState(false);
  const { sending, failure, send } = useSending();
  async function end() {
    setDone(false);
    setDone((await send(api.call('signOutElsewhere'))) !== undefined);
  }
  return (
    <section className={frame.card} aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('account.sessions')}</h2>
      <div className={frame.stack}>
        <Text size="sm">{t('account.sessionsWhat')}</Text>
        <FailureNote failure={failure} />
        <Done shown={done}>{t('account.elsewhereDone')}</Done>
        <Button variant="default" w="fit-content" loading={sending} onClick={() => void end()}>
          {t('account.elsewhere')}
        </Button>
      </div>
    </section>
  );
}
