/** One UTC week for whoever pays it and whoever is paid: the time, what is protected, the money, and where its review stands. */
import { ActionIcon, Button, Center, Loader } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { WEEK_MS, weekStart } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { useNow } from '../diary/shown';
import { useEvents } from '../events';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { go } from '../route';
import { loadContract } from '../store';
import type { ViewProps } from '../views';
import { Files } from './Files';
import { Money } from './Money';
import { ReviewCard } from './ReviewCard';
import { Time } from './Time';
import { useWeek } from './use-week';
import classes from './week.module.css';

export default function WeekPage({ contract, role, view }: ViewProps<'week'>) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const present = weekStart(useNow()) / 1000;
  const week = view.week ?? present;
  const { sheet, review, about, again } = useWeek(contract, week);
  useEvents(contract, ({ kind }) => {
    if (kind !== 'thread' && kind !== 'presence') again();
  });
  const show = (to: number) =>
    go({ page: 'contract', contract, view: { name: 'week', week: to === present ? null : to } });
  const start = week * 1000;
  return (
    <section className={frame.page} aria-label={t('week.title')} data-testid="week">
      <div className={classes.nav}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('week.previous')}
          data-testid="week-previous"
          onClick={() => show(week - WEEK_MS / 1000)}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <h2 className={`${classes.range} figures`}>
          {t('week.range', { from: format.dateUtc(start), to: format.dateUtc(start + WEEK_MS - 1) })}
        </h2>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('week.next')}
          disabled={week >= present}
          onClick={() => show(week + WEEK_MS / 1000)}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
        <Button
          variant={week === present ? 'light' : 'default'}
          aria-pressed={week === present}
          onClick={() => show(present)}
        >
          {t('week.present')}
        </Button>
      </div>
      <FailureNote failure={sheet.failure ?? review.failure} onRetry={again} />
      {sheet.value === null || about === null ? (
        sheet.failure === null && (
          <Center mih="12rem">
            <Loader aria-label={t('loading')} />
          </Center>
        )
      ) : (
        <>
          <ReviewCard
            contract={contract}
            role={role}
            sheet={sheet.value}
            review={review.value}
            onDone={() => {
              again();
              void loadContract(contract);
            }}
          />
          <Time
            contract={contract}
            sheet={sheet.value}
            limitSeconds={week === present ? about.limitSeconds : undefined}
          />
          <Money sheet={sheet.value} currency={about.currency} />
          <Files contract={contract} week={week} role={role} />
        </>
      )}
    </section>
  );
}
