/**
 * Picture moments that the device did not choose: the server commits to a key for each contract and UTC day before the day,
 * gives a device the shares of the slot that is running, and tells the key when the day is over. Promises: a key is made of
 * the server's secret, the log and the day, so nothing is stored that could be lost between two steps, and what one key
 * tells says nothing of another; asked again, each step is done once. SPEC: SV53–SV55; decision 148.
 */
import { createHmac } from 'node:crypto';
import { toBase64Url } from '../domain/bytes';
import { commitmentOf, dayOf, keyedRandom } from '../domain/day-key';
import type { ContractId } from '../domain/ids';
import { sharesOf } from '../domain/moments';
import type { Ledger } from '../domain/verify-ledger';
import { DAY_MS, type Slot, slotEnd, slotStart } from '../domain/week';
import type { OwnDraft } from './log/logs';
import type { Parts } from './parts';

const DAY_SECONDS = DAY_MS / 1000;
/** A contract on which nothing was tracked for so long has no keys made for it; asking for a moment makes them again. */
const AWAKE_MS = 14 * DAY_MS;
/** A device draws at the slot's first instant, so it may ask a little before. */
const EARLY_MS = 15_000;

type Needed = Pick<Parts, 'logs' | 'key' | 'dataKey' | 'crypto'>;

export type Moment =
  | { outcome: 'shares'; day: number; shares: Record<string, number> }
  /** `slot`: it is not the running one, nor about to begin. `later`: committed to now, so it holds from the next slot on. */
  | { outcome: 'slot' | 'later' };

export interface Moments {
  of(contract: ContractId, slot: Slot, now: number): Promise<Moment | null>;
  /** Commits to today and tomorrow, and reveals what is over: of every contract that is awake. */
  tick(now: number): Promise<void>;
  /** The same of one contract, awake or not. */
  keep(contract: ContractId, now: number): Promise<void>;
}

export function createMoments({ logs, key, dataKey, crypto: { sha256 } }: Needed): Moments {
  /** 32 bytes. `log`: the leaf that names it; a contract's next log has other keys. */
  const keyOf = (log: string, day: number): Uint8Array =>
    new Uint8Array(createHmac('sha256', dataKey).update(`minutier-day-key-1\n${log}\n${day}\n`).digest());

  function due(ledger: Ledger, now: number, isAwake: boolean): OwnDraft[] {
    const log = ledger.open?.leaf;
    if (log === undefined) return [];
    const committed = ledger.days.ofSigner(key.kid);
    const drafts: OwnDraft[] = [];
    const today = dayOf(now / 1000);
    for (const [day, { commit, key: told }] of committed) {
      const own = keyOf(log, day);
      // A server that was given another secret cannot tell the keys of before; it says nothing rather than a wrong one.
      const isOurs = commitmentOf(own, sha256) === commit;
      if (told === null && isOurs && now >= day * 1000 + DAY_MS)
        drafts.push({ draft: { type: 'day.reveal', at: now, day, key: toBase64Url(own) }, disclosures: [] });
    }
    for (const day of isAwake ? [today, today + DAY_SECONDS] : []) {
      if (committed.has(day)) continue;
      const commit = commitmentOf(keyOf(log, day), sha256);
      drafts.push({ draft: { type: 'day.commit', at: now, day, commit }, disclosures: [] });
    }
    return drafts;
  }

  async function keep(contract: ContractId, now: number): Promise<void> {
    await logs.own(contract, now, ({ ledger }) => due(ledger, now, true));
  }

  return {
    keep,
    async tick(now) {
      for (const contract of await logs.contracts()) {
        // Looked at before it is written to: most of the time nothing is due.
        const isDue = await logs.read(
          contract,
          ({ ledger }) => due(ledger, now, isAwake(ledger, now)).length > 0,
        );
        if (isDue === true)
          await logs.own(contract, now, ({ ledger }) => due(ledger, now, isAwake(ledger, now)));
      }
    },
    async of(contract, slot, now) {
      if (now < slotStart(slot) - EARLY_MS || now >= slotEnd(slot)) return { outcome: 'slot' };
      const found = await logs.read(contract, ({ ledger, head }) => {
        const commitment = ledger.days.of(slot, key.kid, head.tree.size);
        const own = ledger.open && keyOf(ledger.open.leaf, dayOf(slot));
        const isOurs = commitment?.kid === key.kid && own && commitmentOf(own, sha256) === commitment.commit;
        return isOurs ? own : ('none' as const);
      });
      if (found === null) return null;
      if (found === 'none') {
        await keep(contract, now);
        return { outcome: 'later' };
      }
      const random = keyedRandom(found, sha256);
      return { outcome: 'shares', day: dayOf(slot), shares: sharesOf(random, contract, slot) };
    },
  };
}

function isAwake({ open, segments }: Ledger, now: number): boolean {
  const last = Math.max(open?.entry.at ?? 0, segments.at(-1)?.entry.at ?? 0);
  return last > now - AWAKE_MS;
}
