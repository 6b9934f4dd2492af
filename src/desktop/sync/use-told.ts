/**
 * What people have said through the server, kept current: asked for when it is shown, and again when main says that there
 * is something new of this contract. Many in a row make one question.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContractId } from '../../../domain/ids';
import type { EventPayload } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';

/** `ask` must depend on the contract alone. */
export function useTold<T>(
  contractId: ContractId,
  what: EventPayload<'syncTold'>['what'],
  ask: () => Promise<T>,
): { answer: T | null; again(): void } {
  const [answer, setAnswer] = useState<T | null>(null);
  const run = useRef<() => void>(() => undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the contract names the question
  useEffect(() => {
    let [current, asking, more] = [true, false, false];
    async function read(): Promise<void> {
      if (asking) {
        more = true;
        return;
      }
      asking = true;
      const value = await attempt(ask());
      asking = false;
      if (!current) return;
      if (value !== undefined) setAnswer(value);
      if (more) {
        more = false;
        void read();
      }
    }
    run.current = () => void read();
    void read();
    const stop = api.on('syncTold', (told) => {
      if (told.contractId === contractId && told.what === what) void read();
    });
    return () => {
      current = false;
      stop();
    };
  }, [contractId, what]);
  return { answer, again: useCallback(() => run.current(), []) };
}
