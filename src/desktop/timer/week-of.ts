/**
 * The week's figures of a contract: the timer's own, live, where the timer is about this contract, else asked from
 * the diary, and again whenever the week changes there (manual time changes it with no timer running).
 */
import type { HourlyContract } from '../../../domain/hourly-contract';
import { limitOfWeek } from '../../../domain/limit';
import { DAY_MS, WEEK_MS, weekStart } from '../../../domain/week';
import { api } from '../api';
import { useApp } from '../store';
import { useAsked } from '../week/use-asked';

export interface WeekFigures {
  trackedMs: number;
  overMs: number;
  limitSeconds: number | null;
}

export function useWeekOf(contract: HourlyContract | null): WeekFigures | null {
  const live = useApp(({ timer }) => (timer.contractId === contract?.id ? timer.week : null));
  const week = useApp(({ now }) => weekStart(now));
  const wanted = live === null ? contract : null;
  const asked = useAsked(`${wanted?.id} ${week}`, week, week + WEEK_MS, () => weekOf(wanted, week));
  return live ?? asked;
}

async function weekOf(contract: HourlyContract | null, week: number): Promise<WeekFigures | null> {
  if (contract === null) return null;
  const day = await api.call('diary.day', { from: week, to: week + DAY_MS });
  const own = day.byContract.find(({ contractId }) => contractId === contract.id);
  const limitMs = limitOfWeek(contract.limits, week);
  return {
    trackedMs: own?.week.trackedMs ?? 0,
    overMs: own?.week.overMs ?? 0,
    limitSeconds: limitMs === null ? null : limitMs / 1000,
  };
}
