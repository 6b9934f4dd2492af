/**
 * What is sealed and whose keys count, kept current: asked for when the page is shown, and again when main says that
 * something changed. Many changes in a row make one question; `take` puts an answer that came with a command in its place.
 */
import { useEffect, useState } from 'react';
import type { Evidence } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';

export interface ShownEvidence {
  evidence: Evidence | null;
  take(evidence: Evidence): void;
}

export function useEvidence(): ShownEvidence {
  const [evidence, take] = useState<Evidence | null>(null);
  useEffect(() => {
    let [current, asking, again] = [true, false, false];
    async function ask(): Promise<void> {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      const answer = await attempt(api.call('evidence.get', undefined));
      asking = false;
      if (!current) return;
      if (answer) take(answer);
      if (again) {
        again = false;
        void ask();
      }
    }
    void ask();
    const stops = [
      api.on('evidence', () => void ask()),
      api.on('contracts', () => void ask()),
      api.on('diary', () => void ask()),
    ];
    return () => {
      current = false;
      for (const stop of stops) stop();
    };
  }, []);
  return { evidence, take };
}
