/** Which days an export tells of: in UTC, whole, both ends included. */
import { describe, expect, it } from 'vitest';
import { slotOf } from '../../domain/week';
import { daysOf, slotsOf, usualRange } from '../../src/desktop/evidence/ranges';

/** Wednesday 25 November 2026, 15:34:30 UTC. */
const NOW = Date.UTC(2026, 10, 25, 15, 34, 30);
const slot = (day: number) => slotOf(Date.UTC(2026, 10, day, 9));

describe('the days of an export', () => {
  it('[BU8] each choice is whole days, and so whole slots', () => {
    expect(daysOf('week', NOW, null, null)).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(daysOf('last', NOW, null, null)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
    expect(daysOf('month', NOW, null, null)).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(daysOf('month', Date.UTC(2028, 1, 29), null, null)).toEqual({
      from: '2028-02-01',
      to: '2028-02-29',
    });
    expect(daysOf('all', NOW, slot(3), slot(24))).toEqual({ from: '2026-11-03', to: '2026-11-24' });
    expect(daysOf('all', NOW, null, null)).toEqual({ from: '2026-11-25', to: '2026-11-25' });
    expect(slotsOf({ from: '2026-11-03', to: '2026-11-03' })).toEqual({
      from: Date.UTC(2026, 10, 3) / 1000,
      to: Date.UTC(2026, 10, 4) / 1000,
    });
  });

  it('a first day after the last, or a day that is none, is no range', () => {
    expect(slotsOf({ from: '2026-11-04', to: '2026-11-03' })).toBeNull();
    for (const from of ['', '2026-13-01', 'today', '26-1-1']) {
      expect(slotsOf({ from, to: '2026-11-03' })).toBeNull();
    }
  });

  it('begins with the last week where anything of it stands', () => {
    expect(usualRange(NOW, slot(3), slot(24))).toBe('last');
    expect(usualRange(NOW, slot(18), slot(18))).toBe('last');
    expect(usualRange(NOW, slot(23), slot(24))).toBe('week');
    expect(usualRange(NOW, slot(3), slot(12))).toBe('all');
    expect(usualRange(NOW, null, null)).toBe('all');
  });
});
