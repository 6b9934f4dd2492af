/**
 * A day as the server shows it, kept current while it is looked at: asked for when it changes, and again when the log
 * grows or the contract changes. An older answer stays until the newer one is there.
 */
import { useMemo, useRef } from 'react';
import type { Leaf } from '../../../domain/entry';
import type { ContractId, SliceId } from '../../../domain/ids';
import type { Reply } from '../../../domain/wire';
import { shareDay } from '../../diary/share';
import type { DiaryDay } from '../../diary/types';
import type { DayString } from '../../ui/zone';
import { dayBounds } from '../../ui/zone';
import { type Asked, useAsked } from '../asked';
import { useEvents } from '../events';

export interface ShownDay extends Pick<Reply<'day'>, 'verdicts' | 'proofs'> {
  day: DiaryDay;
  leafOf: ReadonlyMap<SliceId, Leaf>;
}

/** `isLive`: false for whoever hears no news. */
export function useDay(
  contract: ContractId,
  name: DayString,
  zone: string,
  isLive: boolean,
): Asked<ShownDay> {
  const { from, to } = useMemo(() => dayBounds(name, zone), [name, zone]);
  const asked = useAsked('day', { params: { contract }, query: { from, to } });
  const { value, again } = asked;
  useEvents(isLive ? contract : null, ({ kind }) => {
    if (kind === 'log' || kind === 'review' || kind === 'again') again();
  });
  const before = useRef<DiaryDay | null>(null);
  const shown = useMemo(() => {
    if (value === null) return null;
    const last = before.current?.from === value.day.from ? before.current : null;
    // Nobody edits here, whatever the server says may be edited elsewhere.
    const cells = value.day.cells.map((cell) => (cell.editable ? { ...cell, editable: false } : cell));
    const day = shareDay(last, { ...value.day, cells });
    before.current = day;
    return { ...value, day, leafOf: new Map(value.proofs.map((one) => [one.sliceId, one.leaf])) };
  }, [value]);
  return { ...asked, value: shown };
}
