/** A month of UTC days coloured by their hours; a day opens its diary, a week its timesheet. */
import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { weekStart } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { type DayString, dayOf } from '../../ui/zone';
import { useAsked } from '../asked';
import { useEvents } from '../events';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { go, Link } from '../route';
import type { ViewProps } from '../views';
import { depthOf, monthAway, monthOf } from './month';
import classes from './month.module.css';
import { useNow } from './shown';

export default function MonthPage({ contract, role, view }: ViewProps<'month'>) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const today = dayOf(useNow(), 'UTC');
  const present = today.slice(0, 7);
  const name = view.month ?? present;
  const month = useMemo(() => monthOf(name), [name]);
  const { value, failure, again } = useAsked('sums', {
    params: { contract },
    query: { from: month.from, to: month.to },
  });
  useEvents(role === 'mediator' ? null : contract, ({ kind }) => {
    if (kind === 'log' || kind === 'again') again();
  });
  const sums = useMemo(
    () => new Map((value?.days ?? []).map((one) => [dayNamed(one.day), one])),
    [value?.days],
  );
  const total = [...sums.values()].reduce((sum, { ms }) => sum + ms, 0);
  const title = new Intl.DateTimeFormat(format.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const show = (to: string) =>
    go({ page: 'contract', contract, view: { name: 'month', month: to === present ? null : to } });
  return (
    <section className={frame.page} aria-label={t('month.title')} data-testid="month">
      <div className={classes.nav}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('month.previous')}
          onClick={() => show(monthAway(name, -1))}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <h2 className={classes.name}>{title.format(month.from)}</h2>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('month.next')}
          disabled={name >= present}
          onClick={() => show(monthAway(name, 1))}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
        <Button
          variant={name === present ? 'light' : 'default'}
          aria-pressed={name === present}
          onClick={() => show(present)}
        >
          {t('month.present')}
        </Button>
      </div>
      <FailureNote failure={failure} onRetry={again} />
      <div className={classes.grid} aria-busy={value === null && failure === null}>
        {weekdays(format.locale).map((weekday) => (
          <span key={weekday} className={classes.weekday} aria-hidden>
            {weekday}
          </span>
        ))}
        {month.days.map((day, index) => {
          const ms = sums.get(day)?.ms ?? 0;
          const label = t('month.day', {
            day: format.dayLong(day),
            time: ms === 0 ? t('month.none') : format.words(ms),
          });
          const style = index === 0 ? { gridColumnStart: month.column + 1 } : undefined;
          const inside = (
            <>
              <span className={classes.date}>{Number(day.slice(8))}</span>
              <span className={classes.time}>{ms === 0 ? '' : format.hm(ms)}</span>
            </>
          );
          return day > today ? (
            <span key={day} className={classes.day} data-depth={0} data-future="" style={style}>
              {inside}
            </span>
          ) : (
            <Link
              key={day}
              className={`${classes.day} figures`}
              style={style}
              data-depth={depthOf(ms)}
              data-testid={`month-${day}`}
              aria-label={label}
              aria-current={day === today ? 'date' : undefined}
              to={{ page: 'contract', contract, view: { name: 'day', day } }}
            >
              {inside}
            </Link>
          );
        })}
      </div>
      <p className={classes.total}>{t('month.total', { time: format.words(total) })}</p>
      <nav className={classes.weeks} aria-label={t('month.weeks')}>
        {weeksOf(month.days).map((week) => (
          <Link
            key={week}
            to={{ page: 'contract', contract, view: { name: 'week', week: week / 1000 } }}
            className="figures"
          >
            {t('month.week', { date: format.dateUtc(week) })}
          </Link>
        ))}
      </nav>
    </section>
  );
}

/** `day`: midnight UTC, in Unix seconds. */
function dayNamed(day: number): DayString {
  return new Date(day * 1000).toISOString().slice(0, 10);
}

/** Mondays 00:00 UTC of the weeks that touch the month, wall ms. */
function weeksOf(days: readonly DayString[]): number[] {
  return [...new Set(days.map((day) => weekStart(Date.parse(`${day}T00:00:00Z`))))];
}

/** Monday to Sunday. */
function weekdays(locale: string): string[] {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  // 5 January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, n) => name.format((4 + n) * 86_400_000));
}
