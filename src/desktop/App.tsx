/** The main window: first run until the notice is read and a contract exists, then the timer bar over the pages. */
import { Center, Loader } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import classes from './app.module.css';
import DiaryPage from './diary/DiaryPage';
import { IdleStrip } from './idle/IdleStrip';
import { useImport } from './import/open-import';
import { JobStrip } from './jobs/JobStrip';
import { useShortcuts } from './keyboard/use-shortcuts';
import { NoticeStrip } from './notices/NoticeStrip';
import { PartFailure } from './PartFailure';
import { useWantedPicture } from './pictures/use-wanted';
import { Rail } from './Rail';
import { useApp } from './store';
import { useSyncConnection } from './sync/sync-store';
import { useWantedLink } from './sync/use-wanted-link';
import { documentTitle } from './timer/selection';
import { useShownContract } from './timer/shown-contract';
import { TimerBar } from './timer/TimerBar';

const WeekPage = lazy(() => import('./week/WeekPage'));
const InsightsPage = lazy(() => import('./insights/InsightsPage'));
const ImportDialog = lazy(() => import('./import/ImportDialog'));
const SearchDialog = lazy(() => import('./search/SearchDialog'));
const ContractsPage = lazy(() => import('./contracts/ContractsPage'));
const EvidencePage = lazy(() => import('./evidence/EvidencePage'));
const ProtectionPage = lazy(() => import('./protection/ProtectionPage'));
const ServerPage = lazy(() => import('./sync/ServerPage'));
const LinkDialog = lazy(() => import('./sync/LinkDialog'));
const SettingsPage = lazy(() => import('./settings/SettingsPage'));
const FirstRun = lazy(() => import('./first-run/FirstRun'));
const CommandPalette = lazy(() => import('./palette/CommandPalette'));
const ShortcutHelp = lazy(() => import('./keyboard/ShortcutHelp'));

export function App() {
  const { t } = useTranslation();
  const accepted = useApp(({ settings }) => settings.noticeAcceptedAt !== null);
  const hasContract = useApp(({ contracts }) => contracts.length > 0);
  const ready = accepted && hasContract;
  const importing = useImport(({ answer }) => answer !== null);
  return (
    <>
      <Title />
      <div className={classes.frame}>
        <Suspense
          fallback={
            <Center h="100%">
              <Loader aria-label={t('loading')} />
            </Center>
          }
        >
          {ready ? <Workplace /> : <FirstRun accepted={accepted} />}
        </Suspense>
        <JobStrip />
      </div>
      {/* Not in the workplace: on the first run the first contract is made in it, and it stays open over what comes then. */}
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog />
        </Suspense>
      )}
      <Notifications position="bottom-right" limit={3} />
    </>
  );
}

function Workplace() {
  const { t } = useTranslation();
  const page = useApp((state) => state.page);
  // The timer is painted and can be started before the diary below it is drawn.
  const timerDrawn = useDeferredValue(true, false);
  const [help, setHelp] = useState(false);
  const [searching, setSearching] = useState(false);
  useWantedPicture();
  useSyncConnection();
  const link = useWantedLink();
  const [palette, setPalette] = useState(false);
  const doors = useMemo(() => ({ search: () => setSearching(true), help: () => setHelp(true) }), []);
  useShortcuts(doors.help, doors.search, () => setPalette(true));
  return (
    <div className={classes.app}>
      <TimerBar />
      <div>
        <IdleStrip />
        <NoticeStrip />
      </div>
      <div className={classes.main}>
        <Rail onHelp={doors.help} onSearch={doors.search} onPalette={() => setPalette(true)} />
        <main className={classes.page}>
          <ErrorBoundary key={page} fallback={<PartFailure />}>
            <Suspense
              fallback={
                <Center h="100%">
                  <Loader aria-label={t('loading')} />
                </Center>
              }
            >
              {timerDrawn && page === 'diary' && <DiaryPage />}
              {page === 'protection' && <ProtectionPage />}
              {page === 'week' && <WeekPage />}
              {page === 'insights' && <InsightsPage />}
              {page === 'contracts' && <ContractsPage />}
              {page === 'evidence' && <EvidencePage />}
              {page === 'server' && <ServerPage />}
              {page === 'settings' && <SettingsPage />}
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      {link.wanted !== null && (
        <Suspense fallback={null}>
          <LinkDialog link={link.wanted} onClose={link.close} />
        </Suspense>
      )}
      {palette && (
        <Suspense fallback={null}>
          <CommandPalette doors={doors} onClose={() => setPalette(false)} />
        </Suspense>
      )}
      {searching && (
        <Suspense fallback={null}>
          <SearchDialog onClose={() => setSearching(false)} />
        </Suspense>
      )}
      {help && (
        <Suspense fallback={null}>
          <ShortcutHelp onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Keeps the document's title; draws nothing. The title changes once a minute at most, though the timer ticks. */
function Title() {
  const { t } = useTranslation();
  const contract = useShownContract();
  const stopped = t('timer.state.stopped');
  const title = useApp(({ timer }) => documentTitle(timer, contract, stopped));
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
