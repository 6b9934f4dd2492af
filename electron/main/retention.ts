/**
 * Destroys pictures whose time to be kept is over: at the start and once a day. Promises: none before its time; a run
 * cut off or cancelled anywhere is ended by the next. SPEC: PV.
 */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { expiredBefore } from '../../domain/privacy';
import { DAY_MS, type Slot } from '../../domain/week';
import type { RetentionTable } from './db/retention-table';
import type { Jobs } from './jobs';
import type { PictureEraser } from './picture-eraser';
import type { Notifier, StorageFault } from './ports';

/** Pictures a transaction: short enough that the recorder's checkpoint never waits. */
const BATCH = 100;

export interface RetentionDeps {
  contracts(): readonly HourlyContract[];
  rows: Pick<RetentionTable, 'expired' | 'countExpired' | 'expire'>;
  /** Settles when the key store was asked. */
  eraser: Promise<Pick<PictureEraser, 'finish'> | StorageFault>;
  jobs: Pick<Jobs, 'run'>;
  notifier: Pick<Notifier, 'tell'>;
  now(): WallMs;
  every(ms: number, work: () => void): void;
  changed(slots: readonly Slot[]): void;
  log(message: string): void;
}

export interface Retention {
  begin(): Promise<void>;
  /** Destroys what is due now; gives how many pictures. */
  run(): Promise<number>;
}

export function createRetention(deps: RetentionDeps): Retention {
  async function run(): Promise<number> {
    const limits = deps.contracts().flatMap(({ id, privacy: { retentionDays } }) => {
      return retentionDays === null ? [] : [{ id, before: expiredBefore(deps.now(), retentionDays) }];
    });
    const total = limits.reduce((sum, { id, before }) => sum + deps.rows.countExpired(id, before), 0);
    if (total === 0) return 0;
    let destroyed = 0;
    await deps.jobs.run('retention', async (job) => {
      for (const count of destroying(limits)) {
        destroyed += count;
        await job.step(destroyed, total);
      }
    });
    // Also of a run that was cancelled: what has lost its key must lose its file.
    if (destroyed > 0) await erased(destroyed);
    return destroyed;
  }

  /** Gives how many were destroyed at each turn; ends where the disk refuses. */
  function* destroying(limits: readonly { id: ContractId; before: WallMs }[]): Generator<number> {
    for (const { id, before } of limits) {
      for (;;) {
        const due = deps.rows.expired(id, before, BATCH);
        if (due.length === 0) break;
        const saved = deps.rows.expire(
          due.map((one) => one.id),
          deps.now(),
        );
        if (saved.outcome === 'failed') {
          deps.log(`pictures that have expired are not destroyed yet: ${saved.detail}`);
          return;
        }
        // A crash here leaves files without a key; their names stand in `erasures`, and the next start removes them.
        deps.changed([...new Set(due.map((one) => one.slot))]);
        yield due.length;
      }
    }
  }

  async function erased(count: number): Promise<void> {
    const eraser = await deps.eraser;
    const ended = 'reason' in eraser ? null : await eraser.finish();
    if (ended?.outcome === 'failed')
      deps.log(`files of expired pictures are not removed yet: ${ended.detail}`);
    const at = deps.now();
    deps.notifier.tell({
      id: 'pictures-expired',
      key: `pictures-expired:${at}`,
      level: 'info',
      values: { count },
    });
  }

  return {
    run,
    async begin() {
      deps.every(DAY_MS, () => void run().catch((error: unknown) => deps.log(`retention: ${String(error)}`)));
      await run();
    },
  };
}
