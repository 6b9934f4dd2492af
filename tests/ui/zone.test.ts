/** Local days and hours over the UTC grid, in zones that make it hard. */
import { describe, expect, it } from 'vitest';
import { addDays, dayBounds, dayOf, minuteOfDay, offsetLabel, offsetMinutes } from '../../src/ui/zone';

const at = (iso: string) => Date.parse(iso);
const HOUR = 3_600_000;

describe('local time', () => {
  it('knows the offset before and after a change of the clocks', () => {
    expect(offsetMinutes(at('2026-03-29T00:59:59Z'), 'Europe/Paris')).toBe(60);
    expect(offsetMinutes(at('2026-03-29T01:00:00Z'), 'Europe/Paris')).toBe(120);
    expect(offsetMinutes(at('2026-01-01T00:00:00Z'), 'America/St_Johns')).toBe(-210);
    expect(offsetMinutes(at('2026-01-01T00:00:00.999Z'), 'UTC')).toBe(0);
  });

  it('[UI3] names the offset as people write it', () => {
    expect(offsetLabel(at('2026-11-24T12:00:00Z'), 'Europe/Paris')).toBe('UTC+1');
    expect(offsetLabel(at('2026-11-24T12:00:00Z'), 'Asia/Kathmandu')).toBe('UTC+5:45');
    expect(offsetLabel(at('2026-11-24T12:00:00Z'), 'America/St_Johns')).toBe('UTC−3:30');
    expect(offsetLabel(at('2026-11-24T12:00:00Z'), 'UTC')).toBe('UTC');
  });

  it('[UI3] a local day has 23, 24 or 25 hours', () => {
    const hours = (day: string, zone: string) => {
      const { from, to } = dayBounds(day, zone);
      return (to - from) / HOUR;
    };
    expect(hours('2026-03-29', 'Europe/Paris')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Paris')).toBe(25);
    expect(hours('2026-11-24', 'Europe/Paris')).toBe(24);
    expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
    expect(hours('2026-11-24', 'UTC')).toBe(24);
  });

  it('[UI3] a day may begin at 01:00 where midnight is skipped, and may not exist at all', () => {
    const beirut = dayBounds('2026-03-29', 'Asia/Beirut');
    expect(new Date(beirut.from).toISOString()).toBe('2026-03-28T22:00:00.000Z');
    expect(minuteOfDay(beirut.from, 'Asia/Beirut')).toBe(60);
    const apia = dayBounds('2011-12-30', 'Pacific/Apia');
    expect(apia.from).toBe(apia.to);
  });

  it('[UI3] every instant belongs to the day whose bounds hold it', () => {
    const zones = [
      'Europe/Paris',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
    ];
    for (const zone of zones) {
      for (let t = at('2026-10-20T00:00:00Z'); t < at('2026-11-05T00:00:00Z'); t += 37 * 60_000) {
        const { from, to } = dayBounds(dayOf(t, zone), zone);
        expect(from <= t && t < to, `${zone} ${new Date(t).toISOString()}`).toBe(true);
      }
    }
  });

  it('counts days over months and leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
  });
});
