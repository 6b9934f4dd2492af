/**
 * Destroys pictures whose time to be kept is over: at the start and once a day. Promises: none before its time; a run
 * cut off anywhere is ended by the next. SPEC: PV.
 */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import { expiredBefore } from '../../domain/privacy';
import { DAY_MS, type Slot } from '../../domain/week';
import type { RetentionTable } from './db/retention-table';
import type { PictureEraser } from './picture-eraser';
import type { Notifier, StorageFault } from './ports';

/** Pictures a transaction: short enough that the recorder's checkpoint never waits. */
const BATCH = 100;

export interface RetentionDeps {
  contracts(): readonly HourlyContract[];
  rows: Pick<RetentionTable, 'expired' | 'expire'>;
  /** Settles when the key store was asked. */
  eraser: Promise<Pick<PictureEraser, 'finish'> | StorageFault>;
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
    let destroyed = 0;
    for (const { id, privacy } of deps.contracts()) {
      if (privacy.retentionDays === null) continue;
      const before = expiredBefore(deps.now(), privacy.retentionDays);
      for (;;) {
        const due = deps.rows.expired(id, before, BATCH);
        if (due.length === 0) break;
        const saved = deps.rows.expire(
          due.map((one) => one.id),
          deps.now(),
        );
        if (saved.outcome === 'failed') {
          deps.log(`pictures that have expired are not destroyed yet: ${saved.detail}`);
          return destroyed;
        }
        // A crash here leaves files without a key; their names stand in `erasures`, and the next start removes them.
        destroyed += due.length;
        deps.changed([...new Set(due.map((one) => one.slot))]);
      }
    }
    if (destroyed > 0) await erased(destroyed);
    return destroyed;
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
