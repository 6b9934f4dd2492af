/**
 * An answer of main that is kept current: asked for when the question changes, and again when slices of the stretch do.
 * Answers to a question that is no longer asked are dropped; many changes in a row make one question.
 */
import { useEffect, useState } from 'react';
import { api } from '../api';
import { attempt } from '../failures';

/** `key` names the question; `ask` must depend on nothing else. Changes of slots in [from, to) ask again. */
export function useAsked<T>(key: string, from: number, to: number, ask: () => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ key: string; value: T } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the question, the bounds are part of it
  useEffect(() => {
    let [current, asking, again] = [true, false, false];
    async function run(): Promise<void> {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      const value = await attempt(ask());
      asking = false;
      if (!current) return;
      if (value !== undefined) setAnswer({ key, value });
      if (again) {
        again = false;
        void run();
      }
    }
    void run();
    const stops = [
      api.on('diary', ({ slots }) => {
        if (slots.some((slot) => slot * 1000 >= from && slot * 1000 < to)) void run();
      }),
      api.on('contracts', () => void run()),
    ];
    return () => {
      current = false;
      for (const stop of stops) stop();
    };
  }, [key]);
  return answer?.key === key ? answer.value : null;
}
