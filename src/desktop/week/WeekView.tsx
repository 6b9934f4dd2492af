/** One UTC week: the timesheet with its totals, what it is worth, when it is paid, and the same as a file. */
import { Center, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { TimeFigures } from '../../../domain/timesheet';
import { WEEK_MS } from '../../../domain/week';
import type { WeekMoney, WeekSheet } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import { dayOf } from '../../ui/zone';
import { api } from '../api';
import { scheduleName } from '../contracts/fee-words';
import { ExportButtons } from '../ExportButtons';
import { showDay, useApp } from '../store';
import { PaymentTimeline } from './PaymentTimeline';
import { useAsked } from './use-asked';
import classes from './week.module.css';

const FORMATS = ['pdf', 'csv', 'json'] as const;
const PARTS = ['trackedMs', 'manualMs', 'overMs', 'idleMs'] as const;

export function WeekView({ at }: { at: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useAsked(`week ${at}`, at, at + WEEK_MS, async () => {
    const [sheet, money] = await Promise.all([
      api.call('week.timesheet', { at }),
      api.call('week.money', { at }),
    ]);
    return { sheet, money };
  });
  if (answer === null) {
    return (
      <Center flex={1}>
        <Loader aria-label={t('loading')} />
      </Center>
    );
  }
  const { sheet, money } = answer;
  return (
    <div className={classes.scroll} data-testid="week">
      <p className={classes.note}>{t('weekPage.utc', { time: format.time(at) })}</p>
      {sheet.rows.length === 0 ? (
        <Text c="dimmed" data-testid="week-empty">
          {t('weekPage.none')}
        </Text>
      ) : (
        <>
          <SheetTable sheet={sheet} />
          <MoneyTable money={money} />
        </>
      )}
      <PaymentTimeline at={at} />
      <h2 className={classes.heading}>{t('weekPage.export')}</h2>
      <ExportButtons
        id="timesheet"
        formats={FORMATS}
        label={(as) => t(`weekPage.exportAs.${as}`)}
        save={(as) => api.call('timesheet.export', { at, format: as })}
        told={(answer) =>
          answer.outcome === 'saved'
            ? t('weekPage.exported', { path: answer.path })
            : t('weekPage.exportCancelled')
        }
      />
    </div>
  );
}

function SheetTable({ sheet }: { sheet: WeekSheet }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useContractName();
  const day = (at: number) => format.dayShort(dayOf(at, 'UTC'));
  return (
    <>
      <h2 className={classes.heading}>{t('weekPage.time')}</h2>
      <table className={`${classes.table} figures`} data-testid="week-table">
        <thead>
          <tr>
            <th scope="col">{t('weekPage.contract')}</th>
            {sheet.days.map((at) => (
              <th scope="col" key={at}>
                <button type="button" className={classes.dayLink} onClick={() => showDay(dayOf(at, 'UTC'))}>
                  {day(at)}
                </button>
              </th>
            ))}
            <th scope="col">{t('weekPage.total')}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row) => (
            <tr key={row.contractId}>
              <ContractHead id={row.contractId} name={name(row.contractId)} />
              {row.days.map((figures, n) => (
                <TimeCell key={sheet.days[n]} figures={figures} />
              ))}
              <TimeCell figures={row.total} strong />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('weekPage.total')}</th>
            {sheet.dayTotals.map((figures, n) => (
              <TimeCell key={sheet.days[n]} figures={figures} strong />
            ))}
            <td className={classes.sum} data-testid="week-total">
              {format.hm(sheet.total.totalMs)}
            </td>
          </tr>
        </tfoot>
      </table>
      <dl className={`${classes.parts} figures`}>
        {PARTS.map((part) => (
          <div key={part}>
            <dt>{t(`weekPage.part.${part}`)}</dt>
            <dd data-testid={`week-${part}`}>{format.hm(sheet.total[part])}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>{t('weekPage.cut')}</p>
    </>
  );
}

function TimeCell({ figures, strong = false }: { figures: TimeFigures; strong?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const marks = (['manualMs', 'overMs', 'idleMs'] as const).filter((part) => figures[part] > 0);
  return (
    <td className={strong ? classes.sum : undefined}>
      {figures.totalMs === 0 ? '–' : format.hm(figures.totalMs)}
      {marks.map((part) => (
        <span key={part} className={classes.mark} data-part={part}>
          {t(`weekPage.part.${part}`)} {format.hm(figures[part])}
        </span>
      ))}
    </td>
  );
}

function MoneyTable({ money }: { money: WeekMoney }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useContractName();
  return (
    <>
      <h2 className={classes.heading}>{t('weekPage.money')}</h2>
      <table className={`${classes.table} figures`} data-testid="money-table">
        <thead>
          <tr>
            <th scope="col">{t('weekPage.contract')}</th>
            <th scope="col" className={classes.text}>
              {t('weekPage.schedule')}
            </th>
            <th scope="col">{t('weekPage.gross')}</th>
            <th scope="col">{t('weekPage.fee')}</th>
            <th scope="col">{t('weekPage.net')}</th>
          </tr>
        </thead>
        <tbody>
          {money.rows.map((row) => (
            <tr key={row.contractId} data-testid={`money-${row.contractId}`}>
              <ContractHead id={row.contractId} name={name(row.contractId)} />
              <td className={classes.text}>{scheduleName(row.schedule, row.currency, t, format.locale)}</td>
              <td>{format.money(row.grossMinor, row.currency)}</td>
              <td>{format.money(row.feeMinor, row.currency)}</td>
              <td className={classes.sum}>{format.money(row.netMinor, row.currency)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {money.totals.map((row) => (
            <tr key={row.currency}>
              <th scope="row" colSpan={2}>
                {t('weekPage.currencyTotal', { currency: row.currency })}
              </th>
              <td className={classes.sum}>{format.money(row.grossMinor, row.currency)}</td>
              <td className={classes.sum}>{format.money(row.feeMinor, row.currency)}</td>
              <td className={classes.sum}>{format.money(row.netMinor, row.currency)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
    </>
  );
}

function ContractHead({ id, name }: { id: ContractId; name: string }) {
  const colour = useApp(({ contracts }) => contracts.find((one) => one.id === id)?.colour);
  return (
    <th scope="row">
      <span
        className={classes.dot}
        style={colour ? { backgroundColor: contractInk(colour) } : undefined}
        aria-hidden
      />
      {name}
    </th>
  );
}

function useContractName(): (id: ContractId) => string {
  const { t } = useTranslation();
  const contracts = useApp((state) => state.contracts);
  return (id) =>
    contractName(
      contracts.find((one) => one.id === id),
      t,
    );
}
