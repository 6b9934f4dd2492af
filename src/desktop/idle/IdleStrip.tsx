/** The idle question inside the main window, for as long as it is open. */
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DAY_MS } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import { answerIdle } from '../timer/actions';
import classes from './idle.module.css';
import { answerKey, answersFor, useIdleQuestion } from './question';
import { usePendingIdles } from './use-pending';

const PendingIdles = lazy(() => import('./PendingIdles'));

export function IdleStrip() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const mode = useApp(({ timer }) => timer.mode);
  const idle = useIdleQuestion();
  const pending = usePendingIdles();
  const [all, setAll] = useState(false);
  const list = all && (
    <Suspense fallback={null}>
      <PendingIdles pending={pending} onClose={() => setAll(false)} />
    </Suspense>
  );
  // The list stays open until it is closed, also when its last question has been answered.
  if (idle === null) return list || null;
  const minutes = Math.floor(idle.ms / 60_000);
  const isRecent = (at: number) => now - at < DAY_MS;
  return (
    <section className={classes.strip} aria-label={t('idle.title')} data-testid="idle-strip">
      <span className={classes.stripText}>
        <strong>
          {t('idle.since', {
            time: isRecent(idle.start) ? format.time(idle.start) : format.dateTime(idle.start),
            duration: format.words(minutes * 60_000),
            contract: idle.contract,
          })}
        </strong>{' '}
        {t('idle.nothingCut')}
      </span>
      <span className={classes.buttons}>
        {answersFor(mode).map((answer) => (
          <Button
            key={answer}
            size="compact-sm"
            variant="default"
            title={t(`idle.${answerKey(answer, mode)}Hint`)}
            data-testid={`idle-strip-${answer}`}
            onClick={() => void answerIdle(answer)}
          >
            {t(`idle.${answerKey(answer, mode)}`)}
          </Button>
        ))}
        {pending.length > 1 && (
          <Button size="compact-sm" variant="default" data-testid="idle-all" onClick={() => setAll(true)}>
            {t('idle.all', { count: pending.length })}
          </Button>
        )}
      </span>
      {list}
    </section>
  );
}
