/** The wall clocks of zones, and the clock of the tests themselves. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { instantsAt, isZone, localMs } from '../../domain/zone';

describe('zones', () => {
  it('[IM3] a name is a zone or it is none', () => {
    expect(['UTC', 'Europe/Paris', 'Mars/Olympus', ''].map(isZone)).toEqual([true, true, false, false]);
  });

  it('[IM3] what a clock shows is in whole seconds, in UTC as elsewhere', () => {
    const at = Date.UTC(2026, 6, 6, 12, 0, 7, 999);
    expect(localMs(at, 'UTC')).toBe(Date.UTC(2026, 6, 6, 12, 0, 7));
    expect(localMs(at, 'Europe/Paris')).toBe(Date.UTC(2026, 6, 6, 14, 0, 7));
    expect(localMs(at, 'Asia/Kathmandu')).toBe(Date.UTC(2026, 6, 6, 17, 45, 7));
  });

  it('[IM3] an hour shown twice has two instants, the earlier first; one that is skipped has none', () => {
    expect(instantsAt(Date.UTC(2026, 9, 25, 2, 30), 'Europe/Paris')).toEqual([
      Date.UTC(2026, 9, 25, 0, 30),
      Date.UTC(2026, 9, 25, 1, 30),
    ]);
    expect(instantsAt(Date.UTC(2026, 2, 29, 2, 30), 'Europe/Paris')).toEqual([]);
    expect(instantsAt(Date.UTC(2026, 2, 29, 3, 0), 'Europe/Paris')).toEqual([Date.UTC(2026, 2, 29, 1)]);
  });
});

describe('a clock that moves only when told', () => {
  it('[CK1] advances all three readings, jumps the wall alone, and sleeps without the monotonic one', () => {
    const clock = new ManualClock(0);
    const from = clock.read();
    const moved = () => {
      const { wall, mono, boot } = clock.read();
      return [wall - from.wall, mono - from.mono, boot - from.boot];
    };
    clock.advance(5);
    expect(moved()).toEqual([5, 5, 5]);
    clock.jump(-20);
    expect(moved()).toEqual([-15, 5, 5]);
    clock.sleep(100);
    expect(moved()).toEqual([85, 5, 105]);
  });
});
