/**
 * A short run of the fuzzer on everything that reads a bundle; `npm run bench -- --only fuzz` makes it a long one. What
 * was found is kept in found.ts, and is read again here.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { Coverage } from './coverage';
import { FOUND } from './found';
import { fuzz, type Target } from './fuzzer';

// Before the code is compiled: what was compiled without it tells of whole functions only.
const coverage = new Coverage((url) => url.includes('/domain/') || url.includes('fuzz.test'));
const { TARGETS } = await import('./targets');

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const cpu = () => process.threadCpuUsage().user / 1_000;

const run = (target: Target, inputs: number) => fuzz(target, { seed, coverage, inputs, cpu });

afterAll(() => coverage.end());

describe(`whatever the bytes (seed ${seed})`, () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))(
    '[VF7] %s: no exception, nothing that takes more than a second',
    async (_, target) => {
      const inputs = target.name.endsWith('bundle') ? 40 : 200;
      const { find, reached } = await run(target, inputs);
      expect(find && `${find.why}\n${Buffer.from(find.input).toString('base64')}`).toBeNull();
      expect(reached).toBeGreaterThan(100);
    },
    120_000,
  );

  it.each(FOUND.map((found) => [found.target, found] as const))(
    '[VF7] %s: what was found once',
    async (name, { input }) => {
      const target = TARGETS.find((one) => one.name === name);
      if (target === undefined) throw new Error('no such target');
      await target.run(new Uint8Array(Buffer.from(input, 'base64')));
    },
  );
});

describe('the fuzzer', () => {
  it('comes letter by letter to what chance alone would not reach', async () => {
    const target: Target = { name: 'letters', seeds: [], dictionary: [], run: stepByStep };
    const { find } = await run(target, 200_000);
    expect(find?.why).toContain('reached');
    expect(Buffer.from(find?.input ?? []).toString('latin1')).toMatch(/^ke/);
  });
});

function stepByStep(input: Uint8Array): void {
  if (input[0] !== 107) return;
  if (input[1] === 101) throw new Error('reached');
}
