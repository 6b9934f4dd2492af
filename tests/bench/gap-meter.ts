/**
 * How long the main process does not answer: a timer asks to be called each millisecond, and what it is late is time
 * in which nothing else could run either. (`perf_hooks.monitorEventLoopDelay` under-reports in Electron's main: it
 * calls a block of 100 ms one of 1 ms.) Also says how much of each gap the thread itself worked: on a busy machine the
 * rest is time in which another process had the core.
 */

import { quantile } from '../../scripts/bench/figures.mjs';

/** Milliseconds. `late`: beyond the one that was asked for. `busy`: CPU time of the main thread in the gap. */
export interface Gap {
  late: number;
  busy: number;
}

export class GapMeter {
  private readonly gaps: Gap[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor() {
    let at = performance.now();
    let cpu = process.threadCpuUsage();
    this.timer = setInterval(() => {
      const now = performance.now();
      const used = process.threadCpuUsage(cpu);
      this.gaps.push({ late: Math.max(0, now - at - 1), busy: (used.user + used.system) / 1_000 });
      at = now;
      cpu = process.threadCpuUsage();
    }, 1);
  }

  /** Ends the measure. */
  end(): Gap[] {
    clearInterval(this.timer);
    return this.gaps;
  }
}

/** Milliseconds. `maxBusy`: how long at most the thread itself worked on end. */
export function summaryOf(gaps: readonly Gap[]): { p99: number; max: number; maxBusy: number } {
  const late = gaps.map((gap) => gap.late);
  return {
    p99: quantile(late, 0.99),
    max: quantile(late, 1),
    maxBusy: quantile(
      gaps.map(({ busy }) => busy),
      1,
    ),
  };
}
