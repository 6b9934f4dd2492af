/** Which day is shown, and in which zone's time: arrows, calendar, today, and the switch between local and UTC. */
import { ActionIcon, Button, Loader, Popover, SegmentedControl, Tooltip } from '@mantine/core';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/format-context';
import { addDays, type DayString } from '../ui/zone';
import classes from './diary.module.css';

const Calendar = lazy(() => import('./Calendar'));

export type ZoneChoice = 'local' | 'utc';

export interface DayNavProps {
  day: DayString;
  today: DayString;
  /** The day's first instant, for the offset that is printed. */
  from: number;
  zoneChoice: ZoneChoice;
  onDay(day: DayString): void;
  onZone(choice: ZoneChoice): void;
}

export function DayNav({ day, today, from, zoneChoice, onDay, onZone }: DayNavProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const isToday = day === today;
  return (
    <nav className={classes.nav} aria-label={t('diary.nav.title')}>
      <Tooltip label={t('diary.nav.previous')}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('diary.nav.previous')}
          data-testid="day-previous"
          onClick={() => onDay(addDays(day, -1))}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={open} onChange={setOpen} trapFocus returnFocus position="bottom-start" shadow="md">
        <Popover.Target>
          <Button
            variant="default"
            className={classes.dayButton}
            leftSection={<IconCalendar size={16} aria-hidden />}
            aria-label={t('diary.nav.choose', { day: format.dayLong(day) })}
            data-testid="day-choose"
            onClick={() => setOpen(!open)}
          >
            {format.dayLong(day)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Suspense fallback={<Loader size="sm" />}>
            <Calendar
              day={day}
              today={today}
              language={i18n.language}
              onDay={(chosen) => {
                setOpen(false);
                onDay(chosen);
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={t('diary.nav.next')}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('diary.nav.next')}
          data-testid="day-next"
          disabled={day >= today}
          onClick={() => onDay(addDays(day, 1))}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
      </Tooltip>
      <Button
        variant={isToday ? 'light' : 'default'}
        aria-pressed={isToday}
        data-testid="day-today"
        onClick={() => onDay(today)}
      >
        {t('diary.nav.today')}
      </Button>
      <div className={classes.zone}>
        <span data-testid="zone-label">
          {zoneChoice === 'utc'
            ? t('diary.zone.utc')
            : t('diary.zone.local', { zone: format.zone, offset: format.offset(from) })}
        </span>
        <SegmentedControl
          size="xs"
          value={zoneChoice}
          aria-label={t('diary.zone.choose')}
          data={[
            { value: 'local', label: t('diary.zone.localShort') },
            { value: 'utc', label: 'UTC' },
          ]}
          onChange={(value) => onZone(value === 'utc' ? 'utc' : 'local')}
        />
      </div>
    </nav>
  );
}
