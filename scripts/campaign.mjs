/**
 * `npm run campaign`: 100,000 random mutations of bundles, none of which may be accepted with another meaning.
 *   --count N   how many
 *   --seed N    which; printed, so that a run can be had again
 * Some minutes; `npm test` has a short run of the same. Ends with 1 where one was accepted, or the verifier threw. What
 * the mutations are, and what a long run printed: docs/attacks.md.
 */
import { parseArgs } from 'node:util';
import { ended, killLeftovers, runThenCleanUp, start } from './lib/children.mjs';
import { ELECTRON, ROOT, tool } from './lib/paths.mjs';

async function run() {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
  });
  for (const [name, value] of Object.entries(values)) {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`--${name} takes a whole number.`);
  }
  const { count: CAMPAIGN, seed: SEED } = values;
  return ended(
    start(
      ELECTRON,
      [tool('vitest', 'vitest.mjs'), 'run', 'tests/verify/campaign.test.ts', '--silent=false'],
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', CAMPAIGN, SEED },
        cwd: ROOT,
      },
    ),
  );
}

try {
  process.exitCode = await runThenCleanUp(run, async () => {
    killLeftovers();
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
