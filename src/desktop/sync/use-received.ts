/**
 * Which slices of a day the server has, for the diary view: asked for with the day, and again when something was sent,
 * sealed or refused. What was answered stays until the next answer, so that no mark flickers.
 */
import { useEffect, useMemo, useState } from 'react';
import type { SliceId } from '../../../domain/ids';
import { slotOf } from '../../../domain/week';
import type { CommandOutput, Sync } from '../../../electron/contract';
import type { Received } from '../../diary/received';
import { type DayString, dayBounds } from '../../ui/zone';
import { api } from '../api';
import { attempt } from '../failures';
import { useSync } from './sync-store';

type Rows = CommandOutput<'sync.received'>;

/** Changes whenever another answer can be expected; null where nothing is shared. */
export function stampOf(sync: Sync | null): string | null {
  const shared = sync?.contracts.filter(({ on }) => on) ?? [];
  if (sync?.server == null || shared.length === 0) return null;
  const counts = shared.map(({ contractId, sent, queued }) => `${contractId} ${sent} ${queued}`);
  return [...counts, sync.refused.length].join();
}

export function useReceivedDay(day: DayString, zone: string): ReadonlyMap<SliceId, Received> | null {
  const { from, to } = useMemo(() => dayBounds(day, zone), [day, zone]);
  const stamp = useSync(({ sync }) => stampOf(sync));
  const [answer, setAnswer] = useState<{ from: number; rows: Rows } | null>(null);

  useEffect(() => {
    let current = true;
    async function ask(): Promise<void> {
      const rows = await attempt(api.call('sync.received', { from: slotOf(from), to: slotOf(to + 599_999) }));
      // Another day, or a later stamp, has asked for itself.
      if (current && rows) setAnswer({ from, rows });
    }
    if (stamp !== null) void ask();
    return () => {
      current = false;
    };
  }, [from, to, stamp]);

  const rows = stamp !== null && answer?.from === from ? answer.rows : null;
  return useMemo(
    () => (rows === null ? null : new Map(rows.map(({ sliceId, state, at }) => [sliceId, { state, at }]))),
    [rows],
  );
}
