/** Totals of the day and of its UTC week, in all and per contract with money. */
import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../domain/ids';
import { DAY_MS, weekEnd, weekStart } from '../../domain/week';
import { useFormat } from '../ui/format-context';
import { contractInk } from '../ui/palette';
import classes from './diary.module.css';
import { useExtraMs } from './live';
import type { ContractTotals, DiaryContract, DiaryDay } from './types';
import { contractName } from './words';

export interface DayTotalsProps {
  day: DiaryDay;
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  /** An instant of the UTC week that the week's figures are of. */
  weekOf: number;
  /** The contract whose open slice lies on this day, if any: its figures count up. */
  tracked: ContractId | null;
}

export function DayTotals({ day, contracts, weekOf, tracked }: DayTotalsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const extra = useExtraMs(tracked);
  const week = sum(day.byContract, 'week');
  const [start, end] = [weekStart(weekOf), weekEnd(weekOf) - DAY_MS];
  return (
    <section aria-label={t('totals.title')}>
      <div className={classes.block}>
        <Figure title={t('totals.day')} ms={day.totals.trackedMs + extra} testId="day-total" />
        <Parts totals={day.totals} />
      </div>
      <div className={classes.block}>
        <Figure title={t('totals.week')} ms={week.trackedMs + extra} testId="week-total" />
        <Parts totals={week} />
        <Text size="xs" c="dimmed">
          {t('totals.weekRange', { from: format.dateUtc(start), to: format.dateUtc(end) })}
        </Text>
      </div>
      {day.byContract.length > 0 && (
        <ul className={classes.byContract}>
          {day.byContract.map((totals) => (
            <ContractFigures
              key={totals.contractId}
              totals={totals}
              contract={contracts.get(totals.contractId)}
              extra={totals.contractId === tracked ? extra : 0}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Figure({ title, ms, testId }: { title: string; ms: number; testId: string }) {
  const format = useFormat();
  return (
    <div className={classes.total}>
      <Title order={2} size="0.875rem">
        {title}
      </Title>
      <span className={`${classes.totalFigure} figures`} data-testid={testId} title={format.words(ms)}>
        {format.hm(ms)}
      </span>
    </div>
  );
}

function Parts({ totals }: { totals: { idleMs: number; overMs: number } }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {totals.idleMs > 0 && (
        <div className={`${classes.totalNote} ${classes.warn}`}>
          <span>{t('totals.idle')}</span>
          <span className="figures">{format.hm(totals.idleMs)}</span>
        </div>
      )}
      {totals.overMs > 0 && (
        <div className={`${classes.totalNote} ${classes.over}`}>
          <span>{t('totals.over')}</span>
          <span className="figures">{format.hm(totals.overMs)}</span>
        </div>
      )}
    </>
  );
}

function ContractFigures(props: {
  totals: ContractTotals;
  contract: DiaryContract | undefined;
  extra: number;
}) {
  const { totals, contract, extra } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const lines = [
    {
      title: t('totals.dayShort'),
      ms: totals.day.trackedMs,
      minor: totals.grossMinor,
      over: totals.day.overMs,
    },
    {
      title: t('totals.weekShort'),
      ms: totals.week.trackedMs,
      minor: totals.weekGrossMinor,
      over: totals.week.overMs,
    },
  ];
  const style = { '--ink': contractInk(contract?.colour ?? 'teal') };
  return (
    <li data-testid={`totals-${totals.contractId}`}>
      <div className={classes.contractName}>
        <span className={classes.dot} style={style} aria-hidden />
        {contractName(contract, t)}
      </div>
      <table className={`${classes.figuresTable} figures`}>
        <tbody>
          {lines.map((line) => (
            <tr key={line.title}>
              <th scope="row">{line.title}</th>
              <td className={line.over > 0 ? classes.over : ''}>{format.hm(line.ms + extra)}</td>
              <td>{contract ? format.money(line.minor, contract.currency) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </li>
  );
}

function sum(list: readonly ContractTotals[], what: 'day' | 'week') {
  return list.reduce(
    (all, one) => ({
      trackedMs: all.trackedMs + one[what].trackedMs,
      idleMs: all.idleMs + one[what].idleMs,
      overMs: all.overMs + one[what].overMs,
    }),
    { trackedMs: 0, idleMs: 0, overMs: 0 },
  );
}
