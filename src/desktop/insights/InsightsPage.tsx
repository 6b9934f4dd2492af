/** Where a week went: contracts, applications, windows, and the hours of the day. Made here, from the own record. */
import { ActionIcon, Center, Loader, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WEEK_MS, weekStart } from '../../../domain/week';
import type { Insights } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import { api } from '../api';
import { useApp } from '../store';
import { useAsked } from '../week/use-asked';
import week from '../week/week.module.css';
import { bestHours, byHour, hourNames } from './by-hour';
import classes from './insights.module.css';

const HourChart = lazy(() => import('./HourChart'));

export default function InsightsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const [away, setAway] = useState(0);
  const at = weekStart(now) + away * WEEK_MS;
  const insights = useAsked(`insights ${at}`, at, at + WEEK_MS, () => api.call('week.insights', { at }));
  return (
    <section className={week.page} aria-label={t('insights.title')}>
      <div className={week.head}>
        <Title order={1} size="1.25rem">
          {t('insights.title')}
        </Title>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('weekPage.previous')}
          data-testid="insights-previous"
          onClick={() => setAway(away - 1)}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <strong className={week.range}>
          {t('weekPage.range', { from: format.dateUtc(at), to: format.dateUtc(at + WEEK_MS - 1) })}
        </strong>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('weekPage.next')}
          disabled={away === 0}
          onClick={() => setAway(away + 1)}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
      </div>
      {insights === null ? (
        <Center flex={1}>
          <Loader aria-label={t('loading')} />
        </Center>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={week.scroll} aria-label={t('insights.local')} tabIndex={0} data-testid="insights">
          <p className={week.note}>{t('insights.local')}</p>
          {insights.slices.length === 0 ? (
            <Text c="dimmed">{t('insights.none')}</Text>
          ) : (
            <Answers insights={insights} />
          )}
        </section>
      )}
    </section>
  );
}

function Answers({ insights }: { insights: Insights }) {
  const { t } = useTranslation();
  const format = useFormat();
  const contracts = useApp((state) => state.contracts);
  const hours = byHour(insights.slices, format.zone);
  const best = bestHours(hours);
  const names = hourNames(format.locale);
  const byContract = [...Map.groupBy(insights.slices, ({ contractId }) => contractId)]
    .map(([id, slices]) => {
      const contract = contracts.find((one) => one.id === id);
      return {
        name: contractName(contract, t),
        ink: contract ? contractInk(contract.colour) : 'var(--line-strong)',
        ms: slices.reduce((sum, { trackedMs }) => sum + trackedMs, 0),
      };
    })
    .sort((a, b) => b.ms - a.ms);
  return (
    <>
      <h2 className={week.heading}>{t('insights.hours')}</h2>
      <p className={week.note}>{t('insights.hoursHint')}</p>
      <div className={classes.chart}>
        <Suspense fallback={null}>
          <HourChart hours={hours} />
        </Suspense>
      </div>
      <h2 className={week.heading}>{t('insights.best')}</h2>
      <p className={week.note}>{t(best.length === 0 ? 'insights.bestNone' : 'insights.bestHint')}</p>
      <ol className={`${classes.best} figures`} data-testid="best-hours">
        {best.map(({ hour, activity }) => (
          <li key={hour}>
            <strong>{t('insights.bestHour', { from: names[hour], to: names[(hour + 1) % 24] })}</strong>{' '}
            {t('insights.bestShare', { share: format.percent(activity) })}
          </li>
        ))}
      </ol>
      <div className={classes.columns}>
        <Bars title={t('insights.contracts')} entries={byContract} />
        <Bars
          title={t('insights.apps')}
          entries={insights.apps.map(({ app, ms }) => ({ name: app, ink: 'var(--contract-blue)', ms }))}
        />
        <Bars
          title={t('insights.windows')}
          entries={insights.windows.map(({ app, title, ms }) => ({
            name: `${title} · ${app}`,
            ink: 'var(--contract-grape)',
            ms,
          }))}
        />
      </div>
    </>
  );
}

function Bars({ title, entries }: { title: string; entries: { name: string; ink: string; ms: number }[] }) {
  const format = useFormat();
  const most = Math.max(1, ...entries.map(({ ms }) => ms));
  return (
    <section aria-label={title}>
      <h2 className={week.heading}>{title}</h2>
      <ul className={`${classes.bars} figures`}>
        {entries.map(({ name, ink, ms }) => (
          <li key={name}>
            <span className={classes.name}>{name}</span>
            <span>{format.words(ms)}</span>
            <span
              className={classes.bar}
              style={{ width: `${(ms / most) * 100}%`, backgroundColor: ink }}
              aria-hidden
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
