/** What is captured and what never is, plainly. The same text on the first run and in the settings. */
import { IconBan, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './first-run.module.css';

const CAPTURED = ['time', 'pictures', 'counts', 'windows', 'memo'] as const;
const NEVER = ['unlessStarted', 'keys', 'camera', 'silently', 'sent'] as const;

/** `level`: of its two headings, one below the heading it stands under. */
export function CaptureNotice({ level }: { level: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const { t } = useTranslation();
  return (
    <div>
      <div className={classes.columns}>
        <section className={classes.box} style={{ '--mark': 'var(--tracking)' }}>
          <Heading>
            <IconCheck size={18} aria-hidden /> {t('capture.captured')}
          </Heading>
          <ul>
            {CAPTURED.map((item) => (
              <li key={item}>{t(`capture.does.${item}`)}</li>
            ))}
          </ul>
        </section>
        <section className={classes.box} style={{ '--mark': 'var(--over)' }}>
          <Heading>
            <IconBan size={18} aria-hidden /> {t('capture.never')}
          </Heading>
          <ul>
            {NEVER.map((item) => (
              <li key={item}>{t(`capture.doesNot.${item}`)}</li>
            ))}
          </ul>
        </section>
      </div>
      <p className={classes.yours}>{t('capture.yours')}</p>
    </div>
  );
}
