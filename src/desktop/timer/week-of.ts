/**
 * The week's figures of a contract: the timer's own, live, where the timer is about this contract, else asked from
 * the diary once.
 */
import { useEffect, useState } from 'react';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { limitOfWeek } from '../../../domain/limit';
import { DAY_MS, weekStart } from '../../../domain/week';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';

export interface WeekFigures {
  trackedMs: number;
  overMs: number;
  limitSeconds: number | null;
}

export function useWeekOf(contract: HourlyContract | null): WeekFigures | null {
  const live = useApp(({ timer }) => (timer.contractId === contract?.id ? timer.week : null));
  const week = useApp(({ now }) => weekStart(now));
  const [asked, setAsked] = useState<(WeekFigures & { id: string }) | null>(null);
  const isLive = live !== null;

  useEffect(() => {
    if (contract === null || isLive) return;
    let current = true;
    void attempt(api.call('diary.day', { from: week, to: week + DAY_MS })).then((day) => {
      if (!current || !day) return;
      const own = day.byContract.find(({ contractId }) => contractId === contract.id);
      const limitMs = limitOfWeek(contract.limits, week);
      setAsked({
        id: contract.id,
        trackedMs: own?.week.trackedMs ?? 0,
        overMs: own?.week.overMs ?? 0,
        limitSeconds: limitMs === null ? null : limitMs / 1000,
      });
    });
    return () => {
      current = false;
    };
  }, [contract, isLive, week]);

  return live ?? (asked?.id === contract?.id ? asked : null);
}
