/** Tracked minutes by hour of the day with the activity over them; the same figures stand in a table for screen readers. */
import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { type HourOfDay, hourNames } from './by-hour';

export default function HourChart({ hours }: { hours: readonly HourOfDay[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = hourNames(format.locale);
  const data = hours.map(({ hour, trackedMs, activity }) => {
    const minutes = Math.floor(trackedMs / 60_000);
    const active = Math.round(minutes * (activity ?? 0));
    return { hour: names[hour], active, quiet: minutes - active };
  });
  return (
    <>
      <div aria-hidden style={{ height: '100%' }}>
        <BarChart
          h="100%"
          data={data}
          dataKey="hour"
          type="stacked"
          accessibilityLayer={false}
          gridAxis="x"
          tickLine="none"
          valueFormatter={format.number}
          series={[
            { name: 'active', color: 'var(--tracking)', label: t('insights.activity') },
            { name: 'quiet', color: 'var(--line-strong)', label: t('insights.tracked') },
          ]}
          barProps={{ isAnimationActive: false }}
          yAxisProps={{ width: 48, allowDecimals: false, tickCount: 4 }}
        />
      </div>
      <table className="visually-hidden">
        <caption>{t('insights.hours')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('insights.hour')}</th>
            <th scope="col">{t('insights.tracked')}</th>
            <th scope="col">{t('insights.activity')}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map(({ hour, trackedMs, activity }) => (
            <tr key={hour}>
              <th scope="row">{names[hour]}</th>
              <td>{format.hm(trackedMs)}</td>
              <td>{activity === null ? '–' : format.percent(activity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
