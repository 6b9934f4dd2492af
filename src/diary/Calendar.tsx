/** The month to choose a day from. In a file of its own because it is loaded when first asked for. */
import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { DatePicker, DatesProvider } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { DayString } from '../ui/zone';
import classes from './diary.module.css';

export interface CalendarProps {
  day: DayString;
  today: DayString;
  language: string;
  onDay(day: DayString): void;
}

export default function Calendar({ day, today, language, onDay }: CalendarProps) {
  const { t } = useTranslation();
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, consistentWeeks: true, weekendDays: [] }}>
      <DatePicker
        classNames={{ day: classes.calendarDay ?? '' }}
        value={day}
        defaultDate={day}
        maxDate={today}
        onChange={(chosen) => chosen && onDay(chosen)}
        getDayProps={(date) => (date === today ? { 'aria-current': 'date', style: { fontWeight: 800 } } : {})}
        ariaLabels={{
          nextMonth: t('calendar.nextMonth'),
          previousMonth: t('calendar.previousMonth'),
          nextYear: t('calendar.nextYear'),
          previousYear: t('calendar.previousYear'),
          nextDecade: t('calendar.nextDecade'),
          previousDecade: t('calendar.previousDecade'),
          monthLevelControl: t('calendar.chooseMonth'),
          yearLevelControl: t('calendar.chooseYear'),
        }}
      />
    </DatesProvider>
  );
}
