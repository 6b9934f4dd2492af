/**
 * A week's protection, kept current: asked for when the week changes, and again (at most every two seconds) when main
 * says that one of its slices or a contract did. The same answer stays the same object, so that nothing is drawn anew.
 */
import { useEffect, useState } from 'react';
import type { ProtectionWeek } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';

const EVERY_MS = 2_000;

/** `start`: Monday 00:00 UTC, or null for none. */
export function useProtection(start: number | null): ProtectionWeek | null {
  const [week, setWeek] = useState<ProtectionWeek | null>(null);
  useEffect(() => {
    if (start === null) return;
    let current = true;
    let waiting = 0;
    async function ask(at: number): Promise<void> {
      const answer = await attempt(api.call('protection.week', { at }));
      if (current && answer) setWeek((known) => (isSame(known, answer) ? known : answer));
    }
    const soon = () => {
      if (waiting !== 0) return;
      waiting = window.setTimeout(() => {
        waiting = 0;
        void ask(start);
      }, EVERY_MS);
    };
    void ask(start);
    const stops = [
      api.on('diary', ({ slots }) => {
        if (slots.some((slot) => slot * 1000 >= start && slot * 1000 < start + 604_800_000)) soon();
      }),
      api.on('contracts', () => void ask(start)),
    ];
    return () => {
      current = false;
      window.clearTimeout(waiting);
      for (const stop of stops) stop();
    };
  }, [start]);
  return week !== null && week.start === start ? week : null;
}

function isSame(a: ProtectionWeek | null, b: ProtectionWeek): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}
