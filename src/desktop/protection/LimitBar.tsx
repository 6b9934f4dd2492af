/** A contract's week against its limit: what is protected, at risk, manual and over it, as a bar and in words. */
import { useTranslation } from 'react-i18next';
import type { ProtectionWeek } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import classes from './protection.module.css';

export type ContractWeek = ProtectionWeek['contracts'][number];

const PARTS = [
  ['protected', 'protectedMs'],
  ['risk', 'atRiskMs'],
  ['manual', 'manualMs'],
  ['over', 'overMs'],
] as const;

export function LimitBar({ week, currency }: { week: ContractWeek; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const limitMs = week.limitSeconds === null ? null : week.limitSeconds * 1000;
  const whole = Math.max(1, week.totalMs, limitMs ?? 0);
  const minor = {
    protected: week.worth.protectedMinor,
    risk: week.worth.atRiskMinor,
    manual: week.worth.manualMinor,
    over: 0,
  };
  const shown = PARTS.filter(([part, ms]) => week.parts[ms] > 0 || part === 'protected' || part === 'risk');
  return (
    <>
      <div className={classes.bar} aria-hidden>
        {PARTS.map(([part, ms]) => (
          <span
            key={part}
            className={classes.part}
            data-part={part}
            style={{ width: `${(week.parts[ms] / whole) * 100}%` }}
          />
        ))}
        {limitMs !== null && limitMs < whole && (
          <span className={classes.cap} style={{ left: `${(limitMs / whole) * 100}%` }} />
        )}
      </div>
      <dl className={`${classes.parts} figures`}>
        {shown.map(([part, ms]) => (
          <div key={part} data-testid={`part-${part}`}>
            <dt>
              <span className={classes.swatch} data-part={part} aria-hidden />
              {t(`protection.part.${part}`)}
            </dt>
            <dd>
              {format.hm(week.parts[ms])}
              {part !== 'over' && (
                <span className={classes.money}>{format.money(minor[part], currency)}</span>
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('protection.part.total')}</dt>
          <dd>
            {limitMs === null
              ? format.hm(week.totalMs)
              : t('protection.ofLimit', { time: format.hm(week.totalMs), limit: format.hm(limitMs) })}
          </dd>
        </div>
      </dl>
    </>
  );
}
