/**
 * What a link is for, and taking it up: with the account that is signed in, with one that signs in now, or with a new
 * one. The link's secret came behind the `#` of the address and is in the page's memory only.
 */
import { Button, Loader, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../domain/protocol-accounts';
import type { Reply } from '../../../domain/wire';
import { useFormat } from '../../ui/format-context';
import { useTitle } from '../App';
import { api } from '../api';
import { useAsked, useSending } from '../asked';
import { firstPlace } from '../contracts/roles';
import { FailureNote } from '../failures';
import classes from '../frame.module.css';
import { go, Link, type Place } from '../route';
import { signedIn, useClient } from '../store';
import { leave } from './leave';
import { NewAccountForm } from './NewAccountForm';
import { SignInForm } from './SignInForm';

type Invitation = Reply<'invitation'>;

export default function JoinPage() {
  const { t } = useTranslation('client');
  const token = useClient((state) => state.linkToken);
  useTitle(t('join.title'));
  if (token !== null) return <Invited key={token} token={token} />;
  return (
    <div className={classes.narrow}>
      <Title order={1} size="h3">
        {t('join.none.title')}
      </Title>
      <Text>{t('join.none.body')}</Text>
      <Button component={Link} to={{ page: 'contracts' }} variant="default" w="fit-content">
        {t('lost.home')}
      </Button>
    </div>
  );
}

function Invited({ token }: { token: string }) {
  const { t } = useTranslation('client');
  const { value, failure, again } = useAsked('invitation', { body: { token } });
  return (
    <div className={classes.narrow}>
      {value === null ? (
        <>
          <Title order={1} size="h3">
            {t('join.title')}
          </Title>
          {failure === null ? (
            <Loader aria-label={t('loading')} />
          ) : (
            <FailureNote failure={failure} onRetry={again} />
          )}
        </>
      ) : (
        <Ways token={token} invitation={value} />
      )}
    </div>
  );
}

function Ways({ token, invitation }: { token: string; invitation: Invitation }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const access = useClient((state) => state.access);
  const [hasAccount, setHasAccount] = useState(false);
  const from = invitation.from ?? t('join.somebody');
  const contract = invitation.contract ?? '';
  return (
    <>
      <Title order={1} size="h2">
        {t(`join.${invitation.kind}.title`, { from, contract })}
      </Title>
      <Text>{t(`join.${invitation.kind}.body`, { from, contract })}</Text>
      <Text size="sm" c="dimmed">
        {t('join.until', { date: format.dateTime(invitation.until) })}
      </Text>
      {access.state === 'in' && invitation.kind !== 'setup' ? (
        <Accept token={token} session={access.session} kind={invitation.kind} />
      ) : hasAccount ? (
        <>
          <Title order={2} size="h4">
            {t('access.title')}
          </Title>
          <SignInForm />
          <Button variant="subtle" w="fit-content" onClick={() => setHasAccount(false)}>
            {t('join.noAccount')}
          </Button>
        </>
      ) : (
        <>
          <NewAccountForm
            token={token}
            onDone={(session) => {
              useClient.setState({ linkToken: null });
              signedIn(session);
              go(homeOf(session), 'replace');
            }}
          />
          {invitation.kind !== 'setup' && (
            <Button variant="subtle" w="fit-content" onClick={() => setHasAccount(true)}>
              {t('join.hasAccount')}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function Accept({ token, session, kind }: { token: string; session: Session; kind: Invitation['kind'] }) {
  const { t } = useTranslation('client');
  const { sending, failure, send } = useSending();
  async function accept() {
    const answer = await send(api.call('accept', { body: { token } }));
    if (answer === undefined) return;
    const before = new Set(session.contracts.map(({ id, role }) => `${id} ${role}`));
    const added = answer.value.contracts.filter(({ id, role }) => !before.has(`${id} ${role}`));
    useClient.setState({ linkToken: null });
    signedIn(answer.value);
    go(homeOf({ ...answer.value, contracts: added }), 'replace');
  }
  return (
    <div className={classes.stack}>
      <FailureNote failure={failure} />
      {kind === 'account' ? (
        <>
          <Text>{t('join.have', { name: session.account.name, email: session.account.email })}</Text>
          <Button component={Link} to={{ page: 'contracts' }}>
            {t('lost.home')}
          </Button>
        </>
      ) : (
        <Button size="md" loading={sending} data-testid="join-accept" onClick={() => void accept()}>
          {t('join.accept', { name: session.account.name })}
        </Button>
      )}
      <Button variant="subtle" w="fit-content" onClick={() => void other()}>
        {t('join.other')}
      </Button>
    </div>
  );
}

/** Another account takes the link up: it stays where it is, behind the sign-in. */
async function other(): Promise<void> {
  await leave();
  go({ page: 'join' });
}

/** The one contract where there is one, else the list. */
function homeOf(session: Session): Place {
  const [only, ...more] = session.contracts;
  if (only === undefined || more.length > 0) return { page: 'contracts' };
  return firstPlace(only);
}
