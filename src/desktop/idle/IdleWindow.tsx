/**
 * The small window that asks about a stretch without input. It may appear while someone is typing elsewhere, so no
 * single letter and no Enter answers before an answer has been chosen: Tab or the arrow keys choose, Enter answers.
 */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import { answerIdle } from '../timer/actions';
import classes from './idle.module.css';
import { answerKey, answersFor, useIdleQuestion } from './question';

export function IdleWindow() {
  const { t } = useTranslation();
  const format = useFormat();
  const page = useRef<HTMLElement>(null);
  const mode = useApp(({ timer }) => timer.mode);
  const idle = useIdleQuestion();
  const title = t('idle.title');
  useEffect(() => {
    document.title = title;
    page.current?.focus();
  }, [title]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...(page.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  }

  return (
    <main
      ref={page}
      className={classes.page}
      tabIndex={-1}
      aria-labelledby="idle-title"
      aria-describedby="idle-note"
      onKeyDown={onKeyDown}
    >
      <h1 id="idle-title">{title}</h1>
      {idle === null ? (
        <p className={classes.note}>{t('idle.answered')}</p>
      ) : (
        <>
          <div>
            {t('idle.noInputSince', {
              time: format.time(idle.start),
              contract: idle.contract,
            })}
          </div>
          <p className={`${classes.away} figures`} role="timer" data-testid="idle-duration">
            {format.clock(idle.ms)}
          </p>
          <p className={classes.note} id="idle-note">
            {t('idle.nothingCut')}
          </p>
          <div className={classes.answers}>
            {answersFor(mode).map((answer) => (
              <button
                type="button"
                key={answer}
                className={classes.answer}
                data-testid={`idle-${answer}`}
                onClick={() => void answerIdle(answer)}
              >
                <strong>{t(`idle.${answerKey(answer, mode)}`)}</strong>
                <span className={classes.hint}>{t(`idle.${answerKey(answer, mode)}Hint`)}</span>
              </button>
            ))}
          </div>
        </>
      )}
    </main>
  );
}
