/**
 * The keys that draw the moments of pictures. Promises: a day's key is committed to in the contract's log before a slot
 * uses it, is told to nobody before the day is over, and is revealed in the log after it, by this run or a later one;
 * key and commitment are one transaction, so a crash leaves both or neither. SPEC: SG15, SG16.
 */

import { toBase64Url } from '../../domain/bytes';
import type { Clock } from '../../domain/clock';
import { commitmentOf, DAY_KEY_BYTES, dayOf, keyedRandom } from '../../domain/day-key';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import type { Sha256 } from '../../domain/merkle';
import type { Random } from '../../domain/random';
import { DAY_MS, SLOT_SECONDS, type Slot, slotOf, slotStart } from '../../domain/week';
import type { RandomBytes } from '../../node/sealed-file';
import type { DayKeysTable } from './db/day-keys-table';
import type { LogSigner } from './evidence/ports';

/** How often it is looked whether a day is over or a contract is without its keys: six times a slot at least. */
export const DAY_KEYS_EVERY_MS = 60_000;
const DAY_SECONDS = DAY_MS / 1_000;

export interface DayKeysDeps {
  table: Pick<DayKeysTable, 'inUse' | 'state' | 'hidden' | 'committed' | 'revealed'>;
  signer: Pick<LogSigner, 'appendTo'>;
  contracts(): readonly HourlyContract[];
  clock: Clock;
  randomBytes: RandomBytes;
  sha256: Sha256;
  every(ms: number, work: () => void): void;
  /** Whether a server orders the contract's log: its keys draw there, and this device commits to none. */
  ordered?(contractId: ContractId): boolean;
  /** Settles when other work had its turn. */
  turn(): Promise<void>;
  log(message: string): void;
}

export interface DayKeys {
  /** Settles what is due now, and from then on each minute. Never rejects. */
  begin(): Promise<void>;
  /** Reveals the keys of days that are over, commits to those of today and tomorrow. Rejects where the disk refuses. */
  settle(): Promise<void>;
  /** What the moments of the slot are drawn from; null where no commitment stood before it began. */
  random(contractId: ContractId, slot: Slot): Random | null;
}

export function createDayKeys(deps: DayKeysDeps): DayKeys {
  const { table, signer, clock, sha256 } = deps;
  let work: Promise<void> | null = null;

  async function settleAll(): Promise<void> {
    for (const contract of deps.contracts()) {
      reveal(contract.id);
      if (takesPictures(contract) && deps.ordered?.(contract.id) !== true) {
        const today = dayOf(slotOf(clock.read().wall));
        commit(contract.id, today);
        commit(contract.id, today + DAY_SECONDS);
      }
      // Each entry is a commit on the disk: the recorder has its turn between the contracts.
      await deps.turn();
    }
  }

  /** A day of which no slot is still to begin is not committed to: nothing could be drawn from its key. */
  function commit(contractId: ContractId, day: number): void {
    const known = table.state(contractId, day);
    // Revealed already: the clock was set back. It draws nothing any more, and there is no second key for a day.
    if (known?.committed || known?.revealed) return;
    const at = clock.read().wall;
    if (at >= slotStart(day + DAY_SECONDS - SLOT_SECONDS)) return;
    // A log that continues a lost one keeps the day's key, or pictures that it drew would be found elsewhere than due.
    const key = known?.key ?? new Uint8Array(deps.randomBytes(DAY_KEY_BYTES));
    const draft = { type: 'day.commit', at, day, commit: commitmentOf(key, sha256) } as const;
    signer.appendTo(contractId, draft, {
      keep: ({ index }, log) => table.committed(contractId, day, key, log, index),
    });
  }

  function reveal(contractId: ContractId): void {
    const at = clock.read().wall;
    for (const { day, key } of table.hidden(contractId, dayOf(slotOf(at)))) {
      const draft = { type: 'day.reveal', at, day, key: toBase64Url(key) } as const;
      signer.appendTo(contractId, draft, { keep: ({ index }) => table.revealed(contractId, day, index) });
    }
  }

  function settle(): Promise<void> {
    work ??= settleAll().finally(() => {
      work = null;
    });
    return work;
  }

  async function settleOrLog(): Promise<void> {
    try {
      await settle();
    } catch (error) {
      deps.log(`day keys: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    settle,
    begin() {
      deps.every(DAY_KEYS_EVERY_MS, () => void settleOrLog());
      return settleOrLog();
    },
    random(contractId, slot) {
      const known = table.inUse(contractId, dayOf(slot));
      return known !== null && known.committedAt < slotStart(slot) ? keyedRandom(known.key, sha256) : null;
    },
  };
}

function takesPictures({ archivedAt, pictures, privacy }: HourlyContract): boolean {
  return archivedAt === null && pictures !== 'none' && privacy.perSlice > 0;
}
