/** Which contract the bar shows, and how the state is named. Pure. */
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { Timer } from '../../../electron/contract';
import { hm } from '../../ui/format';

export function openContracts(contracts: readonly HourlyContract[]): HourlyContract[] {
  return contracts.filter(({ archivedAt }) => archivedAt === null);
}

/** The running contract; else the one just chosen, the one tracked last, the first: whichever is still open. */
export function shownContract(
  contracts: readonly HourlyContract[],
  timer: Pick<Timer, 'mode' | 'contractId'>,
  chosen: string | null,
  remembered: string | null,
): HourlyContract | null {
  const find = (id: string | null, among: readonly HourlyContract[]) => among.find((one) => one.id === id);
  if (timer.mode !== 'stopped') return find(timer.contractId, contracts) ?? null;
  const open = openContracts(contracts);
  return find(chosen, open) ?? find(timer.contractId, open) ?? find(remembered, open) ?? open[0] ?? null;
}

/** "● 2:41 Acme — Minutier": the state by shape and words, the session's time, the client. */
export function documentTitle(timer: Timer, contract: HourlyContract | null, stopped: string): string {
  const name = 'Minutier';
  switch (timer.mode) {
    case 'stopped':
      return `${stopped} — ${name}`;
    case 'tracking':
      return `● ${hm(timer.sessionMs)} ${contract?.client ?? ''} — ${name}`;
    case 'paused':
      return `❚❚ ${hm(timer.sessionMs)} ${contract?.client ?? ''} — ${name}`;
  }
}

export interface WeekBarParts {
  /** Shares of the bar, 0–1: time within the limit, time above it. */
  within: number;
  over: number;
  /** Where 80, 95 and 100 % of the limit lie on the bar, 0–1. */
  marks: { percent: 80 | 95 | 100; at: number }[];
  /** The last of the marks that has been reached. */
  reached: 0 | 80 | 95 | 100;
}

/** The bar is as long as the limit, or as the time where that is more. Null where there is no limit. */
export function weekBar(trackedMs: number, overMs: number, limitSeconds: number | null): WeekBarParts | null {
  if (limitSeconds === null) return null;
  const limitMs = limitSeconds * 1000;
  const length = Math.max(limitMs, trackedMs, 1);
  const marks = ([80, 95, 100] as const).map((percent) => ({
    percent,
    at: (limitMs * percent) / 100 / length,
  }));
  const reached = marks.findLast(({ percent }) => trackedMs * 100 >= limitMs * percent)?.percent ?? 0;
  return { within: (trackedMs - overMs) / length, over: overMs / length, marks, reached };
}
