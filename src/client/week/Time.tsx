/** The time of a week: its sum against the limit, which part is protected and which is not, and its days. */
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { TimesheetView } from '../../../domain/protocol-diary';
import { useFormat } from '../../ui/format-context';
import { dayOf } from '../../ui/zone';
import frame from '../frame.module.css';
import { Link } from '../route';
import classes from './week.module.css';

const PARTS = [
  ['protected', 'protectedMs'],
  ['risk', 'atRiskMs'],
  ['manual', 'manualMs'],
  ['over', 'overMs'],
] as const;

export interface TimeProps {
  /** Null where days have no page of their own. */
  contract: ContractId | null;
  sheet: TimesheetView;
  /** Of the present week; null: no limit. Undefined: of another week, whose limit may have been another. */
  limitSeconds: number | null | undefined;
}

export function Time({ contract, sheet, limitSeconds }: TimeProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { parts, totalMs } = sheet;
  const limitMs = limitSeconds == null ? null : limitSeconds * 1000;
  const whole = Math.max(1, totalMs, limitMs ?? 0);
  const most = Math.max(1, ...sheet.days.map(({ ms }) => ms));
  return (
    <section className={frame.card} aria-labelledby="week-time">
      <h2 id="week-time">{t('week.time')}</h2>
      <p className={`${classes.sum} figures`} data-testid="week-total">
        {limitMs === null
          ? format.hm(totalMs)
          : t('week.ofLimit', { time: format.hm(totalMs), limit: format.hm(limitMs) })}
        {limitSeconds === null && <span className={classes.quiet}> · {t('week.noLimit')}</span>}
      </p>
      <div className={classes.bar} aria-hidden>
        {PARTS.map(([part, key]) => (
          <span
            key={part}
            className={classes.part}
            data-part={part}
            style={{ width: `${(parts[key] / whole) * 100}%` }}
          />
        ))}
        {limitMs !== null && limitMs < whole && (
          <span className={classes.cap} style={{ left: `${(limitMs / whole) * 100}%` }} />
        )}
      </div>
      <dl className={`${classes.parts} figures`}>
        {PARTS.filter(([part, key]) => parts[key] > 0 || part === 'protected').map(([part, key]) => (
          <div key={part} data-testid={`week-${part}`}>
            <dt>
              <span className={classes.swatch} data-part={part} aria-hidden />
              {t(`week.part.${part}`)}
            </dt>
            <dd>{format.hm(parts[key])}</dd>
            <dd className={classes.quiet}>{t(`week.what.${part}`)}</dd>
          </div>
        ))}
      </dl>
      <table className={`${classes.days} figures`}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('week.day')}</th>
            <th scope="col">{t('week.time')}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.days.map(({ day, ms }) => {
            const name = dayOf(day * 1000, 'UTC');
            return (
              <tr key={day}>
                <th scope="row">
                  {contract === null ? (
                    format.dayShort(name)
                  ) : (
                    <Link to={{ page: 'contract', contract, view: { name: 'day', day: name } }}>
                      {format.dayShort(name)}
                    </Link>
                  )}
                </th>
                <td className={classes.dayBar}>
                  <span aria-hidden style={{ width: `${(ms / most) * 100}%` }} />
                </td>
                <td className={classes.dayTime}>{ms === 0 ? '–' : format.hm(ms)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {sheet.lateMs > 0 && (
        <p className={classes.late} data-testid="week-late">
          {t(
            sheet.state === 'review' || sheet.state === 'disputed' ? 'week.lateInside' : 'week.lateOutside',
            {
              time: format.words(sheet.lateMs),
            },
          )}
        </p>
      )}
      <p className={classes.quiet}>{t('week.utc')}</p>
    </section>
  );
}
