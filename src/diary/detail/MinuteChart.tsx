/** Input minute by minute. The chart is for the eye; the same figures stand in a table for screen readers. */
import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import type { InputCounts } from '../../../domain/sample';
import { MINUTE_MS } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { SERIES } from './series';

export default function MinuteChart({ start, minutes }: { start: number; minutes: readonly InputCounts[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const data = minutes.map((counts, index) => ({
    ...counts,
    minute: format.time(start + index * MINUTE_MS),
  }));
  return (
    <>
      <div aria-hidden style={{ height: '100%' }}>
        <BarChart
          h="100%"
          data={data}
          dataKey="minute"
          type="stacked"
          accessibilityLayer={false}
          gridAxis="x"
          tickLine="none"
          valueFormatter={format.number}
          series={SERIES.map(({ name, colour }) => ({ name, color: colour, label: t(`input.${name}`) }))}
          barProps={{ isAnimationActive: false }}
          yAxisProps={{ width: 40, allowDecimals: false, tickCount: 3 }}
        />
      </div>
      <table className="visually-hidden">
        <caption>{t('detail.chart')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('detail.minute')}</th>
            {SERIES.map(({ name }) => (
              <th scope="col" key={name}>
                {t(`input.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((row) => (
            <tr key={row.minute}>
              <th scope="row">{row.minute}</th>
              {SERIES.map(({ name }) => (
                <td key={name}>{row[name]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
