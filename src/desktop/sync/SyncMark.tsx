/**
 * How it stands with the server, on the rail: a quiet mark, and how much waits for the freelancer. Nothing where there is
 * no server; said in words to who does not see it, and in the mark's hint.
 */
import { useTranslation } from 'react-i18next';
import { callsOf, standingOf, toneOf } from './standing';
import classes from './sync.module.css';
import { useSync } from './sync-store';

export function SyncMark() {
  const { t } = useTranslation();
  const standing = useSync(({ sync }) => standingOf(sync));
  const calls = useSync(({ sync }) => callsOf(sync));
  if (standing === null) return null;
  const words = t(`sync.standing.${standing}.title`);
  return (
    <i className={classes.mark} data-tone={toneOf(standing)} data-testid="sync-mark" title={words}>
      {calls > 0 && (
        <b className="figures" aria-hidden>
          {calls > 99 ? '99+' : calls}
        </b>
      )}
      <em className="visually-hidden">
        {words} {calls > 0 && t('sync.calls', { count: calls })}
      </em>
    </i>
  );
}
