/** The slice's input in figures: what the chart draws, summed up. */
import { useTranslation } from 'react-i18next';
import { addCounts, type InputCounts, NO_INPUT } from '../../../domain/sample';
import { useFormat } from '../../ui/format-context';
import classes from './detail.module.css';
import { SERIES } from './series';

export function InputCountsLine({
  minutes,
  activity,
}: {
  minutes: readonly InputCounts[];
  activity: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = minutes.reduce(addCounts, NO_INPUT);
  return (
    <div className={`${classes.counts} figures`}>
      <strong>{t('detail.activity', { level: activity })}</strong>
      {SERIES.map(({ name, colour }) => (
        <span key={name}>
          <span className={classes.swatch} style={{ background: colour }} aria-hidden />
          {t(`input.${name}`)} <b data-testid={`detail-${name}`}>{format.number(sum[name])}</b>
        </span>
      ))}
      <span>
        {t('input.distance')} <b data-testid="detail-distance">{format.number(sum.distance)}</b> px
      </span>
      {sum.synthetic > 0 && (
        <span style={{ color: 'var(--warn)' }} title={t('input.syntheticHint')}>
          {t('input.synthetic')} <b data-testid="detail-synthetic">{format.number(sum.synthetic)}</b>
        </span>
      )}
    </div>
  );
}
