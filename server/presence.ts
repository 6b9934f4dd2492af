/**
 * Who is working now, as their app says it: never stored, and gone by itself when the app has not said so again in time.
 * SPEC: SV58.
 */
import type { ContractId } from '../domain/ids';
import type { Hub } from './events';

/** The app says it again every half minute. */
const FADES_MS = 90_000;

export interface Presence {
  say(contract: ContractId, working: boolean, now: number): void;
  working(contract: ContractId, now: number): boolean;
  /** Tells whoever listens of those that have faded. */
  fade(now: number): void;
}

/** `isShared`: whether the others may be told. */
export function createPresence(hub: Hub, isShared: (contract: ContractId) => boolean): Presence {
  const until = new Map<ContractId, number>();
  const tell = (contract: ContractId, working: boolean) => {
    if (isShared(contract)) hub.tell({ kind: 'presence', contract, working });
  };
  return {
    say(contract, working, now) {
      const was = (until.get(contract) ?? 0) > now;
      if (working) until.set(contract, now + FADES_MS);
      else until.delete(contract);
      if (was !== working) tell(contract, working);
    },
    working: (contract, now) => (until.get(contract) ?? 0) > now,
    fade(now) {
      for (const [contract, end] of until) {
        if (end > now) continue;
        until.delete(contract);
        tell(contract, false);
      }
    },
  };
}
