/**
 * A database of three years of work for benches and tests of speed: about 40,000 closed slices of three contracts, on
 * working days, with plausible memos and windows. Deterministic: the same calls give the same rows, but for the ids.
 */
import type { ContractId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import { DAY_MS, HOUR_MS, SLOT_SECONDS, slotOf, slotStart, weekStart } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import { aSlice, closed, newContract, newContractId } from './store-fixtures';

const WEEKS = 156;
/** Nine hours and a bit of ten-minute slots a working day: 52 × 5 × 156 are 40,560. */
const SLOTS_A_DAY = 52;

const SUBJECTS = [
  'header',
  'checkout',
  'été campaign',
  'invoice import',
  'search index',
  'migration',
  'menu',
];
const VERBS = ['Fix', 'Review', 'Write tests for', 'Design', 'Discuss', 'Refactor'];
const APPS = ['Code', 'Google-chrome', 'Gnome-terminal', 'Figma', 'Slack'];

export interface ThreeYears {
  contracts: ContractId[];
  slices: number;
  /** Monday 00:00 UTC of the first week, and of the one after the last. */
  from: number;
  to: number;
}

/** Fills the database with the weeks that end before the week of `now`. */
export function fillThreeYears(database: Database, now: number): ThreeYears {
  const to = weekStart(now);
  const from = to - WEEKS * 7 * DAY_MS;
  const contracts = ['Acme', 'Globex', 'Initech'].map((client, n) => {
    const id = newContractId();
    const change = {
      client,
      title: `Contract ${n + 1}`,
      colour: (['teal', 'blue', 'orange'] as const)[n] ?? 'teal',
    };
    database.contracts.create(id, newContract({ ...change, limitSeconds: 40 * 3_600 }), from);
    return id;
  });
  let slices = 0;
  for (let week = 0; week < WEEKS; week++) {
    const batch: Slice[] = [];
    for (let day = 0; day < 5; day++) {
      const start = slotOf(from + week * 7 * DAY_MS + day * DAY_MS + 8 * HOUR_MS);
      for (let n = 0; n < SLOTS_A_DAY; n++)
        batch.push(sliceAt(contracts, start + n * SLOT_SECONDS, slices + batch.length));
    }
    const saved = database.recorder.save(batch, []);
    if (saved.outcome !== 'saved') throw new Error(saved.detail);
    slices += batch.length;
  }
  return { contracts, slices, from, to };
}

function sliceAt(contracts: readonly ContractId[], slot: number, n: number): Slice {
  const contract = contracts[Math.floor(n / 13) % contracts.length];
  if (contract === undefined) throw new Error('no contract');
  const at = slotStart(slot);
  const trackedMs = 600_000 - (n % 7) * 10_007;
  const windows = Array.from({ length: 5 + (n % 12) }, (_, k) => ({
    app: APPS[(n + k) % APPS.length] ?? '',
    title: `Pull request ${n * 3 + k} · acme/website: the ${SUBJECTS[(n + k) % SUBJECTS.length]} and its language switch`,
    ms: 20_000,
  }));
  const minutes = Array.from({ length: 10 }, (_, minute) => {
    const busy = (n * 7 + minute * 3) % 10 < 8;
    return {
      keys: busy ? 60 : 0,
      clicks: busy ? 4 : 0,
      scrolls: busy ? 9 : 0,
      distance: 4_000,
      synthetic: 0,
    };
  });
  return closed(
    aSlice(contract, slot, {
      memo: `${VERBS[n % VERBS.length]} the ${SUBJECTS[Math.floor(n / 6) % SUBJECTS.length]}`,
      spans: [{ start: at, end: at + trackedMs, kind: 'work', idleId: null }],
      minutes,
      windows,
      jumps: [],
      gaps: [],
    }),
  );
}
