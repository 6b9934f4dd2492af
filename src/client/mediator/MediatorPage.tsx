/**
 * The mediator's page: one dispute and nothing else. What both sides said, the week's figures, its whole evidence verified
 * in this browser, its days, and the decision.
 */
import { Center, Loader, Text } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimesheetView } from '../../../domain/protocol-diary';
import { WEEK_MS } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { type DayString, dayOf } from '../../ui/zone';
import { api } from '../api';
import { DayView } from '../diary/DayView';
import { useZone } from '../diary/shown';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { BundleCheck } from '../proof/BundleCheck';
import type { ViewProps } from '../views';
import { disputeOf } from '../week/dispute';
import { Files } from '../week/Files';
import { HoursForm } from '../week/HoursForm';
import { Money } from '../week/Money';
import { Steps } from '../week/Steps';
import { Time } from '../week/Time';
import { useWeek } from '../week/use-week';
import classes from '../week/week.module.css';
import days from './mediator.module.css';

export default function MediatorPage({ contract, role, view }: ViewProps<'dispute'>) {
  const { week } = view;
  const { t } = useTranslation('client');
  const format = useFormat();
  const { sheet, review, about, again } = useWeek(contract, week);
  const start = week * 1000;
  const [day, setDay] = useState<DayString | null>(null);
  const { zone } = useZone();
  // The days that the week is part of, wherever one is: of the others there is nothing to see.
  const onDay = useCallback(
    (to: DayString) => {
      const [first, last] = [dayOf(start, zone), dayOf(start + WEEK_MS - 1, zone)];
      setDay(to < first ? first : to > last ? last : to);
    },
    [start, zone],
  );
  const within = useMemo(() => ({ from: start, to: start + WEEK_MS }), [start]);
  if (sheet.value === null || review.value === null || about === null)
    return (
      <div className={frame.page}>
        {sheet.failure !== null || review.failure !== null ? (
          <FailureNote failure={sheet.failure ?? review.failure} onRetry={again} />
        ) : (
          <Center mih="12rem">
            <Loader aria-label={t('loading')} />
          </Center>
        )}
      </div>
    );
  const dispute = disputeOf(review.value);
  const most = dispute === null ? 0 : dispute.disputedMs - (dispute.concededMs ?? 0);
  return (
    <section className={frame.page} aria-label={t('mediator.title')} data-testid="mediator">
      <h2 className={classes.range}>
        {t('mediator.head', {
          client: about.client,
          freelancer: about.freelancer,
          from: format.dateUtc(start),
          to: format.dateUtc(start + WEEK_MS - 1),
        })}
      </h2>
      <Text size="sm">{t('mediator.what')}</Text>
      <section className={frame.card} aria-labelledby="dispute-said">
        <h2 id="dispute-said">{t('mediator.said')}</h2>
        <p className={classes.state} data-state={sheet.value.state} data-testid="review-state">
          {t(`review.state.${sheet.value.state}`)}
        </p>
        <Steps review={review.value} />
      </section>
      <section className={frame.card}>
        <BundleCheck contract={contract} from={week} to={week + WEEK_MS / 1000} pictures={null} />
      </section>
      <section className={frame.card} aria-labelledby="dispute-days">
        <h2 id="dispute-days">{t('mediator.days')}</h2>
        <div className={days.frame}>
          <DayView
            contract={contract}
            role={role}
            day={day ?? firstWorked(sheet.value)}
            onDay={onDay}
            within={within}
          />
        </div>
      </section>
      <Time contract={null} sheet={sheet.value} limitSeconds={undefined} />
      <Money sheet={sheet.value} currency={about.currency} />
      <Files contract={contract} week={week} role={role} />
      <section className={frame.card} aria-labelledby="dispute-decide">
        <h2 id="dispute-decide">{t('mediator.decide')}</h2>
        {sheet.value.state === 'disputed' ? (
          <HoursForm
            kind="decide"
            most={most}
            send={(body) => api.call('decide', { params: { contract, week }, body })}
            onDone={again}
          />
        ) : (
          <Text size="sm">{t('mediator.over')}</Text>
        )}
      </section>
    </section>
  );
}

/** The first day with time; the week's first where there is none. */
function firstWorked({ week, days }: TimesheetView): DayString {
  return dayOf((days.find(({ ms }) => ms > 0)?.day ?? week) * 1000, 'UTC');
}
