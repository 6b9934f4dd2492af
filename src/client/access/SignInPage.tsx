/** Signing in: a passkey first, a password for who has none. The place that was asked for is shown afterwards. */
import { Alert, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../App';
import classes from '../frame.module.css';
import { SignInForm } from './SignInForm';

export default function SignInPage({ why }: { why: 'none' | 'expired' | 'left' }) {
  const { t } = useTranslation('client');
  useTitle(t('access.title'));
  return (
    <div className={classes.narrow}>
      <Title order={1} size="h2">
        {t('access.title')}
      </Title>
      {why === 'expired' && (
        <Alert role="status" color="yellow" styles={{ message: { color: 'var(--mantine-color-text)' } }}>
          {t('access.expired')}
        </Alert>
      )}
      {why === 'left' && <Alert role="status">{t('access.left')}</Alert>}
      <SignInForm />
    </div>
  );
}
