/** Days coloured by their hours: a month as a calendar, a year as twelve rows. A day opens in the diary. */
import { Center, Loader } from '@mantine/core';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { addDays, type DayString, dayOf } from '../../ui/zone';
import { api } from '../api';
import { showDay, useApp } from '../store';
import { boundsOf, byDay, depthOf, monthAway, type Stretch } from './days';
import { useAsked } from './use-asked';
import classes from './week.module.css';

export function DaysView({ stretch }: { stretch: Stretch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = dayOf(
    useApp((state) => state.now),
    format.zone,
  );
  const isYear = stretch.months.length > 1;
  const key = `${stretch.first} ${stretch.months.length} ${format.zone}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the stretch
  const bounds = useMemo(() => boundsOf(stretch, format.zone), [key]);
  const sums = useAsked(key, bounds[0] ?? 0, bounds.at(-1) ?? 0, () => api.call('days.sums', { bounds }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const hours = useMemo(() => byDay(stretch, sums ?? []), [key, sums]);
  const [focused, setFocused] = useState<DayString | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const days = stretch.months.flat();
  const tabbable =
    focused !== null && days.includes(focused) ? focused : days.includes(today) ? today : days[0];

  function onKeyDown(event: KeyboardEvent): void {
    if (tabbable === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = {
      ArrowLeft: addDays(tabbable, -1),
      ArrowRight: addDays(tabbable, 1),
      ArrowUp: isYear ? monthAway(tabbable, -1) : addDays(tabbable, -7),
      ArrowDown: isYear ? monthAway(tabbable, 1) : addDays(tabbable, 7),
    }[event.key];
    if (target === undefined) return;
    // The arrows belong to the grid while it has the focus, not to the page's weeks.
    event.preventDefault();
    event.stopPropagation();
    grid.current?.querySelector<HTMLElement>(`[data-day="${target}"]`)?.focus();
  }

  if (sums === null) {
    return (
      <Center flex={1}>
        <Loader aria-label={t('loading')} />
      </Center>
    );
  }
  const month = new Intl.DateTimeFormat(format.locale, { month: isYear ? 'short' : 'long', timeZone: 'UTC' });
  const total = [...hours.values()].reduce((sum, ms) => sum + ms, 0);
  return (
    <div className={classes.scroll} data-testid={isYear ? 'year' : 'month'}>
      <p className={classes.note}>{t('weekPage.monthTotal', { time: format.words(total) })}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the buttons inside */}
      <div ref={grid} className={isYear ? classes.year : undefined} onKeyDown={onKeyDown}>
        {stretch.months.map((names) => (
          <fieldset
            key={names[0]}
            aria-label={month.format(Date.parse(names[0] ?? stretch.first))}
            className={isYear ? classes.yearRow : classes.month}
          >
            {isYear ? (
              <span className={classes.monthName} aria-hidden>
                {month.format(Date.parse(names[0] ?? stretch.first))}
              </span>
            ) : (
              weekdays(format.locale).map((name) => (
                <span key={name} className={classes.weekday} aria-hidden>
                  {name}
                </span>
              ))
            )}
            {names.map((day, index) => {
              const ms = hours.get(day) ?? 0;
              const time = ms === 0 ? t('weekPage.empty') : format.words(ms);
              return (
                <button
                  type="button"
                  key={day}
                  data-day={day}
                  data-testid={`day-${day}`}
                  data-depth={depthOf(ms)}
                  aria-current={day === today ? 'date' : undefined}
                  aria-label={t('weekPage.dayLabel', { day: format.dayLong(day), time })}
                  title={t('weekPage.dayLabel', { day: format.dayLong(day), time })}
                  tabIndex={day === tabbable ? 0 : -1}
                  disabled={day > today}
                  className={`${classes.day} figures`}
                  style={!isYear && index === 0 ? { gridColumnStart: mondayFirst(day) + 1 } : undefined}
                  onFocus={() => setFocused(day)}
                  onClick={() => showDay(day)}
                >
                  {!isYear && <span className={classes.date}>{Number(day.slice(8))}</span>}
                  <span>{ms === 0 ? '' : isYear ? Math.floor(ms / 3_600_000) : format.hm(ms)}</span>
                </button>
              );
            })}
          </fieldset>
        ))}
      </div>
      <p className={classes.legend} aria-hidden>
        {t('weekPage.legend')}
        {[0, 1, 2, 3, 4, 5].map((depth) => (
          <span key={depth} className={classes.swatch} data-depth={depth} />
        ))}
        {t('weekPage.legendMore')}
      </p>
    </div>
  );
}

/** 0 for Monday to 6 for Sunday. */
function mondayFirst(day: DayString): number {
  return (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
}

/** Monday to Sunday. */
function weekdays(locale: string): string[] {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  // 5 January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, n) => name.format((4 + n) * 86_400_000));
}
