/**
 * The week in numbers: timesheet, money, sums of days, and where the time went. Read from the figures' index, with
 * the open slice as it is in memory laid over it. Promises: the same slices give the same sums in every view; what is
 * over the weekly limit is decided over the whole UTC week by order of time. SPEC: TS, FE, IN.
 */
import type { WallMs } from '../../domain/clock';
import { feeOf, feeOfWeek } from '../../domain/fees';
import type { HourlyContract } from '../../domain/hourly-contract';
import { overLimitBySlot } from '../../domain/limit';
import { activityLevel, idleMs, type Slice, trackedMs } from '../../domain/slice';
import { timesheet } from '../../domain/timesheet';
import { slotStart, weekEnd, weekStart } from '../../domain/week';
import type { DaySums, Insights, WeekMoney, WeekSheet } from '../contract';
import type { FiguresTable, SliceFigures } from './db/figures';
import { grossMinor } from './gross';

export interface WeekDeps {
  figures: Pick<FiguresTable, 'between' | 'ofContracts' | 'sums' | 'windows'>;
  contracts(): HourlyContract[];
  openSlice(): Slice | null;
}

export interface WeekReader {
  /** The timesheet of the UTC week that holds `at`. */
  sheet(at: WallMs): WeekSheet;
  money(at: WallMs): WeekMoney;
  /** Sums between each bound and the next; stretches without time are left out. */
  sums(bounds: readonly WallMs[]): DaySums;
  insights(at: WallMs): Insights;
}

/** How many applications and windows are named; the rest is summed. */
const NAMED = 12;

type Weighed = SliceFigures & { overMs: number };

export function createWeekReader({ figures, contracts, openSlice }: WeekDeps): WeekReader {
  /** With the open slice in the place of what is stored of it. */
  function withOpen(stored: SliceFigures[], from: WallMs, to: WallMs): SliceFigures[] {
    const open = openSlice();
    if (open === null || slotStart(open.slot) < from || slotStart(open.slot) >= to) return stored;
    const others = stored.filter(
      ({ slot, contractId }) => slot !== open.slot || contractId !== open.contractId,
    );
    return [...others, figuresOf(open)].sort((a, b) => a.slot - b.slot);
  }

  function weekOf(at: WallMs): SliceFigures[] {
    const [from, to] = [weekStart(at), weekEnd(at)];
    return withOpen(figures.between(from, to), from, to);
  }

  /** What is recorded as billed to the contract's client in its currency before the week, each week rounded for itself. */
  function billedBefore(contract: HourlyContract, all: readonly HourlyContract[], at: WallMs): number {
    const same = all.filter(
      ({ client, currency }) => client === contract.client && currency === contract.currency,
    );
    const before = figures.ofContracts(
      same.map(({ id }) => id),
      weekStart(at),
    );
    let sum = 0;
    for (const own of same) {
      const slices = before.filter(({ contractId }) => contractId === own.id);
      for (const week of Map.groupBy(weigh(slices, own), ({ slot }) => weekStart(slotStart(slot))).values()) {
        sum += grossMinor(own, week);
      }
    }
    return sum;
  }

  return {
    sheet(at) {
      const all = contracts();
      const slices = weekOf(at);
      const weighed = all.flatMap((contract) => weigh(ofContract(slices, contract), contract));
      return timesheet(weighed, at);
    },

    money(at) {
      const all = contracts();
      const slices = weekOf(at);
      /** Of clients with more than one contract: what this week's earlier contracts were billed already. */
      const thisWeek = new Map<string, number>();
      const rows = all.flatMap((contract) => {
        const own = weigh(ofContract(slices, contract), contract);
        if (own.length === 0) return [];
        const schedule = feeOfWeek(contract.fees, at);
        const client = `${contract.currency} ${contract.client}`;
        const earlier = thisWeek.get(client) ?? 0;
        const before = schedule.type === 'sliding' ? billedBefore(contract, all, at) + earlier : 0;
        const fee = feeOf(schedule, contract.currency, grossMinor(contract, own), before);
        thisWeek.set(client, earlier + fee.grossMinor);
        return [{ contractId: contract.id, currency: contract.currency, schedule, ...fee }];
      });
      const totals = [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, own]) => ({
        currency,
        grossMinor: own.reduce((sum, row) => sum + row.grossMinor, 0),
        feeMinor: own.reduce((sum, row) => sum + row.feeMinor, 0),
        netMinor: own.reduce((sum, row) => sum + row.netMinor, 0),
      }));
      return { weekStart: weekStart(at), rows, totals };
    },

    sums(bounds) {
      const sums = figures.sums(bounds);
      const open = openSlice();
      if (open !== null) addOpen(sums, bounds, figuresOf(open));
      return sums;
    },

    insights(at) {
      const [from, to] = [weekStart(at), weekEnd(at)];
      const open = openSlice();
      const stored = figures.windows(from, to);
      if (open !== null && slotStart(open.slot) >= from && slotStart(open.slot) < to) {
        stored.push({ contractId: open.contractId, windows: open.windows.map((window) => ({ ...window })) });
      }
      const apps = new Map<string, number>();
      const titles = new Map<string, { app: string; title: string; ms: number }>();
      for (const { app, title, ms } of stored.flatMap(({ windows }) => windows)) {
        apps.set(app, (apps.get(app) ?? 0) + ms);
        if (title === null) continue;
        const key = `${app}\n${title}`;
        titles.set(key, { app, title, ms: (titles.get(key)?.ms ?? 0) + ms });
      }
      return {
        weekStart: from,
        apps: longest([...apps].map(([app, ms]) => ({ app, ms }))),
        windows: longest([...titles.values()]),
        slices: weekOf(at).map(({ contractId, slot, kind, trackedMs: ms, activity }) => ({
          contractId,
          slot,
          kind,
          trackedMs: ms,
          activity,
        })),
      };
    },
  };
}

function ofContract(slices: readonly SliceFigures[], contract: HourlyContract): SliceFigures[] {
  return slices.filter(({ contractId }) => contractId === contract.id);
}

/** One contract's slices of whole weeks with their time over the limit. */
function weigh(slices: readonly SliceFigures[], contract: HourlyContract): Weighed[] {
  const over = overLimitBySlot(slices, contract.limits);
  return slices.map((slice) => ({ ...slice, overMs: over.get(slice.slot) ?? 0 }));
}

function figuresOf(slice: Slice): SliceFigures {
  return {
    contractId: slice.contractId,
    slot: slice.slot,
    kind: slice.kind,
    trackedMs: trackedMs(slice),
    idleMs: idleMs(slice),
    activity: activityLevel(slice.minutes),
    importId: slice.importId,
  };
}

function addOpen(sums: DaySums, bounds: readonly WallMs[], open: SliceFigures): void {
  const at = slotStart(open.slot);
  const stretch = bounds.findLastIndex((bound) => bound <= at);
  if (stretch < 0 || stretch >= bounds.length - 1) return;
  const known = sums.find((sum) => sum.stretch === stretch && sum.contractId === open.contractId);
  if (known) {
    known.totalMs += open.trackedMs;
    known.idleMs += open.idleMs;
    return;
  }
  const { contractId, trackedMs: totalMs, idleMs: idle } = open;
  sums.push({ stretch, contractId, totalMs, manualMs: 0, idleMs: idle });
}

function longest<T extends { ms: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => b.ms - a.ms).slice(0, NAMED);
}
