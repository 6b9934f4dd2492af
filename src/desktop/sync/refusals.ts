/**
 * What was refused, as people read it: slices of the same contract refused for the same reason are one entry, with all
 * of their time, for weeks offline can end in hundreds. Pure.
 */
import type { RefusedEntry } from '../../../electron/contract';

export interface RefusedGroup {
  contractId: RefusedEntry['contractId'];
  why: RefusedEntry['why'];
  ids: number[];
  /** Of the segments among them. */
  ms: number;
  /** The slices that are still here, the earliest first. */
  slices: { sliceId: NonNullable<RefusedEntry['sliceId']>; slot: number }[];
  /** The latest refusal. */
  at: number;
  /** What the server said of it. */
  detail: string;
}

/**
 * What a person can do: `retry` once the reason is gone, `talk` to the client where the reason stays what it was when the
 * time began, `report` where only a defect can be the reason.
 */
export type Way = 'retry' | 'talk' | 'report';

export function wayOf(why: RefusedEntry['why']): Way {
  switch (why) {
    case 'paused':
    case 'manual':
    case 'week':
      return 'talk';
    case 'slot':
    case 'clock':
    case 'picture':
    case 'chain':
    case 'disclosure':
    case 'target':
      return 'retry';
    case 'entry':
    case 'signature':
    case 'key':
      return 'report';
  }
}

/** The latest refused first. */
export function groupsOf(refused: readonly RefusedEntry[]): RefusedGroup[] {
  const groups = new Map<string, RefusedGroup>();
  for (const { contractId, why, id, ms, sliceId, slot, at, detail } of refused) {
    const key = `${contractId} ${why}`;
    const group = groups.get(key) ?? { contractId, why, ids: [], ms: 0, slices: [], at, detail };
    group.ids.push(id);
    group.ms += ms ?? 0;
    if (sliceId !== null && slot !== null) group.slices.push({ sliceId, slot });
    if (at > group.at) [group.at, group.detail] = [at, detail];
    groups.set(key, group);
  }
  for (const { slices } of groups.values()) slices.sort((a, b) => a.slot - b.slot);
  return [...groups.values()].sort((a, b) => b.at - a.at);
}
