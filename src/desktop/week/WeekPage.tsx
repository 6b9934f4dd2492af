/** The week in numbers, and the month and the year around it: one page, three views, one present. */
import { ActionIcon, Button, SegmentedControl, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WEEK_MS, weekStart } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { dayOf } from '../../ui/zone';
import { onDayStep } from '../diary/day-steps';
import { useApp } from '../store';
import { DaysView } from './DaysView';
import { monthsAround, type Stretch } from './days';
import { WeekView } from './WeekView';
import classes from './week.module.css';

const VIEWS = ['week', 'month', 'year'] as const;
type View = (typeof VIEWS)[number];

export default function WeekPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const [view, setView] = useState<View>('week');
  // Weeks, months or years away from the present, so that midnight moves nothing that was chosen.
  const [away, setAway] = useState(0);
  useEffect(
    () =>
      onDayStep('week', (to) =>
        setAway((before) => (to === 'today' ? 0 : stepped(before, to === 'previous' ? -1 : 1))),
      ),
    [],
  );
  const at = weekStart(now) + away * WEEK_MS;
  const stretch: Stretch | null =
    view === 'week' ? null : monthsAround(dayOf(now, format.zone), view === 'month' ? 1 : 12, away);
  const label =
    stretch === null
      ? t('weekPage.range', { from: format.dateUtc(at), to: format.dateUtc(at + WEEK_MS - 1) })
      : stretch.months.length === 12
        ? stretch.first.slice(0, 4)
        : new Intl.DateTimeFormat(format.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
            Date.parse(stretch.first),
          );
  return (
    <section className={classes.page} aria-label={t('weekPage.title')}>
      <div className={classes.head}>
        <Title order={1} size="1.25rem" className="visually-hidden">
          {t('weekPage.title')}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('weekPage.tabs')}
          value={view}
          data={VIEWS.map((value) => ({ value, label: t(`weekPage.tab.${value}`) }))}
          onChange={(value) => {
            setView(VIEWS.find((one) => one === value) ?? 'week');
            setAway(0);
          }}
        />
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('weekPage.previous')}
          data-testid="week-previous"
          onClick={() => setAway(stepped(away, -1))}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <strong className={classes.range} data-testid="week-range">
          {label}
        </strong>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('weekPage.next')}
          data-testid="week-next"
          disabled={away === 0}
          onClick={() => setAway(stepped(away, 1))}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
        <Button
          variant={away === 0 ? 'light' : 'default'}
          aria-pressed={away === 0}
          onClick={() => setAway(0)}
        >
          {t('weekPage.now')}
        </Button>
      </div>
      {stretch === null ? <WeekView at={at} /> : <DaysView key={view} stretch={stretch} />}
    </section>
  );
}

/** Never past the present. */
function stepped(away: number, by: 1 | -1): number {
  return Math.min(0, away + by);
}
