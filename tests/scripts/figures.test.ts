/** How the benches judge and show what they measured. */
import { describe, expect, it } from 'vitest';
import { figure, median, quantile, table } from '../../scripts/bench/figures.mjs';
import { shareOf } from '../../scripts/bench/text.mjs';

const most = { of: 'value', bound: 'max', limit: 10 } as const;

describe('a figure', () => {
  it('has the seven parts of a line, null where there is none', () => {
    expect(figure({ name: 'a.b', value: 3, unit: 'ms' })).toEqual({
      name: 'a.b',
      value: 3,
      unit: 'ms',
      floor: null,
      ratio: null,
      goal: null,
      holds: null,
    });
  });

  it('is judged as it was measured, not as it is shown', () => {
    expect(figure({ name: 'a', value: 10.004, unit: 'ms', goal: most })).toMatchObject({
      value: 10,
      holds: false,
    });
    expect(figure({ name: 'a', value: 10, unit: 'ms', goal: most }).holds).toBe(true);
  });

  it('is judged by its ratio to the floor where the goal is one', () => {
    const goal = { of: 'ratio', bound: 'max', limit: 1.5 } as const;
    expect(figure({ name: 'a', value: 3, unit: 'ms', floor: 2, goal })).toMatchObject({
      ratio: 1.5,
      holds: true,
    });
    expect(figure({ name: 'a', value: 3.1, unit: 'ms', floor: 2, goal }).holds).toBe(false);
    expect(figure({ name: 'a', value: 3, unit: 'ms', floor: 0, goal })).toMatchObject({
      ratio: null,
      holds: false,
    });
  });

  it('can have a least instead of a most', () => {
    const goal = { of: 'value', bound: 'min', limit: 90 } as const;
    expect(figure({ name: 'a', value: 89.9, unit: '%', goal }).holds).toBe(false);
    expect(figure({ name: 'a', value: 90, unit: '%', goal }).holds).toBe(true);
  });

  it('that is no number was not measured', () => {
    expect(() => figure({ name: 'a.b', value: Number.NaN, unit: 'ms' })).toThrow('a.b');
    expect(() => figure({ name: 'a.b', value: 1, unit: 'ms', floor: Number.NaN })).toThrow('a.b');
  });
});

describe('the table', () => {
  it('names what falls short', () => {
    const figures = [
      figure({ name: 'short', value: 11, unit: 'ms', goal: most }),
      figure({ name: 'held', value: 9, unit: 'ms', goal: most }),
      figure({ name: 'only told', value: 9, unit: 'ms' }),
    ];
    expect(table(figures)).toContain('1 of 2 goals hold; short: short.');
  });
});

describe('the middle and the ends of what was measured', () => {
  it('are values of it', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(quantile([3, 1, 2], 1)).toBe(3);
    expect(median([])).toBeNaN();
  });
});

describe('the share of words read', () => {
  it('counts each word as often as it stands there', () => {
    expect(shareOf(['a', 'a', 'b', 'c'], ['b', 'a', 'd', 'd'])).toBe(0.5);
  });
});
