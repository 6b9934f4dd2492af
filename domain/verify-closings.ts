/** The weeks as devices close them: what stands of each at every moment, and whether a closing says just that. SPEC: SG11, VF4. */
import type { EntryOf } from './entry';
import type { Kid } from './keys';
import type { Reporting } from './verify-report';
import type { StandingSegment } from './verify-standing';
import { slotStart, weekStart } from './week';

interface DeviceWeek {
  ms: number;
  /** Slots of what stands; at most 1008. */
  slots: Map<number, number>;
  /** Nothing of it came after its newest closing. */
  closed: boolean;
}

export interface Closing {
  index: number;
  device: Kid;
  entry: EntryOf<'close'>;
}

export class Closings {
  readonly all: Closing[] = [];
  /** By the week's Monday, then by device. */
  private readonly byWeek = new Map<number, Map<Kid, DeviceWeek>>();

  constructor(private readonly report: Reporting) {}

  stand({ device, entry, ms }: StandingSegment): void {
    const week = this.weekOf(device, weekOfSlot(entry.slot));
    week.ms += ms;
    week.slots.set(entry.slot, (week.slots.get(entry.slot) ?? 0) + 1);
    week.closed = false;
  }

  remove({ device, entry, ms }: StandingSegment): void {
    const week = this.weekOf(device, weekOfSlot(entry.slot));
    const count = week.slots.get(entry.slot) ?? 0;
    week.ms -= ms;
    week.closed = false;
    if (count > 1) week.slots.set(entry.slot, count - 1);
    else week.slots.delete(entry.slot);
  }

  /** An idle question was answered: less of the segment counts. */
  shorten({ device, entry, ms }: StandingSegment, next: number): void {
    const week = this.weekOf(device, weekOfSlot(entry.slot));
    week.ms += next - ms;
    week.closed = false;
  }

  close(entry: EntryOf<'close'>, device: Kid, index: number): void {
    const week = this.weekOf(device, entry.week);
    const slots = [...week.slots.keys()];
    const count = [...week.slots.values()].reduce((sum, one) => sum + one, 0);
    const first = slots.length === 0 ? undefined : Math.min(...slots);
    const last = slots.length === 0 ? undefined : Math.max(...slots);
    const isSo =
      entry.count === count && entry.ms === week.ms && entry.first === first && entry.last === last;
    if (!isSo)
      this.report.add(
        'close-wrong',
        { type: 'entry', index },
        { said: told(entry.count, entry.ms), found: told(count, week.ms) },
      );
    const isOver = entry.at >= (entry.week + WEEK_SECONDS) * 1000;
    if (!isOver) this.report.add('close-early', { type: 'entry', index });
    week.closed = isOver;
    this.all.push({ index, device, entry });
  }

  /** Whether each of these devices closed the week, and nothing of it came after the closing of the device that it is of. */
  isClosed(week: number, devices: readonly Kid[]): boolean {
    const known = this.byWeek.get(week) ?? new Map<Kid, DeviceWeek>();
    const isAsked = devices.every((device) => known.get(device)?.closed === true);
    return isAsked && known.size > 0 && [...known.values()].every(({ closed }) => closed);
  }

  private weekOf(device: Kid, week: number): DeviceWeek {
    const devices = this.byWeek.get(week) ?? new Map<Kid, DeviceWeek>();
    const known = devices.get(device) ?? { ms: 0, slots: new Map<number, number>(), closed: false };
    this.byWeek.set(week, devices.set(device, known));
    return known;
  }
}

const WEEK_SECONDS = 604_800;

function told(count: number, ms: number): string {
  return `${count} × ${ms} ms`;
}

/** Monday 00:00 UTC of the slot's week, Unix seconds. */
export function weekOfSlot(slot: number): number {
  return weekStart(slotStart(slot)) / 1000;
}
