/** The day that the address names. */
import type { ViewProps } from '../views';
import { DayView } from './DayView';

export default function DiaryPage({ contract, role, view }: ViewProps<'day'>) {
  return <DayView contract={contract} role={role} day={view.day} />;
}
