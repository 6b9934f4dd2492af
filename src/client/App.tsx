/**
 * The client's page: who is not signed in sees how to sign in, or what a link is for; who is, sees the place that the
 * address names. Every view is a file of its own that comes when it is first asked for.
 */
import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../domain/protocol-accounts';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import { ContractFrame } from './contracts/ContractFrame';
import { tabOf } from './contracts/roles';
import { FailureNote, PartFailure } from './failures';
import classes from './frame.module.css';
import { Head } from './Head';
import { Link, type Place, usePlace } from './route';
import { askSession, useClient } from './store';

const SignInPage = lazy(() => import('./access/SignInPage'));
const JoinPage = lazy(() => import('./access/JoinPage'));
const ContractsPage = lazy(() => import('./contracts/ContractsPage'));
const AccountPage = lazy(() => import('./account/AccountPage'));
const DevicesPage = lazy(() => import('./devices/DevicesPage'));

export function App() {
  const { t } = useTranslation('client');
  const place = usePlace();
  const access = useClient((state) => state.access);
  const view = viewKey(place);
  const shown = useRef(view);
  // Whoever reads with the keyboard or by ear goes on in the view that they went to.
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    document.getElementById('main')?.focus();
  }, [view]);
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        {t('skip')}
      </a>
      <Head session={access.state === 'in' ? access.session : null} />
      <main id="main" className={classes.main} tabIndex={-1}>
        {/* A view that failed is tried anew when another one is gone to. */}
        <ErrorBoundary key={view} fallback={<PartFailure />}>
          <Suspense fallback={<Waiting />}>
            {place.page === 'join' ? (
              <JoinPage />
            ) : access.state === 'in' ? (
              <Inside place={place} session={access.session} />
            ) : access.state === 'out' ? (
              <SignInPage why={access.why} />
            ) : access.state === 'failed' ? (
              <div className={classes.narrow}>
                <FailureNote failure={access.failure} onRetry={() => void askSession()} />
              </div>
            ) : (
              <Waiting />
            )}
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

/** The same for every day of the same view: going from day to day keeps what stands. */
function viewKey(place: Place): string {
  return place.page === 'contract' ? `${place.contract} ${tabOf(place.view)}` : place.page;
}

function Inside({ place, session }: { place: Place; session: Session }) {
  switch (place.page) {
    case 'contracts':
    case 'join':
      return <ContractsPage session={session} />;
    case 'account':
      return <AccountPage session={session} />;
    case 'devices':
      return <DevicesPage />;
    case 'contract':
      return (
        <ContractFrame key={place.contract} contract={place.contract} view={place.view} session={session} />
      );
    case 'lost':
      return <LostPage />;
  }
}

/** As a page is titled while it is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Minutier' : `${title} · Minutier`;
  }, [title]);
}

export function LostPage() {
  const { t } = useTranslation('client');
  useTitle(t('lost.title'));
  return (
    <div className={classes.narrow}>
      <Stack>
        <Title order={1} size="h3">
          {t('lost.title')}
        </Title>
        <Text>{t('lost.body')}</Text>
        <Button component={Link} to={{ page: 'contracts' }} w="fit-content">
          {t('lost.home')}
        </Button>
      </Stack>
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation('client');
  return (
    <Center h="100%" mih="12rem">
      <Loader aria-label={t('loading')} />
    </Center>
  );
}
