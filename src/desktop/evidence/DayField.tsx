/** One day, chosen from a month; days are counted in UTC, as the log counts them. Loaded with the dialog that has it. */
import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { DatePickerInput, DatesProvider } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { DayString } from '../../ui/zone';
import { useApp } from '../store';

export function DayField(props: {
  label: string;
  day: DayString;
  error: string | null;
  disabled: boolean;
  testId: string;
  onDay(day: DayString): void;
}) {
  const { t } = useTranslation();
  const language = useApp((state) => state.language);
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, consistentWeeks: true, weekendDays: [] }}>
      <DatePickerInput
        label={props.label}
        value={props.day}
        valueFormat="D MMM YYYY"
        error={props.error}
        disabled={props.disabled}
        w="10rem"
        data-testid={props.testId}
        onChange={(chosen) => chosen !== null && props.onDay(chosen)}
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
