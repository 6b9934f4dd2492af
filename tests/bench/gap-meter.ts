/**
 * How long the main process does not answer: a timer asks to be called each millisecond, and what it is late is time
 * in which nothing else could run either. (`perf_hooks.monitorEventLoopDelay` under-reports in Electron's main: it
 * calls a block of 100 ms one of 1 ms.) Also says how long at most the thread worked on end: on a busy machine most of
 * a gap is time in which other processes had the cores.
 */
import { median, quantile } from '../../scripts/bench/figures.mjs';

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
      const cpuNow = process.threadCpuUsage();
      const busy = (cpuNow.user - cpu.user + cpuNow.system - cpu.system) / 1_000;
      this.gaps.push({ late: Math.max(0, now - at - 1), busy });
      at = now;
      cpu = cpuNow;
    }, 1);
  }

  /** Ends the measure. */
  end(): Gap[] {
    clearInterval(this.timer);
    return this.gaps;
  }
}

/** Milliseconds, over several stretches of equal length. */
export interface Blocked {
  p99: number;
  max: number;
  /** The longest gap of the middle one of the stretches: what one can expect of a stretch. */
  typical: number;
  maxBusy: number;
}

export function summaryOf(stretches: readonly (readonly Gap[])[]): Blocked {
  const late = stretches.map((gaps) => gaps.map((gap) => gap.late));
  const busy = stretches.flatMap((gaps) => gaps.map((gap) => gap.busy));
  return {
    p99: quantile(late.flat(), 0.99),
    max: quantile(late.flat(), 1),
    typical: median(late.map((gaps) => quantile(gaps, 1))),
    maxBusy: quantile(busy, 1),
  };
}
