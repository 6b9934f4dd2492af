/** What the global shortcut does: stops what runs, goes on with what is paused, else starts what was tracked last. */
import { assertNever } from '../../domain/assert';
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import { WEEK_MS } from '../../domain/week';
import type { SliceHead } from './db/slices';
import type { Recorder } from './ports';

export interface ToggleDeps {
  recorder: Pick<Recorder, 'timer' | 'start' | 'stop' | 'resume'>;
  contracts(): HourlyContract[];
  /** Heads of the slices whose slot starts in [from, to), ascending. */
  cellsBetween(from: WallMs, to: WallMs): SliceHead[];
  now(): WallMs;
  /** Nothing says which contract is meant: the window is asked. */
  openWindow(): void;
}

/** How far back the contract tracked last is looked for. */
const LOOK_BACK_MS = 5 * WEEK_MS;

export async function toggleTimer(deps: ToggleDeps): Promise<void> {
  const { recorder } = deps;
  const { mode } = recorder.timer();
  switch (mode) {
    case 'tracking':
      return recorder.stop();
    case 'paused':
      return recorder.resume();
    case 'stopped': {
      const next = nextSession(deps);
      return next === null ? deps.openWindow() : recorder.start(next.contractId, next.memo);
    }
    default:
      return assertNever(mode);
  }
}

function nextSession(deps: ToggleDeps): Pick<SliceHead, 'contractId' | 'memo'> | null {
  const open = deps.contracts().filter((contract) => contract.archivedAt === null);
  const now = deps.now();
  const last = deps
    .cellsBetween(now - LOOK_BACK_MS, now + 1)
    .findLast((head) => open.some((contract) => contract.id === head.contractId));
  if (last !== undefined) return last;
  const [only] = open;
  return only !== undefined && open.length === 1 ? { contractId: only.id, memo: '' } : null;
}
