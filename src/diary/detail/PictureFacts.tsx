/** When and how each picture of the slice was taken, or why it was not. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import type { DiaryPicture } from '../types';
import { failureText } from '../words';
import classes from './detail.module.css';
import { Fact, Section } from './SliceFacts';

export function PictureFacts({ pictures }: { pictures: readonly DiaryPicture[] }) {
  const { t } = useTranslation();
  if (pictures.length === 0) return null;
  return (
    <Section title={t('detail.pictures', { count: pictures.length })}>
      {pictures.map((picture) => (
        <Facts key={picture.id} picture={picture} />
      ))}
    </Section>
  );
}

function Facts({ picture }: { picture: DiaryPicture }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className={classes.facts} data-testid="detail-picture-facts">
      <Fact name={t('detail.takenAt')}>
        {format.timeSeconds(picture.takenAt)} · {t(`trigger.${picture.trigger}`)}
      </Fact>
      {picture.outcome === 'ok' ? (
        <Fact name={t('detail.size')}>
          {picture.width} × {picture.height} · {format.bytes(picture.bytes)}
          {picture.blurred ? ` · ${t('detail.blurred')}` : ''}
          {picture.hidden === 'whole' ? ` · ${t('pictures.factWhole')}` : ''}
          {Array.isArray(picture.hidden)
            ? ` · ${t('pictures.factAreas', { count: picture.hidden.length })}`
            : ''}
        </Fact>
      ) : (
        <Fact name={t('detail.failure')}>{failureText(t, picture.reason)}</Fact>
      )}
      {picture.display !== '' && <Fact name={t('detail.displayName')}>{picture.display}</Fact>}
      {picture.backend !== 'none' && <Fact name={t('detail.backend')}>{picture.backend}</Fact>}
    </dl>
  );
}
