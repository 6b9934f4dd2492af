/** The week in numbers on real tables: the open slice laid over what is stored, money by week, files. */
import { describe, expect, it } from 'vitest';
import type { Slice } from '../../domain/slice';
import { DAY_MS, slotStart, WEEK_MS } from '../../domain/week';
import { createTexts } from '../../electron/main/texts';
import { createWeekReader } from '../../electron/main/timesheet';
import { timesheetCsv, timesheetJson, timesheetPage } from '../../electron/main/timesheet-file';
import { openSound } from '../support/database';
import { seedWeek } from '../support/seeded-week';
import { aSlice, closed, MONDAY, newContract, newContractId, SLOT, work } from '../support/store-fixtures';

function seeded(open: Slice | null = null) {
  const database = openSound();
  const week = seedWeek(database, MONDAY);
  const contracts = () => database.contracts.list();
  const reader = createWeekReader({ figures: database.figures, contracts, openSlice: () => open });
  return { database, reader, contracts, ...week };
}

describe('the week', () => {
  it('[TS2] the timesheet sums what the slices say', () => {
    const { reader } = seeded();
    expect(reader.sheet(MONDAY + DAY_MS).total).toEqual({
      totalMs: 20 * 3_600_000,
      trackedMs: 19 * 3_600_000,
      manualMs: 3_600_000,
      overMs: 0,
      idleMs: 0,
    });
    expect(reader.sheet(MONDAY + WEEK_MS).rows).toEqual([]);
  });

  it('[TS5] the open slice is in sheet, sums and insights, once, as it is in memory', () => {
    const { reader, database, acme } = seeded();
    const slot = SLOT + (5 * DAY_MS) / 1000;
    const stored = aSlice(acme, slot);
    database.recorder.save([closed(stored)], []);
    const open = { ...stored, spans: [work(slot, 0, 30_000)] };
    const live = createWeekReader({
      figures: database.figures,
      contracts: () => database.contracts.list(),
      openSlice: () => open,
    });
    expect(live.sheet(slotStart(slot)).dayTotals[5]?.totalMs).toBe(30_000);
    expect(reader.sheet(slotStart(slot)).dayTotals[5]?.totalMs).toBe(10_000);
    expect(live.insights(slotStart(slot)).slices.at(-1)?.trackedMs).toBe(30_000);
    database.recorder.save([stored], []);
    expect(live.sums([MONDAY, MONDAY + WEEK_MS]).map(({ totalMs }) => totalMs)).toContain(
      12 * 3_600_000 + 30_000,
    );
  });

  it('[FE3] gross, fee and net by contract and by currency', () => {
    const { reader, acme } = seeded();
    const { rows, totals } = reader.money(MONDAY);
    expect(rows.find(({ contractId }) => contractId === acme)).toMatchObject({
      currency: 'USD',
      grossMinor: 26_664,
      feeMinor: 2_666,
      netMinor: 23_998,
    });
    expect(totals).toContainEqual({ currency: 'EUR', grossMinor: 40_000, feeMinor: 0, netMinor: 40_000 });
  });

  it('[FE4] earlier weeks, and this week on an earlier contract of the client, count for the sliding schedule', () => {
    const { reader, database, globex } = seeded();
    const second = newContractId();
    const other = newContract({ client: 'Globex', title: 'More', rateMinor: 10_000, limitSeconds: null });
    database.contracts.create(second, other, MONDAY);
    for (const id of [globex, second]) {
      database.contracts.addTerm(
        id,
        { kind: 'fee', schedule: { type: 'sliding', billedBeforeMinor: 0 } },
        MONDAY,
        MONDAY,
      );
    }
    const hours = (count: number, from: number) =>
      Array.from({ length: count * 6 }, (_, n) => {
        const slot = from / 1000 + n * 600;
        return closed(aSlice(second, slot, { spans: [work(slot, 0, 600_000)] }));
      });
    // This week Globex is billed 400 on the first contract, then 200 here: 100 at 20 %, 100 at 10 %.
    database.recorder.save([...hours(2, MONDAY + 5 * DAY_MS), ...hours(1, MONDAY + WEEK_MS)], []);
    expect(reader.money(MONDAY).rows.find(({ contractId }) => contractId === second)?.parts).toEqual([
      { grossMinor: 10_000, hundredths: 2_000 },
      { grossMinor: 10_000, hundredths: 1_000 },
    ]);
    expect(reader.money(MONDAY + WEEK_MS).rows[0]?.parts).toEqual([
      { grossMinor: 10_000, hundredths: 1_000 },
    ]);
  });

  it('[TS4] files: exact in CSV and JSON, words of both languages on the page, and no text is markup', () => {
    const { reader, contracts, database, acme } = seeded();
    const contract = database.contracts.get(acme);
    if (contract === null) throw new Error('no contract');
    database.contracts.edit(acme, { ...contract, client: '<b>Acme</b>', title: '=1+1' });
    const document = {
      sheet: reader.sheet(MONDAY),
      money: reader.money(MONDAY),
      contracts: contracts(),
      appVersion: '1.2.3',
      at: MONDAY + WEEK_MS,
    };
    const lines = timesheetCsv(document).trim().split('\r\n');
    expect(lines).toHaveLength(1 + 2 * 7);
    expect(lines.some((line) => line.startsWith("2026-01-05,'=1+1,<b>Acme</b>,"))).toBe(true);
    expect(JSON.parse(timesheetJson(document))).toMatchObject({
      week: { start: '2026-01-05' },
      money: { totals: [{ netMinor: expect.any(Number) }, {}] },
    });
    const page = (language: 'en' | 'fr') =>
      timesheetPage(document, createTexts({ preferred: [], region: '' }, language));
    expect(page('en')).toContain('&lt;b&gt;Acme&lt;/b&gt;');
    expect(page('en')).not.toContain('<b>Acme');
    expect(page('en')).toContain('10 % flat');
    expect(page('fr')).toContain('Feuille de temps, du 5 janvier 2026 au 11 janvier 2026');
    expect(page('fr')).not.toContain('timesheetFile.');
  });
});
