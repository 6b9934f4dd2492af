/**
 * The small timer: what is tracked and for how long, the one button that changes it, and the way back to the main
 * window. Dragged by its ground; Escape closes it, which changes nothing of the timer.
 */
import {
  IconCircleFilled,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconWindowMaximize,
  IconX,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';
import { resumeTimer, startTimer, stopTimer } from '../timer/actions';
import { documentTitle, openContracts } from '../timer/selection';
import { useShownContract } from '../timer/shown-contract';
import classes from './mini.module.css';

const STATES = {
  tracking: <IconCircleFilled size={10} aria-hidden />,
  paused: <IconPlayerPauseFilled size={12} aria-hidden />,
  stopped: <IconPlayerStopFilled size={12} aria-hidden />,
} as const;

export function MiniTimer() {
  const { t } = useTranslation();
  const format = useFormat();
  const timer = useApp((state) => state.timer);
  const contract = useShownContract();
  const { mode } = timer;
  const title = documentTitle(timer, contract, t('timer.state.stopped'));
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <main className={classes.page} data-mode={mode}>
      <h1 className="visually-hidden">{t('mini.title')}</h1>
      <div className={classes.line}>
        <ContractChoice />
        <button
          type="button"
          className={classes.small}
          title={t('mini.open')}
          aria-label={t('mini.open')}
          data-testid="mini-open"
          onClick={() => void attempt(api.call('window.open', undefined))}
        >
          <IconWindowMaximize size={16} aria-hidden />
        </button>
        <button
          type="button"
          className={classes.small}
          title={t('mini.close')}
          aria-label={t('mini.close')}
          data-testid="mini-close"
          onClick={close}
        >
          <IconX size={16} aria-hidden />
        </button>
      </div>
      <div className={classes.line}>
        <span className={classes.state} title={t(`timer.state.${mode}`)}>
          {STATES[mode]}
          <span className="visually-hidden">{t(`timer.state.${mode}`)}</span>
        </span>
        <span className={`${classes.session} figures`} role="timer" data-testid="mini-session">
          {format.clock(timer.sessionMs)}
        </span>
        <span className={`${classes.today} figures`}>
          {t('mini.today', { time: format.hm(timer.todayMs) })}
        </span>
        {mode === 'paused' && (
          <button
            type="button"
            className={classes.main}
            title={t('timer.resume')}
            aria-label={t('timer.resume')}
            data-testid="mini-resume"
            onClick={() => void resumeTimer()}
          >
            <IconPlayerPlayFilled size={18} aria-hidden />
          </button>
        )}
        <button
          type="button"
          className={classes.main}
          title={t(mode === 'stopped' ? 'timer.start' : 'timer.stop')}
          aria-label={t(mode === 'stopped' ? 'timer.start' : 'timer.stop')}
          disabled={contract === null}
          data-testid="mini-toggle"
          onClick={() =>
            void (mode === 'stopped' ? contract && startTimer(contract.id, timer.memo) : stopTimer())
          }
        >
          {mode === 'stopped' ? (
            <IconPlayerPlayFilled size={18} aria-hidden />
          ) : (
            <IconPlayerStopFilled size={18} aria-hidden />
          )}
        </button>
      </div>
      <p className={classes.memo} title={timer.memo}>
        {mode === 'stopped'
          ? t('timer.state.stopped')
          : timer.memo === ''
            ? t('timer.memoMissing')
            : timer.memo}
      </p>
    </main>
  );
}

/** While something is tracked, choosing another contract switches at once, as in the bar. */
function ContractChoice() {
  const { t } = useTranslation();
  const mode = useApp(({ timer }) => timer.mode);
  const contracts = useApp((state) => state.contracts);
  const contract = useShownContract();

  function choose(id: string): void {
    const next = openContracts(contracts).find((one) => one.id === id);
    if (!next || next.id === contract?.id) return;
    if (mode === 'stopped') useApp.setState({ chosen: next.id });
    else void startTimer(next.id, '');
  }

  return (
    <>
      <span
        className={classes.dot}
        style={{ '--ink': contract ? contractInk(contract.colour) : 'var(--line-strong)' }}
        aria-hidden
      />
      <select
        className={classes.contract}
        aria-label={t(mode === 'stopped' ? 'timer.contract' : 'timer.switch')}
        value={contract?.id ?? ''}
        data-testid="mini-contract"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {contract === null && <option value="">{t('timer.noContract')}</option>}
        {openContracts(contracts).map((one) => (
          <option key={one.id} value={one.id}>{`${one.client} — ${one.title}`}</option>
        ))}
      </select>
    </>
  );
}

function close(): void {
  void attempt(api.call('mini.toggle', undefined));
}
