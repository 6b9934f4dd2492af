/** A week's protection: for each contract its limit, what is protected and what is not, and what can still be saved. */
import { ActionIcon, Button, Loader, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { DAY_MS, WEEK_MS, weekStart } from '../../../domain/week';
import type { Format } from '../../ui/format';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import classesOfApp from '../app.module.css';
import { useApp } from '../store';
import { type ContractWeek, LimitBar } from './LimitBar';
import { MendProvider, useMend } from './MendProvider';
import classes from './protection.module.css';
import { useProtection } from './use-protection';

export default function ProtectionPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const contracts = useApp((state) => state.contracts);
  // Null follows the present, over the end of the week too.
  const [chosen, setChosen] = useState<number | null>(null);
  const present = weekStart(now);
  const start = chosen ?? present;
  const week = useProtection(start);
  const go = (to: number) => setChosen(to >= present ? null : to);
  return (
    <MendProvider>
      <section className={classesOfApp.scroll} aria-label={t('page.protection')}>
        <div className={classes.page}>
          <div className={classes.head}>
            <Title order={1} size="1.25rem">
              {t('page.protection')}
            </Title>
            <div className={classes.nav}>
              <ActionIcon
                variant="default"
                aria-label={t('protection.previousWeek')}
                onClick={() => go(start - WEEK_MS)}
              >
                <IconChevronLeft size={18} />
              </ActionIcon>
              <span className="figures" data-testid="protection-week">
                {t('totals.weekRange', {
                  from: format.dateUtc(start),
                  to: format.dateUtc(start + WEEK_MS - DAY_MS),
                })}
              </span>
              <ActionIcon
                variant="default"
                aria-label={t('protection.nextWeek')}
                disabled={start >= present}
                onClick={() => go(start + WEEK_MS)}
              >
                <IconChevronRight size={18} />
              </ActionIcon>
            </div>
          </div>
          {week === null ? (
            <Loader aria-label={t('loading')} />
          ) : (
            <>
              <Text size="sm" c="dimmed">
                {t(now < week.locksAt ? 'protection.openUntil' : 'protection.locked', {
                  date: format.dateTime(week.locksAt),
                })}{' '}
                {t('protection.rules', { version: week.rules })}
              </Text>
              {week.contracts.length === 0 && <Text mt="md">{t('protection.empty')}</Text>}
              {week.contracts.map((own) => (
                <ContractPart
                  key={own.contractId}
                  week={own}
                  contract={contracts.find(({ id }) => id === own.contractId)}
                />
              ))}
              <Text size="xs" c="dimmed" mt="md">
                {t('protection.neverChecked')}
              </Text>
            </>
          )}
        </div>
      </section>
    </MendProvider>
  );
}

function ContractPart({ week, contract }: { week: ContractWeek; contract: HourlyContract | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (contract === undefined) return null;
  const name = `${contract.client} — ${contract.title}`;
  const outlook = forecastText(week, format, t);
  return (
    <article
      className={classes.card}
      style={{ '--ink': contractInk(contract.colour) }}
      aria-label={name}
      data-testid={`protection-${contract.id}`}
    >
      <h2 className={classes.title}>{name}</h2>
      <LimitBar week={week} currency={contract.currency} />
      {outlook !== null && <p data-testid="forecast">{outlook}</p>}
      {week.limitChanges.length > 0 && (
        <ul className={classes.changes}>
          {week.limitChanges.map(({ from, limitSeconds }) => (
            <li key={from}>
              {t('protection.limitChange', {
                date: format.dateTime(from),
                limit: limitSeconds === null ? t('contracts.noLimit') : format.words(limitSeconds * 1000),
              })}
            </li>
          ))}
        </ul>
      )}
      <Items week={week} currency={contract.currency} />
    </article>
  );
}

function Items({ week, currency }: { week: ContractWeek; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mend = useMend();
  if (week.items.length === 0) return <p className={classes.good}>{t('protection.allProtected')}</p>;
  const slots = new Map(week.verdicts.map(({ sliceId, slot }) => [sliceId, slot]));
  return (
    <ul className={classes.items} data-testid="protection-items">
      {week.items.map((item) => (
        <li key={`${item.because} ${item.mend} ${item.until}`} data-mend={item.mend} data-rule={item.rule}>
          <div>
            <strong>{t(`protection.because.${item.because}`)}</strong>{' '}
            <span className={classes.rule}>{item.rule}</span>
            <div className={classes.dim}>
              {t('memo.slices', { count: item.sliceIds.length })} · {t(`protection.mend.${item.mend}`)}
              {item.until !== null && item.mend !== 'wait' && (
                <> {t('protection.until', { date: format.dateTime(item.until) })}</>
              )}
            </div>
          </div>
          <div className={`${classes.amount} figures`}>
            {format.hm(item.ms)}
            <span className={classes.money}>{format.money(item.minor, currency)}</span>
          </div>
          {item.mend === 'none' || item.mend === 'wait' ? (
            <span />
          ) : (
            <Button
              size="compact-sm"
              variant={item.savableMs > 0 ? 'filled' : 'default'}
              data-testid={`mend-${item.rule}`}
              onClick={() =>
                mend({
                  reason: item,
                  contractId: week.contractId,
                  slices: item.sliceIds.map((id) => ({ id, slot: slots.get(id) ?? 0 })),
                })
              }
            >
              {t(`protection.do.${item.mend}`)}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function forecastText({ forecast }: ContractWeek, format: Format, t: TFunction): string | null {
  switch (forecast?.outcome) {
    case 'reaches': {
      const day = new Intl.DateTimeFormat(format.locale, { weekday: 'long', timeZone: format.zone });
      return t('protection.forecast.reaches', {
        day: day.format(forecast.at),
        time: format.time(forecast.at),
      });
    }
    case 'stays-below':
      return t('protection.forecast.below', { time: format.hm(forecast.totalMs) });
    case 'reached':
      return t('protection.forecast.reached');
    case 'too-early':
      return t('protection.forecast.tooEarly');
    default:
      return null;
  }
}
