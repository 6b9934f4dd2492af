/** A new account by a link: name and address, then a passkey, or a password for who wants none. */
import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmailSchema, PasswordSchema, type Session } from '../../../domain/protocol-accounts';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import classes from '../frame.module.css';
import { useClient } from '../store';
import { CeremonyNote } from './CeremonyNote';
import { type Ceremony, canUsePasskeys, makePasskey } from './passkey';

export function NewAccountForm({ token, onDone }: { token: string; onDone: (session: Session) => void }) {
  const { t } = useTranslation('client');
  const language = useClient((state) => state.language);
  const able = canUsePasskeys();
  const [way, setWay] = useState<'passkey' | 'password'>(able ? 'passkey' : 'password');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [ceremony, setCeremony] = useState<Ceremony['outcome'] | null>(null);
  const { sending, failure, send } = useSending();

  const wrong = {
    name: name.trim() === '',
    email: !EmailSchema.safeParse(email.trim()).success,
    password: way === 'password' && !PasswordSchema.safeParse(password).success,
  };

  async function make(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    setCeremony(null);
    if (wrong.name || wrong.email || wrong.password) return;
    const account = { token, name: name.trim(), email: email.trim(), language };
    if (way === 'password') {
      const answer = await send(api.call('registerPassword', { body: { ...account, password } }));
      if (answer !== undefined) onDone(answer.value);
      return;
    }
    const options = await send(api.call('registerOptions', { body: account }));
    if (options === undefined) return;
    const done = await makePasskey(options.value);
    setCeremony(done.outcome);
    if (done.outcome !== 'done') return;
    const answer = await send(api.call('registerPasskey', { body: { ...account, response: done.response } }));
    if (answer !== undefined) onDone(answer.value);
  }

  return (
    <form className={classes.stack} noValidate onSubmit={(event) => void make(event)}>
      <TextInput
        label={t('access.name')}
        description={t('access.nameWhat')}
        name="name"
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={120}
        value={name}
        error={tried && wrong.name ? t('access.wrong.name') : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('access.email')}
        type="email"
        name="email"
        autoComplete="email"
        required
        withAsterisk={false}
        maxLength={254}
        value={email}
        error={tried && wrong.email ? t('access.wrong.email') : null}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {way === 'password' && (
        <PasswordInput
          label={t('access.password')}
          description={t('access.passwordWhat')}
          name="new-password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          maxLength={256}
          visibilityToggleButtonProps={{ 'aria-label': t('access.show') }}
          value={password}
          error={tried && wrong.password ? t('access.wrong.password') : null}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      <CeremonyNote outcome={ceremony} />
      <FailureNote failure={failure} />
      <Button
        type="submit"
        size="md"
        loading={sending}
        data-testid="make-account"
        leftSection={way === 'passkey' ? <IconFingerprint size={20} aria-hidden /> : undefined}
      >
        {way === 'passkey' ? t('access.passkey.make') : t('access.make')}
      </Button>
      {way === 'passkey' && (
        <Text size="sm" c="dimmed">
          {t('access.passkey.what')}
        </Text>
      )}
      {able ? (
        <Button
          variant="subtle"
          w="fit-content"
          data-testid="other-way"
          onClick={() => setWay(way === 'passkey' ? 'password' : 'passkey')}
        >
          {way === 'passkey' ? t('access.withPassword') : t('access.withPasskey')}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {t('access.passkey.unable')}
        </Text>
      )}
    </form>
  );
}
