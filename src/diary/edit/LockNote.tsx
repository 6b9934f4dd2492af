/** Whether the day can still be changed: on Mondays how long the past week can, and that a closed week is read-only. */
import { IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { weekLocksAt, weekStart } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import classes from './edit.module.css';

/** `from`: an instant of the day that is shown. `now`: how the present is read. */
export function LockNote({ from, now }: { from: number; now(): number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 30_000);
    return () => clearInterval(timer);
  }, [now]);
  const locks = weekLocksAt(from);
  if (at >= locks) {
    return (
      <div className={classes.note} data-testid="week-closed">
        <IconLock size={14} aria-hidden /> {t('edit.closed')}
      </div>
    );
  }
  // Until Monday noon the past week and the new one are open side by side; the countdown is for the past one.
  const past = weekLocksAt(weekStart(at) - 1);
  if (at >= past) return null;
  return (
    <div className={`${classes.note} ${classes.noteWarn}`} role="timer" data-testid="lock-countdown">
      {t('edit.countdown', { time: format.hm(Math.ceil((past - at) / 60_000) * 60_000) })}
    </div>
  );
}
