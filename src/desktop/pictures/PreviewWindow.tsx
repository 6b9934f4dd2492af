/**
 * The picture just taken, with time to decide: keep it, redact it in the main window, or delete it (and bring it back
 * while the window is open). Closed by itself, the picture is kept.
 */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureId } from '../../../domain/ids';
import type { Preview } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api, pictureUrl } from '../api';
import { now } from '../present';
import classes from './preview.module.css';

export function PreviewWindow() {
  const { t } = useTranslation();
  const [preview, setPreview] = useState<Preview | null>(null);
  const [seconds, setSeconds] = useState<number | null>(null);
  const [failed, setFailed] = useState(false);
  const title = t('preview.title');
  const until = preview?.until ?? null;

  useEffect(() => {
    document.title = title;
    void api.call('preview.get', undefined).then(setPreview, () => setFailed(true));
    return api.on('preview', setPreview);
  }, [title]);

  useEffect(() => {
    if (until === null) return;
    const tell = () => setSeconds(Math.max(0, Math.ceil((until - now()) / 1_000)));
    tell();
    const timer = setInterval(tell, 250);
    return () => clearInterval(timer);
  }, [until]);

  const ask = (work: Promise<unknown>) =>
    work.then(
      () => setFailed(false),
      () => setFailed(true),
    );
  return (
    <main className={classes.page} aria-labelledby="preview-title">
      <header className={classes.head}>
        <h1 id="preview-title">{title}</h1>
        {seconds !== null && (
          <span className="figures" role="timer" data-testid="preview-countdown">
            {t('preview.seconds', { count: seconds })}
          </span>
        )}
      </header>
      {failed && <p role="alert">{t('preview.failed')}</p>}
      <ul className={classes.list}>
        {preview?.pictures.map((picture) => (
          <Entry key={picture.id} picture={picture} ask={ask} />
        ))}
      </ul>
      <button
        type="button"
        className={classes.keep}
        data-testid="preview-keep"
        onClick={() => void ask(api.call('preview.close', undefined))}
      >
        {t('preview.keep')}
      </button>
    </main>
  );
}

interface EntryProps {
  picture: Preview['pictures'][number];
  ask(work: Promise<unknown>): Promise<void>;
}

function Entry({ picture: { id, takenAt, held }, ask }: EntryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [deleted, setDeleted] = useState(false);
  const change = (command: 'picture.delete' | 'picture.undo', to: boolean, of: PictureId) =>
    void ask(api.call(command, { id: of }).then(() => setDeleted(to)));
  return (
    <li className={classes.entry}>
      {held || deleted ? (
        <span className={classes.cover}>{held ? t('pictures.held') : t('preview.deleted')}</span>
      ) : (
        <img
          src={pictureUrl({ id, hidden: null, bytes: 0 }, 'thumb')}
          alt={t('detail.pictureAlt', { time: format.timeSeconds(takenAt) })}
          data-testid="preview-image"
        />
      )}
      <span className={classes.buttons}>
        {deleted ? (
          <button type="button" data-testid="preview-undo" onClick={() => change('picture.undo', false, id)}>
            {t('preview.undo')}
          </button>
        ) : (
          <>
            <button
              type="button"
              data-testid="preview-redact"
              onClick={() => void ask(api.call('preview.redact', { id }))}
            >
              {t('pictures.redact')}
            </button>
            <button
              type="button"
              data-testid="preview-delete"
              title={t('pictures.deleteHint')}
              onClick={() => change('picture.delete', true, id)}
            >
              {t('pictures.delete')}
            </button>
          </>
        )}
      </span>
    </li>
  );
}
