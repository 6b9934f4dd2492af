/**
 * A week's protection as the window shows it, and that of the slice being tracked. Read from the store, with the open
 * slice as it is in memory laid over it; what is true of it is said by `domain/protection`. SPEC: PR, WK8.
 */
import type { WallMs } from '../../domain/clock';
import { forecast, type WorkDay } from '../../domain/forecast';
import type { HourlyContract } from '../../domain/hourly-contract';
import { limitOfWeek } from '../../domain/limit';
import { judge, type SliceEvidence, type Verdict } from '../../domain/protection';
import { rulesFor } from '../../domain/protection-rules';
import { protectedWeek } from '../../domain/protection-week';
import { activityLevel, type Picture, type Slice, trackedMs } from '../../domain/slice';
import { slotOf, weekEnd, weekLocksAt, weekStart } from '../../domain/week';
import type { ProtectionWeek } from '../contract';
import { grossMinor } from './gross';
import type { PictureStore } from './ports';

export interface ProtectionDeps {
  /** Slices with a span that overlaps [from, to), ascending by slot. */
  slicesBetween(from: WallMs, to: WallMs): Slice[];
  contracts(): HourlyContract[];
  pictures: Pick<PictureStore, 'ofSlices'>;
  openSlice(): Slice | null;
  /** How much of the open slice's week lies above the limit so far, in ms. */
  weekOverMs(): number;
  now(): WallMs;
  /** Days of the zone in which the diary is read. */
  days(from: WallMs, to: WallMs): WorkDay[];
}

export interface Protection {
  /** The UTC week that holds the instant; contracts without time in it are left out. */
  week(at: WallMs): ProtectionWeek;
  /** The slice being tracked; null while nothing is. */
  current(): Verdict | null;
}

export function createProtection(deps: ProtectionDeps): Protection {
  return {
    week(at) {
      const [start, end, now] = [weekStart(at), weekEnd(at), deps.now()];
      const open = deps.openSlice();
      const slices = deps.slicesBetween(start, end).filter((slice) => !isSame(slice, open));
      if (open !== null && slotOf(start) <= open.slot && open.slot < slotOf(end)) slices.push(open);
      const taken = deps.pictures.ofSlices(slices.map(({ id }) => id));
      const byContract = Map.groupBy(slices, ({ contractId }) => contractId);
      const days = deps.days(start, end);
      return {
        start,
        end,
        locksAt: weekLocksAt(at),
        rules: rulesFor(slotOf(start)).version,
        contracts: deps.contracts().flatMap((contract) => {
          const own = byContract.get(contract.id);
          if (own === undefined) return [];
          const evidence = own.map((slice) => evidenceOf(slice, taken.get(slice.id) ?? []));
          const week = protectedWeek(contract, evidence, (priced) => grossMinor(contract, priced), now);
          const limitMs = limitOfWeek(contract.limits, at);
          const counted = own.flatMap((slice) => slice.spans.filter(({ kind }) => kind !== 'discarded'));
          return {
            contractId: contract.id,
            limitSeconds: limitMs === null ? null : limitMs / 1000,
            // What was in force when the week began is no change in it; what is announced for later is told.
            limitChanges: contract.limits.filter(({ from }) => from > Math.max(start, contract.createdAt)),
            forecast: now >= start && now < end ? forecast(counted, days, limitMs, now) : null,
            ...week,
          };
        }),
      };
    },

    current() {
      const open = deps.openSlice();
      const contract = deps.contracts().find(({ id }) => id === open?.contractId);
      if (open === null || contract === undefined) return null;
      const evidence = evidenceOf(open, deps.pictures.ofSlices([open.id]).get(open.id) ?? []);
      return judge(contract, evidence, Math.min(trackedMs(open), deps.weekOverMs()), deps.now());
    },
  };
}

function evidenceOf(slice: Slice, pictures: readonly Picture[]): SliceEvidence {
  return { ...slice, activity: activityLevel(slice.minutes), pictures };
}

/** A contract has one slice a slot: the stored state of the open one is older than the one in memory. */
function isSame(slice: Slice, open: Slice | null): boolean {
  return open !== null && slice.slot === open.slot && slice.contractId === open.contractId;
}
