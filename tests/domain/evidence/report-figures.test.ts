/** What a verified log comes to in a range: every millisecond in one part, the limit over whole weeks, money by rate. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ImportIdSchema } from '../../../domain/ids';
import type { LogRecord, SegmentRecord } from '../../../domain/record';
import { overBySegment, reportFigures } from '../../../domain/report-figures';
import { BundleLog, WEEK } from '../../support/bundle-log';
import { SLOT, TERMS, testKey } from '../../support/evidence';
import { REPORT_WEEK, reportedOf, reportLog } from '../../support/report-log';

const SLOT_SECONDS = 600;
const IMPORT = ImportIdSchema.parse('44444444-4444-4444-8444-444444444444');
const HOUR = 3_600_000;

let record: LogRecord;
beforeAll(async () => {
  record = (await reportedOf(reportLog())).record;
});

describe('the figures of a report', () => {
  it('[VF10] put every millisecond that stands into exactly one part, each segment and all together', () => {
    const { parts, total, segments, weeks } = reportFigures(record, REPORT_WEEK);
    for (const { index, ms } of segments) {
      const own = parts.get(index);
      expect(own).toBeDefined();
      if (own) expect([own.totalMs, partsSum(own)]).toEqual([ms, ms]);
    }
    expect(partsSum(total)).toBe(total.totalMs);
    expect(total.totalMs).toBe(sum(segments.map(({ ms }) => ms)));
    expect(weeks.map(({ week }) => week)).toEqual([REPORT_WEEK.from * 1000]);
    expect(total).toMatchObject({ segments: 226, deleted: 2, moved: 1 });
  });

  it('[VF10] what is over the limit is the last of the week, whatever range is asked for', () => {
    const whole = reportFigures(record, REPORT_WEEK).total;
    expect(whole.totalMs - whole.overMs).toBe(34 * HOUR);
    const friday = REPORT_WEEK.from + 4 * 86_400;
    const last = reportFigures(record, { from: friday, to: REPORT_WEEK.to }).total;
    expect(last.overMs).toBe(whole.overMs);
    expect(reportFigures(record, { from: REPORT_WEEK.from, to: friday }).total.overMs).toBe(0);
  });

  it('[VF10] money is time within the limit at the rate of each slot, rounded once for each rate', () => {
    // Monday and Tuesday at 50.00, from Wednesday on at 62.50.
    const { total, segments, parts } = reportFigures(record, REPORT_WEEK);
    const change = (REPORT_WEEK.from + 2 * 86_400) * 1000;
    const within = (some: SegmentRecord[]) =>
      sum(some.map(({ index, ms }) => ms - (parts.get(index)?.overMs ?? 0)));
    const before = within(segments.filter(({ entry }) => entry.slot * 1000 < change));
    const after = within(segments.filter(({ entry }) => entry.slot * 1000 >= change));
    expect(total.grossMinor).toBe(Math.round((before * 5000) / HOUR) + Math.round((after * 6250) / HOUR));
  });

  it('[VF10] billed by whole ten minutes, a slot with any time is ten minutes, and once for two devices', async () => {
    const log = new BundleLog(testKey('device'), { terms: { ...TERMS, billing: 'whole' } });
    const second = testKey('second device');
    log.addKey(second, 'device', SLOT * 1000 - 30_000);
    const start = SLOT * 1000;
    log.segment(SLOT, { slice: { spans: [span(start, start + 60_000)] } });
    log.segment(SLOT, { key: second, slice: { spans: [span(start + 120_000, start + 180_000)] } });
    const reported = await reportedOf(log, { scope: weekOf(['memo']) });
    // Ten minutes at 50.00 an hour.
    expect(reportFigures(reported.record, reported.manifest.scope).total.grossMinor).toBe(833);
  });

  it('[VF10] of two devices in one slot, the later entry is over the limit first', async () => {
    const log = new BundleLog(testKey('device'), { limit: 60 });
    const second = testKey('second device');
    log.addKey(second, 'device', SLOT * 1000 - 30_000);
    const start = SLOT * 1000;
    log.segment(SLOT, { slice: { spans: [span(start, start + 60_000)] } });
    log.segment(SLOT, { key: second, slice: { spans: [span(start + 120_000, start + 150_000)] } });
    const { record: own } = await reportedOf(log, { scope: weekOf(['memo']) });
    expect(own.segments.map(({ index }) => overBySegment(own).get(index))).toEqual([0, 30_000]);
  });

  it('[VF10] time that was taken over from elsewhere is counted apart, never billed, and in no limit', async () => {
    const log = new BundleLog(testKey('device'), { limit: 600 });
    log.segment(SLOT);
    log.manual(SLOT + SLOT_SECONDS, { slice: { importId: IMPORT } });
    const { record: own, manifest } = await reportedOf(log, { scope: weekOf(['memo']) });
    const { total } = reportFigures(own, manifest.scope);
    expect(total).toMatchObject({ totalMs: 1_200_000, importedMs: 600_000, overMs: 0, grossMinor: 833 });
  });

  it('[VF10] without the fields that the rules need, nothing is judged and all time is told', async () => {
    const log = new BundleLog();
    log.segment(SLOT);
    log.manual(SLOT + SLOT_SECONDS);
    const { record: own, manifest } = await reportedOf(log, { scope: weekOf(['tag']) });
    const { total, reasons } = reportFigures(own, manifest.scope);
    expect(total).toMatchObject({ unjudgedMs: 600_000, manualMs: 600_000, protectedMs: 0, overMs: 0 });
    expect(reasons).toEqual([]);
  });

  it('[VF10] counts each reason once a segment, in the order of the rules', () => {
    const { reasons } = reportFigures(record, REPORT_WEEK);
    expect(reasons.map(({ rule, because, segments }) => [rule, because, segments])).toEqual([
      ['PR5', 'manual', 1],
      ['PR6', 'over-limit', 22],
      ['PR7', 'memo-none', 1],
      ['PR8', 'memo-thin', 25],
      ['PR9', 'tag-missing', 1],
      ['PR11', 'picture-deleted', 1],
      ['PR11', 'picture-failed', 1],
      ['PR11', 'picture-none', 1],
    ]);
  });
});

function partsSum(one: ReturnType<typeof reportFigures>['total'] | PartsOf): number {
  return one.protectedMs + one.atRiskMs + one.unjudgedMs + one.manualMs + one.importedMs + one.overMs;
}
type PartsOf = Pick<
  ReturnType<typeof reportFigures>['total'],
  'protectedMs' | 'atRiskMs' | 'unjudgedMs' | 'manualMs' | 'importedMs' | 'overMs'
>;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function span(start: number, end: number) {
  return { start, end, kind: 'work', idleId: null } as const;
}

function weekOf(fields: (typeof REPORT_WEEK.fields)[number][]) {
  return { from: WEEK, to: WEEK + 604_800, fields };
}
