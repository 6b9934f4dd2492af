/** Reads what the two test runners report and adds it up. Whatever cannot be read, or ended badly, counts as a failure. */
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ numPassedTests: number, numPendingTests: number, numTodoTests: number, success: boolean,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} VitestReport
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} PlaywrightReport
 */

/** @type {Readonly<Counts>} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/**
 * A file that did not load has no tests to fail: it counts as one. So does a run that failed although every test passed
 * (an unhandled rejection, say).
 * @param {VitestReport} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function vitestCounts(report, exitCode) {
  const inTests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failedTests = inTests.filter(({ status }) => status === 'failed').length;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: atLeastOneIf(exitCode !== 0, failedTests + broken),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {PlaywrightReport} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function playwrightCounts({ stats, errors }, exitCode) {
  const failed = stats.unexpected + errors.length;
  return {
    passed: stats.expected + stats.flaky,
    failed: atLeastOneIf(exitCode !== 0, failed),
    skipped: stats.skipped,
  };
}

function atLeastOneIf(/** @type {boolean} */ bad, /** @type {number} */ failed) {
  return bad ? Math.max(1, failed) : failed;
}

/**
 * Counts from a report file; a file that is missing or is no JSON counts as one failure.
 * @template Report
 * @param {string} path
 * @param {(report: Report, exitCode: number) => Counts} count
 * @param {number} exitCode
 * @returns {Counts}
 */
export function readCounts(path, count, exitCode) {
  try {
    /** @type {Report} */
    const report = JSON.parse(readFileSync(path, 'utf8'));
    return count(report, exitCode);
  } catch {
    return { ...NOTHING, failed: 1 };
  }
}

/** @param {readonly Counts[]} all */
export function sum(all) {
  return all.reduce(
    (total, next) => ({
      passed: total.passed + next.passed,
      failed: total.failed + next.failed,
      skipped: total.skipped + next.skipped,
    }),
    NOTHING,
  );
}

/** The one line that `npm test` ends with. */
export function summary(/** @type {Counts} */ { passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
