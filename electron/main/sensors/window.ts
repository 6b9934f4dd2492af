/** The window sensor: the front window by the first backend that answers, within 500 ms (docs/SPEC.md, SE). */
import type { MonoMs } from '../../../domain/clock';
import type { FrontWindow } from '../../../domain/sample';
import { type Backend, Chain } from './chain';
import type { SensorLog } from './log';
import type { WindowSensor } from './ports';

const BUDGET_MS = 500;
/** Short, because some backends fail on single windows only (active-win on a window that names no process). */
const BACKOFF = { firstMs: 1_000, maxMs: 15_000 };

export function windowSensor(
  backends: readonly Backend<FrontWindow | null>[],
  mono: () => MonoMs,
  log: SensorLog,
): WindowSensor {
  const chain = new Chain(backends, { what: 'windows', mono, budgetMs: BUDGET_MS, backoff: BACKOFF, log });
  return {
    name: () => chain.name(),
    async front() {
      const answer = await chain.ask();
      return answer.outcome === 'answered' ? answer.value : null;
    },
    async stop() {
      chain.stop();
    },
  };
}
