/** Around every view of a contract: what it is called, how it stands now, and the way to its other views. */
import { Badge, Center, Loader } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { Session } from '../../../domain/protocol-accounts';
import type { ContractView } from '../../../domain/protocol-diary';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { LostPage, useTitle } from '../App';
import { useEvents } from '../events';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { Link, type View } from '../route';
import { loadContract, roleIn } from '../store';
import classes from './contracts.module.css';
import { Reminders, useReminders } from './Reminders';
import { isFor, type TabName, tabOf, tabsOf } from './roles';
import { useLoadedContract } from './use-contract';

const DiaryPage = lazy(() => import('../diary/DiaryPage'));
const WeekPage = lazy(() => import('../week/WeekPage'));
const MonthPage = lazy(() => import('../diary/MonthPage'));
const SegmentPage = lazy(() => import('../segment/SegmentPage'));
const ThreadsPage = lazy(() => import('../threads/ThreadsPage'));
const MediatorPage = lazy(() => import('../mediator/MediatorPage'));
const SettingsPage = lazy(() => import('../settings/SettingsPage'));
const AccessesPage = lazy(() => import('../accesses/AccessesPage'));

export function ContractFrame(props: { contract: ContractId; view: View; session: Session }) {
  const { contract, session, view } = props;
  const role = roleIn(session, contract);
  if (role === null || !isFor(role, view)) return <LostPage />;
  return <Framed contract={contract} view={view} session={session} role={role} />;
}

function Framed(props: { contract: ContractId; view: View; session: Session; role: RoleOnContract }) {
  const { contract, role, view } = props;
  const { t } = useTranslation('client');
  const state = useLoadedContract(contract);
  // A mediator looks at what was, and hears of nothing.
  useEvents(role === 'mediator' ? null : contract, () => void loadContract(contract));
  const reminders = useReminders(contract, role);
  const waits = reminders.value === null && reminders.failure === null;
  const membership = props.session.contracts.find(({ id }) => id === contract);
  const title = state.view?.title ?? membership?.title ?? '';
  useTitle(`${title} · ${t(`view.${tabOf(view)}`)}`);
  return (
    <div className={classes.frame} data-frame>
      <div className={classes.bar}>
        <div className={classes.about}>
          <h1 className={classes.name}>{title}</h1>
          {state.view !== null && <Standing view={state.view} />}
        </div>
        <Tabs contract={contract} role={role} view={view} />
      </div>
      <div className={classes.view} data-waits={waits || undefined}>
        {reminders.value !== null && (
          <Reminders contract={contract} role={role} reminders={reminders.value.reminders} />
        )}
        {state.failure !== null && (
          <div className={frame.page}>
            <FailureNote failure={state.failure} onRetry={() => void loadContract(contract)} />
          </div>
        )}
        <Suspense
          fallback={
            <Center mih="12rem">
              <Loader aria-label={t('loading')} />
            </Center>
          }
        >
          <Shown contract={contract} role={role} view={view} />
        </Suspense>
      </div>
    </div>
  );
}

function Tabs({ contract, role, view }: { contract: ContractId; role: RoleOnContract; view: View }) {
  const { t } = useTranslation('client');
  const nav = useRef<HTMLElement>(null);
  const shown = tabOf(view);
  // On a phone not all tabs fit: the one that is shown is pushed into sight.
  useEffect(() => {
    const tab = nav.current?.querySelector(`[data-testid="tab-${shown}"]`);
    tab?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [shown]);
  return (
    <nav ref={nav} className={classes.tabs} aria-label={t('view.nav')}>
      {tabsOf(role).map((tab) => (
        <Link
          key={tab}
          className={classes.tab}
          to={{ page: 'contract', contract, view: viewOfTab(tab, view) }}
          aria-current={tab === shown ? 'page' : undefined}
          data-testid={`tab-${tab}`}
        >
          {t(`view.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}

function Shown({ contract, role, view }: { contract: ContractId; role: RoleOnContract; view: View }) {
  switch (view.name) {
    case 'day':
      return <DiaryPage contract={contract} role={role} view={view} />;
    case 'week':
      return <WeekPage contract={contract} role={role} view={view} />;
    case 'month':
      return <MonthPage contract={contract} role={role} view={view} />;
    case 'segment':
      return <SegmentPage contract={contract} role={role} view={view} />;
    case 'threads':
      return <ThreadsPage contract={contract} role={role} view={view} />;
    case 'settings':
      return <SettingsPage contract={contract} role={role} view={view} />;
    case 'accesses':
      return <AccessesPage contract={contract} role={role} view={view} />;
    case 'dispute':
      return <MediatorPage contract={contract} role={role} view={view} />;
  }
}

function Standing({ view }: { view: ContractView }) {
  const { t } = useTranslation('client');
  return (
    <>
      {view.working === true && <span className={classes.working}>{t('standing.working')}</span>}
      {view.disputed ? (
        <Badge color="red" variant="light" className={classes.state ?? ''}>
          {t('standing.disputed')}
        </Badge>
      ) : (
        view.pausedSince !== null && (
          <Badge color="yellow" variant="light" className={classes.state ?? ''}>
            {t('standing.paused')}
          </Badge>
        )
      )}
    </>
  );
}

/** A tab leads to the present; the one that is shown stays as it is. */
function viewOfTab(tab: TabName, shown: View): View {
  if (tab === tabOf(shown) && shown.name !== 'segment') return shown;
  switch (tab) {
    case 'day':
      return { name: 'day', day: null };
    case 'week':
      return { name: 'week', week: null };
    case 'month':
      return { name: 'month', month: null };
    case 'threads':
    case 'settings':
    case 'accesses':
      return { name: tab };
    case 'dispute':
      return shown;
  }
}
