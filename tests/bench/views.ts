/**
 * How long main takes to answer each view on three years of work (about 40,000 slices); prints medians in ms as JSON.
 * Argument: an empty folder.
 */
import { performance } from 'node:perf_hooks';
import { hasWord, searchWords } from '../../domain/search-words';
import { DAY_MS } from '../../domain/week';
import { openDatabase } from '../../electron/main/db/open';
import { createDiary } from '../../electron/main/diary';
import { createWeekReader } from '../../electron/main/timesheet';
import { fillThreeYears } from '../support/three-years';

const NOW = Date.UTC(2026, 0, 7);
const ROUNDS = 15;

const [folder = ''] = process.argv.slice(2);
const opened = openDatabase({ folder, now: () => NOW, onBrokenRow: broken });
if (opened.outcome !== 'opened') throw new Error(`not opened: ${opened.outcome}`);
const { database } = opened;
const { to } = fillThreeYears(database, NOW);
const contracts = () => database.contracts.list();
const openSlice = () => null;
const week = createWeekReader({ figures: database.figures, contracts, openSlice });
const diary = createDiary({
  source: {
    cellsBetween: (from, until) => database.slices.cellsBetween(from, until),
    syntheticBetween: (from, until) => database.slices.syntheticBetween(from, until),
    tombstones: (from, until) => database.trash.tombstones(from, until),
    byId: (id) => database.slices.byId(id),
    contracts,
  },
  pictures: database.pictures,
  openSlice,
  now: () => NOW,
});
const days = (count: number) => Array.from({ length: count + 1 }, (_, n) => to - (count - n) * DAY_MS);
const search = (text: string) =>
  database.search.query(
    searchWords(text).map((word) => ({
      word,
      contracts: contracts()
        .filter(({ client, title }) => hasWord(`${client} ${title}`, word))
        .map(({ id }) => id),
    })),
    201,
  );

const times = {
  day: median(() => diary.day(to - 3 * DAY_MS, to - 2 * DAY_MS)),
  week: median(() => [week.sheet(to - 1), week.money(to - 1)]),
  month: median(() => week.sums(days(31))),
  year: median(() => week.sums(days(366))),
  // One letter meets every slice: nothing costs more.
  searchWide: median(() => search('a')),
  searchNarrow: median(() => search('pull 4711')),
};
database.close();
console.log(JSON.stringify(times));

function median(work: () => unknown): number {
  const measured = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return measured[Math.floor(ROUNDS / 2)] ?? 0;
}

function broken(): never {
  throw new Error('a row cannot be read');
}
