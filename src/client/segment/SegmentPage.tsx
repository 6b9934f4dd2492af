/** One segment by its name in the log: its day, with it shown large. What a question's link leads to. */
import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LeafSchema } from '../../../domain/entry';
import { dayOf } from '../../ui/zone';
import { useAsked } from '../asked';
import { DayView } from '../diary/DayView';
import { useZone } from '../diary/shown';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import type { ViewProps } from '../views';

export default function SegmentPage({ contract, role, view }: ViewProps<'segment'>) {
  const { t } = useTranslation('client');
  const { zone } = useZone();
  const { value, failure, again } = useAsked('segment', {
    params: { contract, leaf: LeafSchema.parse(view.leaf) },
  });
  if (failure !== null && value === null)
    return (
      <div className={frame.page}>
        <FailureNote failure={failure} onRetry={again} />
      </div>
    );
  if (value === null)
    return (
      <Center mih="12rem">
        <Loader aria-label={t('loading')} />
      </Center>
    );
  return (
    <DayView
      key={view.leaf}
      contract={contract}
      role={role}
      day={dayOf(value.slot * 1000, zone)}
      leaf={view.leaf}
    />
  );
}
