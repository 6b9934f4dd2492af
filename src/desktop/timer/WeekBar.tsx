/** The week's time on the contract against its limit: a bar with its marks, and the same in words. */
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { useFormat } from '../../ui/format-context';
import { weekBar } from './selection';
import classes from './timer.module.css';
import { useWeekOf } from './week-of';

/** `end`: what else the line says, at its end. */
export function WeekBar({ contract, end }: { contract: HourlyContract | null; end?: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const week = useWeekOf(contract);
  if (week === null)
    return (
      <div className={classes.week} data-testid="week-bar">
        {end}
      </div>
    );
  const { trackedMs, overMs, limitSeconds } = week;
  const bar = weekBar(trackedMs, overMs, limitSeconds);
  if (bar === null || limitSeconds === null) {
    return (
      <div className={`${classes.week} figures`} data-testid="week-bar">
        {t('week.noLimit', { tracked: format.hm(trackedMs) })}
        {end}
      </div>
    );
  }
  const limitMs = limitSeconds * 1000;
  const text = t('week.of', { tracked: format.hm(trackedMs), limit: format.hm(limitMs) });
  const left = Math.max(0, limitMs - trackedMs);
  const rest =
    overMs > 0 ? t('week.over', { over: format.hm(overMs) }) : t('week.left', { left: format.hm(left) });
  const tone = overMs > 0 || bar.reached === 100 ? classes.over : bar.reached > 0 ? classes.near : '';
  return (
    <div className={`${classes.week} figures`} data-testid="week-bar">
      <span>{text}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: the element cannot show the part over the limit, nor the marks */}
      <div
        className={classes.track}
        role="meter"
        aria-label={t('week.title')}
        aria-valuemin={0}
        aria-valuemax={limitSeconds}
        aria-valuenow={Math.min(limitSeconds, Math.floor(trackedMs / 1000))}
        aria-valuetext={`${text}, ${rest}`}
      >
        <span
          className={classes.fill}
          data-reached={bar.reached}
          style={{ left: 0, width: `${bar.within * 100}%` }}
        />
        {bar.over > 0 && (
          <span
            className={`${classes.fill} ${classes.fillOver}`}
            style={{ left: `${bar.within * 100}%`, width: `${bar.over * 100}%` }}
          />
        )}
        {bar.marks.map(({ percent, at }) => (
          <span
            key={percent}
            className={classes.mark}
            style={{ left: `${at * 100}%` }}
            title={format.percent(percent / 100)}
          />
        ))}
      </div>
      <span className={tone} data-testid="week-rest">
        {tone !== '' && <IconAlertTriangleFilled size={12} aria-hidden />} {rest}
      </span>
      {end}
    </div>
  );
}
