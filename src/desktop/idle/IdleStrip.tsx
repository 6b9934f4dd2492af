/** The idle question inside the main window, for as long as it is open. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import { answerIdle } from '../timer/actions';
import classes from './idle.module.css';

const ANSWERS = ['keep', 'discard', 'stop'] as const;

export function IdleStrip() {
  const { t } = useTranslation();
  const format = useFormat();
  const start = useApp(({ timer }) => timer.idle?.start ?? null);
  const minutes = useApp(({ timer }) => Math.floor((timer.idle?.ms ?? 0) / 60_000));
  if (start === null) return null;
  return (
    <section className={classes.strip} aria-label={t('idle.title')} data-testid="idle-strip">
      <span className={classes.stripText}>
        <strong>
          {t('idle.since', { time: format.time(start), duration: format.words(minutes * 60_000) })}
        </strong>{' '}
        {t('idle.nothingCut')}
      </span>
      <span className={classes.buttons}>
        {ANSWERS.map((answer) => (
          <Button
            key={answer}
            size="compact-sm"
            variant="default"
            title={t(`idle.${answer}Hint`)}
            data-testid={`idle-strip-${answer}`}
            onClick={() => void answerIdle(answer)}
          >
            {t(`idle.${answer}`)}
          </Button>
        ))}
      </span>
    </section>
  );
}
