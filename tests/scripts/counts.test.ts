/** The last line of `npm test`: what counts as passed, failed and skipped. */
import { describe, expect, it } from 'vitest';
import { playwrightCounts, readCounts, sum, summary, vitestCounts } from '../../scripts/lib/counts.mjs';

const vitest = { numPassedTests: 2, numPendingTests: 0, numTodoTests: 0, success: true, testResults: [] };
const playwright = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] };

describe('the counts of a test run', () => {
  it('are those of both runners together', () => {
    const total = sum([vitestCounts(vitest, 0), playwrightCounts(playwright, 0)]);
    expect(summary(total)).toBe('5 passed, 0 failed');
  });

  it('name skipped tests', () => {
    const counts = vitestCounts({ ...vitest, numPendingTests: 1, numTodoTests: 1 }, 0);
    expect(summary(counts)).toBe('2 passed, 0 failed, 2 skipped');
  });

  it('count a file that did not load as one failure, a failed test as one', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    ];
    expect(vitestCounts({ ...vitest, testResults }, 1)).toMatchObject({ failed: 2 });
  });

  it('count a runner that ended badly although every test passed', () => {
    expect(vitestCounts(vitest, 1)).toMatchObject({ failed: 1 });
    expect(playwrightCounts(playwright, 1)).toMatchObject({ failed: 1 });
  });

  it('count a test that passed at the second try as passed', () => {
    expect(playwrightCounts({ ...playwright, stats: { ...playwright.stats, flaky: 1 } }, 0)).toMatchObject({
      passed: 4,
      failed: 0,
    });
  });

  it('count a runner that left no report as one failure', () => {
    expect(readCounts('/nonexistent/report.json', vitestCounts, 0)).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });
});
