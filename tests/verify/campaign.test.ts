/**
 * A short run of the campaign. `npm run campaign` makes it a long one: `CAMPAIGN` is how many mutations, `SEED` which.
 */
import { expect, it } from 'vitest';
import { campaign, tableOf } from './campaign';

const count = Number(process.env.CAMPAIGN ?? 2000);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const isLong = process.env.CAMPAIGN !== undefined;
const clock = () => performance.now();

it(
  `[VF7] of ${count} random mutations none is accepted with another meaning, and none makes it throw (seed ${seed})`,
  async () => {
    const progress = (done: number) => {
      if (isLong && done % 10_000 === 0) process.stderr.write(`${done} of ${count}\n`);
    };
    const tried = await campaign(count, seed, clock, { progress });
    if (isLong) {
      const { slowest, accepted } = tried;
      process.stdout.write(
        `${tableOf(tried)}\n\nSeed ${seed}: ${tried.count} mutations, ${accepted.length} accepted with another meaning; ` +
          `the slowest took ${slowest.toFixed(1)} ms.\n`,
      );
    }
    expect(tried.accepted).toEqual([]);
    expect(tried.count).toBe(count);
  },
  60_000 + count * 20,
);

it('[LG13] finds what the format says that it cannot: newest entries that a device leaves out, and nobody saw', async () => {
  const { accepted } = await campaign(300, 65, clock, { seen: false });
  expect(accepted.length).toBeGreaterThan(0);
  expect(accepted.filter((one) => !/log\/entries\.jws: .* by device$/.test(one))).toEqual([]);
});
