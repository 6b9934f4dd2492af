/** The days of the zone in which the freelancer reads the diary: the machine's own, or UTC. */
import type { WallMs } from '../../domain/clock';
import { daysBetween, type WorkDay } from '../../domain/forecast';
import { DAY_MS } from '../../domain/week';

export function workDays(zone: 'local' | 'utc', from: WallMs, to: WallMs): WorkDay[] {
  return zone === 'utc'
    ? daysBetween(
        from,
        to,
        (at) => Math.floor(at / DAY_MS) * DAY_MS,
        (midnight) => isWeekend(new Date(midnight).getUTCDay()),
      )
    : daysBetween(
        from,
        to,
        (at) => new Date(at).setHours(0, 0, 0, 0),
        (midnight) => isWeekend(new Date(midnight).getDay()),
      );
}

function isWeekend(day: number): boolean {
  return day === 0 || day === 6;
}
