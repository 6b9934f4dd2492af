/** The two ways to sign in. `onDone`: what comes then; without it, whatever the page shows to who is signed in. */
import { Button, Divider, PasswordInput, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../domain/protocol-accounts';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import classes from '../frame.module.css';
import { signedIn } from '../store';
import { CeremonyNote } from './CeremonyNote';
import { type Ceremony, canUsePasskeys, openPasskey } from './passkey';

export function SignInForm({ onDone = signedIn }: { onDone?: (session: Session) => void }) {
  const { t } = useTranslation('client');
  const passkey = useSending();
  const byPassword = useSending();
  const [ceremony, setCeremony] = useState<Ceremony['outcome'] | null>(null);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const able = canUsePasskeys();

  async function withPasskey() {
    setCeremony(null);
    byPassword.forget();
    const options = await passkey.send(api.call('signInOptions'));
    if (options === undefined) return;
    const done = await openPasskey(options.value);
    setCeremony(done.outcome);
    if (done.outcome !== 'done') return;
    const answer = await passkey.send(api.call('signInPasskey', { body: { response: done.response } }));
    if (answer !== undefined) onDone(answer.value);
  }

  async function withPassword(event: FormEvent) {
    event.preventDefault();
    passkey.forget();
    setCeremony(null);
    const answer = await byPassword.send(
      api.call('signInPassword', { body: { email: email.trim(), password } }),
    );
    if (answer !== undefined) onDone(answer.value);
  }

  return (
    <div className={classes.stack}>
      {able ? (
        <>
          <Button
            size="md"
            fullWidth
            leftSection={<IconFingerprint size={20} aria-hidden />}
            loading={passkey.sending}
            data-testid="sign-in-passkey"
            onClick={() => void withPasskey()}
          >
            {t('access.passkey.use')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('access.passkey.what')}
          </Text>
          <CeremonyNote outcome={ceremony} />
          <FailureNote failure={passkey.failure} />
          <Divider label={t('access.or')} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {t('access.passkey.unable')}
        </Text>
      )}
      <form className={classes.stack} onSubmit={(event) => void withPassword(event)}>
        <TextInput
          label={t('access.email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('access.password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('access.show') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FailureNote failure={byPassword.failure} />
        <Button
          type="submit"
          variant={able ? 'default' : 'filled'}
          loading={byPassword.sending}
          data-testid="sign-in-password"
        >
          {t('access.signIn')}
        </Button>
      </form>
    </div>
  );
}
