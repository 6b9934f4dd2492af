/** The bar on top of every page: what is tracked, since when, how much is left, and the one button that changes it. */
import { ActionIcon, Button } from '@mantine/core';
import {
  IconCircleFilled,
  IconPictureInPictureTop,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timer } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { LiveProtection } from '../protection/LiveProtection';
import { useApp } from '../store';
import { TheirsMark } from '../sync/SetByClient';
import { resumeTimer, startTimer, stopTimer } from './actions';
import { ContractPicker } from './ContractPicker';
import { MemoField } from './MemoField';
import { useShownContract } from './shown-contract';
import classes from './timer.module.css';
import { WeekBar } from './WeekBar';

const ICONS = {
  tracking: <IconCircleFilled size={14} aria-hidden />,
  paused: <IconPlayerPauseFilled size={16} aria-hidden />,
  stopped: <IconPlayerStopFilled size={16} aria-hidden />,
} as const;

export function TimerBar() {
  const { t } = useTranslation();
  const mode = useApp(({ timer }) => timer.mode);
  const contract = useShownContract();
  // What is typed before it is given to main: null while the field shows main's own memo.
  const [draft, setDraft] = useState<string | null>(null);

  async function start(memo: string): Promise<void> {
    if (contract === null) return;
    await startTimer(contract.id, memo);
    setDraft(null);
  }

  return (
    <section className={classes.bar} aria-label={t('timer.title')}>
      <State />
      <div className={classes.fields}>
        <ContractPicker contract={contract} draft={draft} onSwitched={() => setDraft(null)} />
        <MemoField contract={contract} draft={draft} setDraft={setDraft} onStart={start} />
      </div>
      <Times />
      <div className={classes.actions}>
        <ActionIcon
          variant="default"
          size="input-md"
          title={t('mini.toggle')}
          aria-label={t('mini.toggle')}
          data-testid="timer-mini"
          onClick={() => void attempt(api.call('mini.toggle', undefined))}
        >
          <IconPictureInPictureTop size={18} aria-hidden />
        </ActionIcon>
        {mode === 'paused' && (
          <Button
            size="md"
            leftSection={<IconPlayerPlayFilled size={16} aria-hidden />}
            data-testid="timer-resume"
            onClick={() => void resumeTimer()}
          >
            {t('timer.resume')}
          </Button>
        )}
        {mode === 'stopped' ? (
          <Button
            size="md"
            miw={104}
            leftSection={<IconPlayerPlayFilled size={16} aria-hidden />}
            disabled={contract === null}
            data-testid="timer-toggle"
            data-shortcut="toggle"
            onClick={() => void start((draft ?? '').trim())}
          >
            {t('timer.start')}
          </Button>
        ) : (
          <Button
            size="md"
            miw={104}
            variant={mode === 'paused' ? 'default' : 'filled'}
            color="dark"
            leftSection={<IconPlayerStopFilled size={16} aria-hidden />}
            data-testid="timer-toggle"
            data-shortcut="toggle"
            onClick={() => void stopTimer()}
          >
            {t('timer.stop')}
          </Button>
        )}
      </div>
      <WeekBar
        contract={contract}
        end={
          <>
            <TheirsMark contractId={contract?.id ?? null} />
            <LiveProtection />
          </>
        }
      />
    </section>
  );
}

function State() {
  const { t } = useTranslation();
  const mode = useApp(({ timer }) => timer.mode);
  const reason = useApp(({ timer }) => timer.pauseReason);
  return (
    <output
      className={classes.state}
      data-mode={mode}
      data-testid="timer-state"
      title={pauseText(t, mode, reason)}
    >
      {ICONS[mode]}
      <span>{t(`timer.state.${mode}`)}</span>
      {mode === 'paused' && reason && <span className="visually-hidden">{t(`pauseReason.${reason}`)}</span>}
    </output>
  );
}

function pauseText(t: TFunction, mode: Timer['mode'], reason: Timer['pauseReason']): string {
  return mode === 'paused' && reason ? t(`pauseReason.${reason}`) : t(`timer.hint.${mode}`);
}

function Times() {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useApp(({ timer }) => timer.sessionMs);
  const today = useApp(({ timer }) => timer.todayMs);
  return (
    <div className={`${classes.times} figures`}>
      <span className={classes.time}>
        <span className={classes.timeLabel}>{t('timer.session')}</span>
        <span className={classes.session} role="timer" data-testid="timer-session">
          {format.clock(session)}
        </span>
      </span>
      <span className={classes.time}>
        <span className={classes.timeLabel}>{t('timer.today')}</span>
        <span className={classes.today} data-testid="timer-today">
          {format.clock(today)}
        </span>
      </span>
    </div>
  );
}
