/** The verdicts of a day's slices for the diary view, and the way to mend them. A local day may lie in two UTC weeks. */
import { useMemo } from 'react';
import { weekStart } from '../../../domain/week';
import type { Protection } from '../../diary/protection';
import { type DayString, dayBounds } from '../../ui/zone';
import { useMend } from './MendProvider';
import { useProtection } from './use-protection';

export function useDayProtection(day: DayString, zone: string): Protection {
  const { from, to } = useMemo(() => dayBounds(day, zone), [day, zone]);
  const [first, last] = [weekStart(from), weekStart(to - 1)];
  const week = useProtection(first);
  const other = useProtection(last === first ? null : last);
  const mend = useMend();
  return useMemo(() => {
    const all = [week, other].flatMap((one) => one?.contracts ?? []).flatMap(({ verdicts }) => verdicts);
    return {
      verdicts: new Map(all.map((verdict) => [verdict.sliceId, verdict])),
      mend: (reason, { contractId, sliceId, slot }) =>
        mend({ reason, contractId, slices: [{ id: sliceId, slot }] }),
    };
  }, [week, other, mend]);
}
