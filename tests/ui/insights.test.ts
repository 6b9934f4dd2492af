/** Insights: the week by the hour of the day. */
import { expect, test } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { bestHours, byHour } from '../../src/desktop/insights/by-hour';

const slot = (text: string) => Date.parse(text) / 1000;
type Slices = Parameters<typeof byHour>[0];

function slice(at: string, over: Partial<Slices[number]>): Slices[number] {
  const contractId = ContractIdSchema.parse('00000000-0000-4000-8000-000000000001');
  const whole: Slices[number] = {
    contractId,
    slot: slot(at),
    kind: 'tracked',
    trackedMs: 600_000,
    activity: 6,
  };
  return { ...whole, ...over };
}

test('[IN2] the activity of an hour is the share of its tracked minutes with input, manual time left out', () => {
  const hours = byHour(
    [
      slice('2026-11-23T09:00:00Z', { activity: 10 }),
      slice('2026-11-23T09:10:00Z', { activity: 2 }),
      slice('2026-11-23T09:20:00Z', { activity: 0, kind: 'manual' }),
    ],
    'UTC',
  );
  expect(hours[9]).toEqual({ hour: 9, trackedMs: 1_200_000, activity: 0.6 });
  expect(hours[10]?.activity).toBeNull();
});

test('[IN2] the best hours are the most active of those with half an hour or more, three at most', () => {
  const hours = [8, 9, 10, 11, 12].map((hour) => ({
    hour,
    trackedMs: hour === 8 ? 1_799_999 : 1_800_000,
    activity: hour === 8 ? 1 : hour / 20,
  }));
  expect(bestHours(hours).map((best) => best.hour)).toEqual([12, 11, 10]);
});
