/**
 * Seeded lives over a bad network with crashes of either side. Some here; as many as one likes, from any seed on, by
 * `MINUTIER_SYNC_RUNS=2000 MINUTIER_SYNC_SEED=1 npm test -- sync-run`.
 */
import { expect, it } from 'vitest';
import { House, syncRun } from './sync-run';

const RUNS = Number(process.env.MINUTIER_SYNC_RUNS ?? 25);
const FIRST = Number(process.env.MINUTIER_SYNC_SEED ?? 1);

it(`[SY11] ${RUNS} lives from seed ${FIRST} on, cut, doubled, delayed and killed: both logs are the same in the end`, {
  timeout: 60_000 + RUNS * 20_000,
}, async () => {
  const house = await House.open();
  const sum = { entries: 0, device: 0, server: 0 };
  const faults = new Map<string, number>();
  try {
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      try {
        const run = await syncRun(seed, house);
        sum.entries += run.entries;
        sum.device += run.crashes.device;
        sum.server += run.crashes.server;
        for (const [kind, count] of run.faults) faults.set(kind, (faults.get(kind) ?? 0) + count);
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  } finally {
    await house.close();
  }
  console.log(
    `${RUNS} runs from seed ${FIRST}: ${sum.entries} entries; crashes of the device ${sum.device}, of the server ${sum.server}; ` +
      [...faults].map(([kind, count]) => `${kind} ${count}`).join(', '),
  );
  expect(sum.device).toBeGreaterThan(0);
});
