/**
 * The check of what is shown, by itself where it costs little, when asked for where it costs much. What the page shows may
 * be older than the head by a moment: before a difference is told, both are read once more.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContractId } from '../../../domain/ids';
import { api, type Failure } from '../api';
import { now } from '../present';
import type { Shown } from './compare';
import { Gatherer } from './gather';
import type { FromProver, Proof, ToProver } from './messages';
import { readSeen, writeSeen } from './seen';
import { shelf } from './shelf';

export type Check =
  | { state: 'waiting' }
  /** So many entries would have to be fetched: somebody says when. */
  | { state: 'large'; missing: number }
  | { state: 'checking' }
  | { state: 'cannot' }
  | { state: 'failed'; failure: Failure | null }
  | { state: 'done'; proof: Proof };

/** Entries that are fetched without being asked, some 0.9 kB each. */
const UNASKED = 2_500;
/** The page is painted first. */
const PAUSE_MS = 400;

const gatherers = new Map<ContractId, Gatherer>();

export function useProof(
  contract: ContractId,
  shown: Shown | null,
  again: () => void,
): { check: Check; start: () => void } {
  const [check, setCheck] = useState<Check>({ state: 'waiting' });
  const round = useRef(0);

  const run = useCallback(
    async (asked: boolean, of: Shown) => {
      round.current += 1;
      const mine = round.current;
      const tell = (next: Check) => {
        if (mine === round.current) setCheck(next);
      };
      const gatherer = gatherers.get(contract) ?? new Gatherer(contract, api);
      gatherers.set(contract, gatherer);
      if (!asked) {
        const ahead = await gatherer.ahead();
        if (ahead === null) return tell({ state: 'failed', failure: null });
        if (ahead.missing > UNASKED) return tell({ state: 'large', missing: ahead.missing });
      }
      tell({ state: 'checking' });
      for (let time = 0; ; time++) {
        const material = await gatherer.gather(of.day);
        if (mine !== round.current) return;
        if ('failure' in material) return tell({ state: 'failed', failure: material.failure });
        const seen = readSeen(shelf, contract);
        const said = await ask({ ...material, seen, shown: of, now: now() });
        if (mine !== round.current) return;
        if (said.type !== 'proof') {
          return tell(said.type === 'cannot' ? { state: 'cannot' } : { state: 'failed', failure: null });
        }
        const { proof } = said;
        if (proof.differences.length > 0 && time < 2) {
          const fresh = await api.call('day', { params: { contract }, query: rangeOf(of) });
          if (mine !== round.current) return;
          if (fresh.outcome === 'ok' && isOther(fresh.value, of)) return again();
          const ahead = await gatherer.ahead();
          if (ahead !== null && ahead.size !== material.lines.length) continue;
        }
        if (proof.seen !== null) writeSeen(shelf, contract, proof.seen);
        return tell({ state: 'done', proof });
      }
    },
    [contract, again],
  );

  useEffect(() => {
    if (shown === null) {
      round.current += 1;
      setCheck({ state: 'waiting' });
      return;
    }
    const timer = setTimeout(() => void run(false, shown), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [shown, run]);

  const start = useCallback(() => {
    if (shown !== null) void run(true, shown);
  }, [shown, run]);
  return { check, start };
}

function rangeOf({ day: { from, to } }: Shown): { from: number; to: number } {
  return { from, to };
}

/** Whether the server shows something else by now. */
function isOther(fresh: Shown, shown: Shown): boolean {
  const of = ({ day, proofs }: Shown) =>
    JSON.stringify([proofs, day.cells.map(({ editable: _, ...cell }) => cell)]);
  return of(fresh) !== of(shown);
}

let prover: Worker | null = null;
let count = 0;

function ask(asked: Omit<ToProver, 'id'>): Promise<FromProver> {
  prover ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const worker = prover;
  const id = ++count;
  return new Promise((resolve) => {
    function settle(said: FromProver): void {
      worker.removeEventListener('message', hear);
      worker.removeEventListener('error', fail);
      resolve(said);
    }
    function hear({ data }: MessageEvent<FromProver>): void {
      if (data.id === id) settle(data);
    }
    function fail(): void {
      if (prover === worker) prover = null;
      worker.terminate();
      settle({ id, type: 'failed' });
    }
    worker.addEventListener('message', hear);
    worker.addEventListener('error', fail);
    const message: ToProver = { id, ...asked };
    worker.postMessage(message);
  });
}
