/** How many lines will be taken in and how many not, and why not, by time. */
import { SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportCounts } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import classes from './import.module.css';
import { leftOutText } from './words';

export function ImportCountsPart(props: {
  counts: ImportCounts | null;
  problems: boolean;
  onProblems(problems: boolean): void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { counts } = props;
  if (counts === null) return <Text c="dimmed">{t('loading')}</Text>;
  const rest = counts.partial + counts.skipped + counts.error;
  return (
    <div className={classes.counts}>
      <dl className={classes.figures} data-testid="import-counts">
        <Figure label={t('import.counts.ready')} value={format.number(counts.ready)} />
        <Figure label={t('import.counts.partial')} value={format.number(counts.partial)} />
        <Figure label={t('import.counts.skipped')} value={format.number(counts.skipped)} />
        <Figure
          label={t('import.counts.error')}
          value={format.number(counts.error)}
          alarm={counts.error > 0}
        />
        <Figure
          label={t('import.counts.time')}
          value={t('import.counts.timeOf', {
            taken: format.clock(counts.takenMs),
            all: format.clock(counts.ms),
          })}
        />
        {counts.firstMs !== null && counts.lastMs !== null && (
          <Figure
            label={t('import.counts.period')}
            value={`${format.date(counts.firstMs)} – ${format.date(counts.lastMs)}`}
          />
        )}
      </dl>
      {counts.leftOut.length > 0 && (
        <ul className={classes.reasons} data-testid="import-reasons">
          {counts.leftOut.map(({ why, lines, ms }) => (
            <li key={why}>
              {t('import.leftOutOf', {
                count: lines,
                lines: format.number(lines),
                time: format.clock(ms),
                why: leftOutText(why, t),
              })}
            </li>
          ))}
        </ul>
      )}
      <SegmentedControl
        size="xs"
        aria-label={t('import.show.label')}
        value={props.problems ? 'problems' : 'all'}
        data={[
          { value: 'all', label: t('import.show.all', { lines: format.number(counts.all) }) },
          { value: 'problems', label: t('import.show.problems', { lines: format.number(rest) }) },
        ]}
        onChange={(value) => props.onProblems(value === 'problems')}
      />
    </div>
  );
}

function Figure({ label, value, alarm = false }: { label: string; value: string; alarm?: boolean }) {
  return (
    <div className={classes.figure} data-alarm={alarm || undefined}>
      <dt>{label}</dt>
      <dd className="figures">{value}</dd>
    </div>
  );
}
