/** What the week is worth: gross, what was taken off by a dispute, fee, net. */
import { useTranslation } from 'react-i18next';
import type { TimesheetView } from '../../../domain/protocol-diary';
import { useFormat } from '../../ui/format-context';
import frame from '../frame.module.css';
import classes from './week.module.css';

export function Money({ sheet, currency }: { sheet: TimesheetView; currency: string }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const money = (minor: number) => format.money(minor, currency);
  const lines = [
    ...(sheet.deductedMinor > 0
      ? ([
          ['before', sheet.grossMinor + sheet.deductedMinor],
          ['deducted', -sheet.deductedMinor],
        ] as const)
      : []),
    ['gross', sheet.grossMinor],
    ['fee', -sheet.feeMinor],
    ['net', sheet.netMinor],
  ] as const;
  return (
    <section className={frame.card} aria-labelledby="week-money">
      <h2 id="week-money">{t('week.money')}</h2>
      <table className={`${classes.money} figures`}>
        <tbody>
          {lines.map(([line, minor]) => (
            <tr key={line} data-line={line}>
              <th scope="row">{t(`week.line.${line}`, { time: format.words(sheet.deductedMs) })}</th>
              <td data-testid={`week-${line}`}>{money(minor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.quiet}>{t('week.moneyWhat')}</p>
    </section>
  );
}
