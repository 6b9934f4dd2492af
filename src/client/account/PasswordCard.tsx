/** Sets the account's password, or changes it: then the present one is asked for. */
import { Button, PasswordInput, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordSchema, type Session } from '../../../domain/protocol-accounts';
import { api } from '../api';
import { useSending } from '../asked';
import { Done } from '../Done';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { signedIn } from '../store';

export function PasswordCard({ account }: { account: Session['account'] }) {
  const { t } = useTranslation('client');
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const { sending, failure, send } = useSending();
  const wrong = !PasswordSchema.safeParse(password).success;

  async function set(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    setDone(false);
    if (wrong) return;
    const body = account.hasPassword ? { current, password } : { password };
    const answer = await send(api.call('setPassword', { body }));
    if (answer === undefined) return;
    signedIn(answer.value);
    setCurrent('');
    setPassword('');
    setTried(false);
    setDone(true);
  }

  return (
    <section className={frame.card} aria-labelledby="password-title">
      <h2 id="password-title">{t('account.password')}</h2>
      <form className={frame.stack} noValidate onSubmit={(event) => void set(event)}>
        {!account.hasPassword && <Text size="sm">{t('account.passwordNone')}</Text>}
        {/* The password manager must know whose password it is. */}
        <input type="text" hidden readOnly autoComplete="username" value={account.email} />
        {account.hasPassword && (
          <PasswordInput
            label={t('account.passwordCurrent')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('access.show') }}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          label={t('account.passwordNew')}
          description={t('access.passwordWhat')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('access.show') }}
          maxLength={256}
          value={password}
          error={tried && wrong ? t('access.wrong.password') : null}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FailureNote failure={failure} />
        <Done shown={done}>{t('account.passwordDone')}</Done>
        <Button type="submit" variant="default" w="fit-content" loading={sending} data-testid="set-password">
          {account.hasPassword ? t('account.passwordChange') : t('account.passwordSet')}
        </Button>
      </form>
    </section>
  );
}
